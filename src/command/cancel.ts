import { parseInstrumentName } from '../market/instrument.ts';
import { defineCommand } from './command.ts';

/** Takes entries back that have not filled. */
export const cancel = defineCommand({
  name: 'cancel',
  usage: 'cancel all | INSTRUMENT',
  help: 'Takes back entries that wait: all, or those of an instrument',
  parse: ([what, ...rest]) => {
    if (what === undefined || rest.length > 0) return 'expected all or an instrument';
    if (what === 'all') return { kind: 'cancel', instrument: undefined };
    const name = parseInstrumentName(what);
    return name === undefined
      ? `expected all or an instrument such as binance:BTC/USDT, came '${what}'`
      : { kind: 'cancel', instrument: name.id };
  },
});
