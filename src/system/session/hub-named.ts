import { parseInstrumentName } from '../../market/instrument.ts';
import { SiisError } from '../../util/errors.ts';
import type { MarketHub } from '../engine/market-hub.ts';

/** The market of an instrument that a strategy looks at. @throws SiisError INSTRUMENT_INVALID */
export function hubNamed(hubs: readonly MarketHub[], text: string): MarketHub {
  const id = parseInstrumentName(text)?.id;
  if (id === undefined)
    throw new SiisError(
      'INSTRUMENT_INVALID',
      `expected an instrument such as binance:BTC/USDT for a strategy to look at, came '${text}'`,
    );
  const hub = hubs.find((each) => each.instrument.id === id);
  if (hub === undefined)
    throw new SiisError(
      'INSTRUMENT_INVALID',
      `expected one of ${hubs.map((each) => each.instrument.id).join(', ')}; came '${id}': add it to the profile's instruments`,
    );
  return hub;
}
