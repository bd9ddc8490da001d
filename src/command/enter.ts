import type { EnterCommand } from '../market/command.ts';
import type { Direction } from '../market/record.ts';
import { type CommandDefinition, defineCommand, type WordFault } from './command.ts';
import { readAmount, readLevel, readPercent, readSpan } from './words.ts';

type Draft = { -readonly [Key in keyof EnterCommand]: EnterCommand[Key] };

/** What can follow the market: the word, what it sets, and what is expected after it. */
interface EnterOption {
  readonly word: string;
  /** The same in one word, as `SL@64000`. */
  readonly short: RegExp;
  readonly expects: string;
  /** True when the value can be read and was set. */
  readonly set: (draft: Draft, value: string) => boolean;
}

function take<K extends keyof Draft>(draft: Draft, key: K, value: Draft[K] | undefined): boolean {
  if (value === undefined) return false;
  draft[key] = value;
  return true;
}

const options: readonly EnterOption[] = [
  {
    word: 'at',
    short: /^l@(.+)$/i,
    expects: 'a limit price',
    set: (draft, value) => {
      draft.type = 'limit';
      return take(draft, 'price', readAmount(value));
    },
  },
  {
    word: 'trigger',
    short: /^t@(.+)$/i,
    expects: 'a trigger price',
    set: (draft, value) => {
      draft.type = 'stop';
      return take(draft, 'price', readAmount(value));
    },
  },
  {
    word: 'stop',
    short: /^sl(?:@(.+)|(%.+))$/i,
    expects: 'a price, or a distance such as 1.5%',
    set: (draft, value) => take(draft, 'stop', readLevel(value)),
  },
  {
    word: 'target',
    short: /^tp(?:@(.+)|(%.+))$/i,
    expects: 'a price, or a distance such as 3%',
    set: (draft, value) => take(draft, 'target', readLevel(value)),
  },
  {
    word: 'trail',
    short: /^tr(%.+)$/i,
    expects: 'a distance such as 1.5%',
    set: (draft, value) => take(draft, 'trailing', readPercent(value)),
  },
  {
    word: 'quantity',
    short: /^q(\d.*)$/i,
    expects: 'a quantity in base units',
    set: (draft, value) => take(draft, 'quantity', readAmount(value)),
  },
  {
    word: 'for',
    short: /^\+(.+)$/,
    expects: 'a time such as 4h, after which it is closed',
    set: (draft, value) => take(draft, 'timeLimit', readSpan(value)),
  },
  {
    word: 'wait',
    short: /^\/(\d.*)$/,
    expects: 'a time such as 15m, after which an unfilled entry is taken back',
    set: (draft, value) => take(draft, 'entryTimeout', readSpan(value)),
  },
];

/** The words that may follow the market. */
export const enterOptions: readonly string[] = options.map(({ word }) => word);

function entering(direction: Direction, alias: string): CommandDefinition {
  const verb = direction === 'long' ? 'Buys' : 'Sells short';
  return defineCommand({
    name: direction,
    aliases: [alias],
    usage: `${direction} MARKET [QUANTITY] [at PRICE | trigger PRICE] [stop LEVEL] [target LEVEL] [trail PART%] [for TIME] [wait TIME]`,
    help: `${verb}: at the market, at a limit price, or once a trigger is reached. Without a quantity the profile sizes it`,
    examples: [
      `${direction} BTC`,
      `${direction} BTC 0.1 stop 1.5% target 3%`,
      `${direction} ETH at 3000 stop 2900 wait 15m`,
      `${direction} BTC SL%1.5 TP%3 q0.1`,
    ],
    words: [['instrument'], ['quantity', 'option'], ['option', 'price', 'duration']],
    parse: ([instrument, ...words]) =>
      instrument === undefined
        ? { at: 0, message: 'expected a market, such as BTC' }
        : readOptions({ kind: 'enter', instrument, direction, type: 'market' }, words),
  });
}

function readOptions(draft: Draft, words: readonly string[]): EnterCommand | WordFault {
  const given = new Set<string>();
  for (let k = 0; k < words.length; k++) {
    const word = words[k]!;
    const first = k === 0 ? readAmount(word) : undefined;
    if (first !== undefined) {
      draft.quantity = first;
      continue;
    }
    const found = optionOf(word);
    if (found === undefined) return { at: k + 1, message: `expected ${enterOptions.join(', ')}, came '${word}'` };
    const { option } = found;
    if (given.has(option.word)) return { at: k + 1, message: `expected ${option.word} only once` };
    given.add(option.word);
    const value = found.value ?? words[++k];
    if (value === undefined) return { at: k + 1, message: `expected ${option.expects} after ${option.word}` };
    if (!option.set(draft, value)) return { at: k + 1, message: `expected ${option.expects}, came '${value}'` };
  }
  return given.has('at') && given.has('trigger')
    ? { at: words.length, message: 'expected either at or trigger, came both' }
    : draft;
}

function optionOf(word: string): { readonly option: EnterOption; readonly value: string | undefined } | undefined {
  const lower = word.toLowerCase();
  const named = options.find((each) => each.word === lower);
  if (named !== undefined) return { option: named, value: undefined };
  for (const option of options) {
    const [, value, percent] = option.short.exec(word) ?? [];
    const found = value ?? percent;
    // `SL%1.5` is `1.5%`.
    if (found !== undefined) return { option, value: found.startsWith('%') ? `${found.slice(1)}%` : found };
  }
  return undefined;
}

/** Opens a trade that earns when the price rises. */
export const long = entering('long', 'l');

/** Opens a trade that earns when the price falls. */
export const short = entering('short', 's');
