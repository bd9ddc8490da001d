import { indicators } from '../indicator/index.ts';
import { commands, findCommand, wordsOf } from './index.ts';
import { enterOptions } from './enter.ts';
import { tradingStates } from './state.ts';
import type { WordKind } from './command.ts';

/** What there is to name at the moment. */
export interface Candidates {
  readonly instruments: readonly string[];
  readonly trades: readonly string[];
  readonly strategies: readonly string[];
  readonly timeframes: readonly string[];
  readonly regions: readonly string[];
  readonly alerts: readonly string[];
  readonly operations: readonly string[];
  /** Names of commands of the face itself, and what may follow each. */
  readonly own: Readonly<Record<string, readonly string[]>>;
}

/** What the word at the end of a line could become. */
export interface Completion {
  /** Where the word begins. */
  readonly from: number;
  readonly words: readonly string[];
}

/** Completes the last word of a line; a blank at its end begins a new one. */
export function completeLine(line: string, candidates: Candidates): Completion {
  const words = wordsOf(line);
  const isNew = words.length === 0 || /\s$/.test(line);
  const last = isNew ? '' : (words.at(-1)?.text ?? '');
  const from = isNew ? line.length : (words.at(-1)?.from ?? line.length);
  const index = words.length - (isNew ? 0 : 1);
  const name = words[0]?.text ?? '';
  const all =
    index === 0 ? [...Object.keys(commands), ...Object.keys(candidates.own)] : wordsAt(name, index - 1, candidates);
  const lower = last.toLowerCase();
  const starting = all.filter((word) => word.toLowerCase().startsWith(lower));
  // `BTC` finds `demo:BTC/USDT`.
  const holding = all.filter((word) => lower !== '' && !starting.includes(word) && word.toLowerCase().includes(lower));
  return { from, words: [...starting, ...holding] };
}

function wordsAt(name: string, index: number, candidates: Candidates): readonly string[] {
  const definition = findCommand(name);
  if (definition === undefined) return candidates.own[name.toLowerCase()] ?? [];
  const kinds = definition.words?.[Math.min(index, definition.words.length - 1)] ?? [];
  return kinds.flatMap((kind) => wordsOfKind(kind, candidates));
}

function wordsOfKind(kind: WordKind, candidates: Candidates): readonly string[] {
  switch (kind) {
    case 'instrument':
      return candidates.instruments;
    case 'trade':
      return candidates.trades;
    case 'strategy':
      return candidates.strategies;
    case 'region':
      return candidates.regions;
    case 'alert':
      return candidates.alerts;
    case 'operation':
      return candidates.operations;
    case 'timeframe':
      return candidates.timeframes;
    case 'indicator':
      return Object.keys(indicators);
    case 'state':
      return tradingStates;
    case 'option':
      return enterOptions;
    case 'all':
      return ['all'];
    case 'quantity':
    case 'price':
    case 'duration':
      return [];
    default:
      return [kind.slice(1, -1)];
  }
}
