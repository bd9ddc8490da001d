import { parseInstrumentName } from '../../market/instrument.ts';
import type { AlertWorld } from '../../strategy/alert/alert.ts';
import { parseTimeframe } from '../../market/timeframe.ts';
import type { Series } from '../../strategy/series.ts';
import type { SeriesOptions } from '../../strategy/strategy.ts';
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

/** How to be told of the bars of a market. */
export function barsOf(hub: MarketHub): AlertWorld['onBar'] {
  return (frame, act, feed) => hub.watchBars(frame, act, feed);
}

/** What a strategy follows. */
export interface Following {
  readonly strategy: string;
  /** The one it trades. */
  readonly instrument: string;
  readonly timeframe: string;
  readonly options: SeriesOptions | undefined;
}

/** The series that a strategy follows, made when it is new. @throws SiisError STRATEGY_INVALID, INSTRUMENT_INVALID */
export function followedSeries(
  hubs: readonly MarketHub[],
  { strategy, instrument, timeframe, options }: Following,
): Series {
  const frame = parseTimeframe(timeframe, options?.offset);
  if (frame === undefined)
    throw new SiisError(
      'STRATEGY_INVALID',
      `strategy ${strategy}: expected a timeframe such as 5m, 1h or 1d, came '${timeframe}'`,
    );
  const offset = options?.offset ?? 0;
  if (!Number.isInteger(offset / 1000)) {
    throw new SiisError(
      'STRATEGY_INVALID',
      `strategy ${strategy}: expected an offset of whole seconds in ms, came ${offset}`,
    );
  }
  return hubNamed(hubs, options?.instrument ?? instrument).seriesOf(frame);
}
