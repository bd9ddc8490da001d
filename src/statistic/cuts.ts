import type { MarketRecord } from '../market/record.ts';
import {
  dateKey,
  dayOf,
  hourOf,
  hourOrder,
  sessionOf,
  sessionOrder,
  weekKey,
  weekdayOf,
  weekdayOrder,
} from './calendar.ts';
import { type CutRow, Tallies } from './cut-row.ts';
import type { DailyCurve } from './daily-curve.ts';
import { regimeOrder, regimes } from './regime.ts';
import type { TradeColumns } from './trade-columns.ts';

/** A calendar span: the trades that ended in it, and what the account did, unrealised profit included. */
export interface PeriodRow extends CutRow {
  readonly startEquity: number;
  readonly endEquity: number;
  /** `null` when the account began the span at or below zero. */
  readonly returnPercent: number | null;
}

/** The trades, cut by what they have in common. */
export interface Cuts {
  readonly market: readonly CutRow[];
  readonly strategy: readonly CutRow[];
  /** `long`, `short`. */
  readonly side: readonly CutRow[];
  /** Label of the entry, `(none)` without one. */
  readonly label: readonly CutRow[];
  readonly exitReason: readonly CutRow[];
  /** Label and exit reason together. */
  readonly mixed: readonly CutRow[];
  /** By the hour, weekday and session of the entry, UTC. */
  readonly hour: readonly CutRow[];
  readonly weekday: readonly CutRow[];
  readonly session: readonly CutRow[];
  /** By whether the market stood above its 20-day mean at the entry: `up`, `down`, `unknown`. */
  readonly regime: readonly CutRow[];
  readonly day: readonly PeriodRow[];
  readonly week: readonly PeriodRow[];
  readonly month: readonly PeriodRow[];
  readonly year: readonly PeriodRow[];
}

/** All cuts. Cost: one pass over the trades for each. */
export function cuts(columns: TradeColumns, curve: DailyCurve, markets: readonly MarketRecord[]): Cuts {
  const { trades, entryTime } = columns;
  const by = (codes: Codes): CutRow[] => cut(columns, codes);
  const label = intern(trades.map((trade) => trade.label ?? '(none)'));
  const exitReason = intern(trades.map((trade) => trade.exitReason));
  const regime = regimes(trades, markets);
  const dates = curve.days.map(dateKey);
  const periods = (keys: readonly string[]): PeriodRow[] => periodRows(columns, curve, keys);
  return {
    market: by(intern(trades.map((trade) => trade.instrument))),
    strategy: by(intern(trades.map((trade) => trade.strategy))),
    side: by(coded(['long', 'short'], trades.length, (k) => (trades[k]!.side === 'buy' ? 0 : 1))),
    label: by(label),
    exitReason: by(exitReason),
    mixed: by(crossed(label, exitReason)),
    hour: by(coded(hourOrder, trades.length, (k) => hourOf(entryTime[k]!))),
    weekday: by(coded(weekdayOrder, trades.length, (k) => (weekdayOf(dayOf(entryTime[k]!)) + 6) % 7)),
    session: by(coded(sessionOrder, trades.length, (k) => sessionOf(hourOf(entryTime[k]!)))),
    regime: regime === undefined ? [] : by(coded(regimeOrder, trades.length, (k) => regime[k]!)),
    day: periods(dates),
    week: periods(curve.days.map(weekKey)),
    month: periods(dates.map((date) => date.slice(0, 7))),
    year: periods(dates.map((date) => date.slice(0, 4))),
  };
}

/** A number for each trade, and what the numbers stand for, in the order of the rows. */
interface Codes {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

function coded(names: readonly string[], count: number, codeOf: (k: number) => number): Codes {
  const codes = new Int32Array(count);
  for (let k = 0; k < count; k++) codes[k] = codeOf(k);
  return { codes, names };
}

/** Numbers texts by their order. */
function intern(texts: readonly string[]): Codes {
  const names = [...new Set(texts)].toSorted();
  const numbers = new Map(names.map((name, k) => [name, k]));
  return coded(names, texts.length, (k) => numbers.get(texts[k]!)!);
}

/** Each pair of two codes, in the order of its text. */
function crossed(left: Codes, right: Codes): Codes {
  const width = right.names.length;
  const pairs = left.names.flatMap((name) => right.names.map((other) => `${name} / ${other}`));
  const order = pairs.map((_, k) => k).toSorted((a, b) => (pairs[a]! < pairs[b]! ? -1 : 1));
  const ranks = new Int32Array(pairs.length);
  for (const [rank, pair] of order.entries()) ranks[pair] = rank;
  const names = order.map((pair) => pairs[pair]!);
  return coded(names, left.codes.length, (k) => ranks[left.codes[k]! * width + right.codes[k]!]!);
}

/** A row for each code that occurs. */
function cut(columns: TradeColumns, { codes, names }: Codes): CutRow[] {
  const tallies = new Tallies(columns, codes, names.length);
  return names.map((name, k) => tallies.row(name, k)).filter((row) => row.trades > 0);
}

/** One row for each span of the run, idle ones too. `keys` names the span of each day of the curve. */
function periodRows(columns: TradeColumns, curve: DailyCurve, keys: readonly string[]): PeriodRow[] {
  const spanOfDay = new Int32Array(keys.length);
  const firsts: number[] = [];
  for (let k = 1; k < keys.length; k++) {
    if (k === 1 || keys[k] !== keys[k - 1]) firsts.push(k);
    spanOfDay[k] = firsts.length - 1;
  }
  if (firsts.length === 0) return [];
  // An exit at the very end of the run belongs to its last day, not to the day after.
  const groups = new Int32Array(columns.count);
  for (let k = 0; k < groups.length; k++) {
    const place = dayOf(columns.exitTime[k]!) - curve.days[0]!;
    groups[k] = spanOfDay[Math.max(1, Math.min(place, keys.length - 1))]!;
  }
  const tallies = new Tallies(columns, groups, firsts.length);
  return firsts.map((first, n) => {
    const startEquity = curve.values[first - 1]!;
    const endEquity = curve.values[(firsts[n + 1] ?? keys.length) - 1]!;
    const row = tallies.row(keys[first]!, n);
    return { ...row, startEquity, endEquity, returnPercent: change(startEquity, endEquity) };
  });
}

function change(start: number, end: number): number | null {
  const percent = (end / start - 1) * 100;
  return start > 0 && Number.isFinite(percent) ? percent : null;
}
