import { parseInstrumentName } from '../market/instrument.ts';
import { defineCommand } from './command.ts';

/** Takes entries back that have not filled. */
export const cancel = defineCommand({
  name: 'cancel',
  usage: 'cancel all | INSTRUMENT',
  help: 'Takes back entries that wait: all, or those of an instrument',
  examples: ['cancel all', 'cancel demo:BTC/USDT'],
  words: [['instrument', 'all']],
  parse: ([what, ...rest]) => {
    if (what === undefined) return { at: 0, message: 'expected all or an instrument' };
    if (rest.length > 0) return { at: 1, message: 'expected nothing more' };
    if (what === 'all') return { kind: 'cancel', instrument: undefined };
    const name = parseInstrumentName(what);
    return name === undefined
      ? { at: 0, message: `expected all or an instrument such as binance:BTC/USDT, came '${what}'` }
      : { kind: 'cancel', instrument: name.id };
  },
});

/** Everything, in one word. */
export const cancelAll = defineCommand({
  name: 'cancel-all',
  aliases: ['cancelall'],
  usage: 'cancel-all',
  help: 'Takes back every entry that waits',
  parse: (words) =>
    words.length > 0
      ? { at: 0, message: 'expected nothing after cancel-all' }
      : { kind: 'cancel', instrument: undefined },
});
