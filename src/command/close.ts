import type { CloseCommand } from '../market/command.ts';
import { parseInstrumentName } from '../market/instrument.ts';
import { defineCommand, type WordFault } from './command.ts';
import { readPercent } from './words.ts';

/** Closes open trades at the market. */
export const close = defineCommand({
  name: 'close',
  aliases: ['c'],
  usage: 'close all | INSTRUMENT | TRADE [PART%]',
  help: 'Closes open trades at the market: all, those of an instrument, or one by its id, whole or a part of it',
  examples: ['close all', 'close 12d916o-3', 'close 12d916o-3 50%'],
  words: [['trade', 'instrument', 'all'], ['quantity']],
  parse: ([what, part, ...rest]) => {
    if (what === undefined) return { at: 0, message: 'expected all, an instrument or the id of a trade' };
    if (rest.length > 0) return { at: 2, message: 'expected nothing after the part' };
    const closing = read(what);
    return part === undefined ? closing : partOf(closing, part);
  },
});

function read(what: string): CloseCommand {
  if (what === 'all') return { kind: 'close', trade: undefined, instrument: undefined };
  const name = what.includes(':') ? parseInstrumentName(what) : undefined;
  return name === undefined
    ? { kind: 'close', trade: what, instrument: undefined }
    : { kind: 'close', trade: undefined, instrument: name.id };
}

function partOf(closing: CloseCommand, part: string): CloseCommand | WordFault {
  if (closing.trade === undefined)
    return { at: 1, message: 'expected nothing more: only one trade can be closed in part' };
  const percent = readPercent(part);
  if (percent === undefined || percent > 100) return { at: 1, message: `expected a part such as 50%, came '${part}'` };
  return percent === 100 ? closing : { ...closing, portion: percent / 100 };
}

/** Everything, in one word. */
export const closeAll = defineCommand({
  name: 'close-all',
  aliases: ['closeall'],
  usage: 'close-all',
  help: 'Closes every open trade at the market',
  parse: (words) =>
    words.length > 0
      ? { at: 0, message: 'expected nothing after close-all' }
      : { kind: 'close', trade: undefined, instrument: undefined },
});
