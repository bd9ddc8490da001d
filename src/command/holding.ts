import type { AssignCommand } from '../market/command.ts';
import { defineCommand, type WordFault } from './command.ts';
import { readAmount, readLevel } from './words.ts';

type Draft = { -readonly [Key in keyof AssignCommand]: AssignCommand[Key] };

/** What may follow the quantity. @returns false for a value that cannot be read */
const options: Readonly<Record<string, (draft: Draft, value: string) => boolean>> = {
  at: (draft, value) => take(draft, 'price', readAmount(value)),
  stop: (draft, value) => take(draft, 'stop', readLevel(value)),
  target: (draft, value) => take(draft, 'target', readLevel(value)),
};
const names = Object.keys(options).join(', ');

function take<K extends keyof Draft>(draft: Draft, key: K, value: Draft[K] | undefined): boolean {
  if (value === undefined) return false;
  draft[key] = value;
  return true;
}

/** Makes a trade of what is held. */
export const assign = defineCommand({
  name: 'assign',
  aliases: ['as'],
  usage: 'assign MARKET [QUANTITY] [at PRICE] [stop LEVEL] [target LEVEL]',
  help: 'Makes a trade of what the account holds and no trade has: assets it began with, or what `clean` let go of',
  examples: ['assign BTC', 'assign BTC 0.1 at 60000 stop 2% target 5%'],
  words: [['instrument'], ['quantity', "'at'", "'stop'", "'target'"], ["'at'", "'stop'", "'target'"]],
  parse: ([instrument, ...words]) =>
    instrument === undefined
      ? { at: 0, message: 'expected a market, such as BTC' }
      : readAssign({ kind: 'assign', instrument }, words),
});

function readAssign(draft: Draft, words: readonly string[]): AssignCommand | WordFault {
  const quantity = readAmount(words[0] ?? '');
  if (quantity !== undefined) draft.quantity = quantity;
  const given = new Set<string>();
  for (let k = quantity === undefined ? 0 : 1; k < words.length; k += 2) {
    const [word = '', value] = words.slice(k);
    const set = Object.hasOwn(options, word) ? options[word] : undefined;
    if (set === undefined) return { at: k + 1, message: `expected ${names}, came '${word}'` };
    if (given.has(word)) return { at: k + 1, message: `expected ${word} only once` };
    given.add(word);
    const expects = word === 'at' ? 'a price' : 'a price, or a distance such as 1.5%';
    if (value === undefined) return { at: k + 2, message: `expected ${expects} after ${word}` };
    if (!set(draft, value)) return { at: k + 2, message: `expected ${expects}, came '${value}'` };
  }
  return draft;
}

/** Lets go of a trade without closing it. */
export const clean = defineCommand({
  name: 'clean',
  aliases: ['ct', 'clean-trade'],
  usage: 'clean TRADE',
  help: 'Lets go of a trade without closing it: its stop and targets are taken back, what it holds stays held',
  examples: ['clean 12d916o-3'],
  words: [['trade']],
  parse: ([trade, ...rest]) => {
    if (trade === undefined) return { at: 0, message: 'expected the id of a trade' };
    return rest.length > 0 ? { at: 1, message: 'expected nothing more' } : { kind: 'clean', trade };
  },
});
