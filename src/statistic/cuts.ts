import type { MarketRecord } from '../market/record.ts';
import {
  dateKey,
  dayOf,
  hourKey,
  monthKey,
  sessionKey,
  sessionOrder,
  weekKey,
  weekdayKey,
  weekdayOrder,
  yearKey,
} from './calendar.ts';
import type { DailyCurve } from './daily-curve.ts';
import { average, mean, sum } from './moments.ts';
import { regimes } from './regime.ts';
import type { TradeColumns } from './trade-columns.ts';

/** The trades that share a key. Amounts are net, in settlement currency. */
export interface CutRow {
  readonly key: string;
  readonly trades: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** `null` without trades. */
  readonly winPercent: number | null;
  readonly profit: number;
  readonly fees: number;
  /** Gross profit over gross loss; `null` without a losing trade. */
  readonly profitFactor: number | null;
  /** Average profit; `null` without trades, as are the next four. */
  readonly expectancy: number | null;
  readonly averagePercent: number | null;
  readonly best: number | null;
  readonly worst: number | null;
  /** ms. */
  readonly averageDuration: number | null;
  /** Average profit in multiples of the planned risk; `null` when no trade had a stop. */
  readonly averageR: number | null;
}

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

/** Why fields of a row can be `null`: the reasons of the printed `n/a`. */
export const cutReasons: Readonly<Record<string, string>> = {
  winPercent: 'no trades',
  profitFactor: 'no losing trade',
  expectancy: 'no trades',
  averagePercent: 'no trades',
  best: 'no trades',
  worst: 'no trades',
  averageDuration: 'no trades',
  averageR: 'no trade had a stop',
  returnPercent: 'no equity at the start',
};

/** All cuts. Cost: one pass over the trades for each. */
export function cuts(
  columns: TradeColumns,
  curve: DailyCurve,
  markets: readonly MarketRecord[],
  endTime: number,
): Cuts {
  const { trades, entryTime } = columns;
  const by = (keyOf: (k: number) => string, order?: readonly string[]): CutRow[] => cut(columns, keyOf, order);
  const label = (k: number): string => trades[k]!.label ?? '(none)';
  const regime = regimes(trades, markets);
  // An exit at the very end of the run belongs to its last day, not to the day after.
  const exitDay = Float64Array.from(columns.exitTime, (time) => dayOf(Math.min(time, endTime - 1)));
  const periods = (keyOf: (dayNumber: number) => string): PeriodRow[] => periodRows(columns, curve, exitDay, keyOf);
  return {
    market: by((k) => trades[k]!.instrument),
    strategy: by((k) => trades[k]!.strategy),
    side: by((k) => (trades[k]!.side === 'buy' ? 'long' : 'short'), ['long', 'short']),
    label: by(label),
    exitReason: by((k) => trades[k]!.exitReason),
    mixed: by((k) => `${label(k)} / ${trades[k]!.exitReason}`),
    hour: by((k) => hourKey(entryTime[k]!)),
    weekday: by((k) => weekdayKey(entryTime[k]!), weekdayOrder),
    session: by((k) => sessionKey(entryTime[k]!), sessionOrder),
    regime: regime === undefined ? [] : by((k) => regime[k]!, ['up', 'down', 'unknown']),
    day: periods(dateKey),
    week: periods(weekKey),
    month: periods(monthKey),
    year: periods(yearKey),
  };
}

/** Rows by key: in the given order, else sorted. */
function cut(columns: TradeColumns, keyOf: (k: number) => string, order?: readonly string[]): CutRow[] {
  const groups = grouped(columns.count, keyOf);
  const keys = order === undefined ? [...groups.keys()].toSorted() : order.filter((key) => groups.has(key));
  return keys.map((key) => cutRow(key, columns, groups.get(key)!));
}

function grouped(count: number, keyOf: (k: number) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let k = 0; k < count; k++) {
    const key = keyOf(k);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [k]);
    else group.push(k);
  }
  return groups;
}

function cutRow(key: string, columns: TradeColumns, members: readonly number[]): CutRow {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(members, (k) => column[k]!);
  const profit = pick(columns.profit);
  const wins = profit.filter((value) => value > 0);
  const losses = profit.filter((value) => value < 0);
  const n = members.length;
  const total = sum(profit);
  return {
    key,
    trades: n,
    wins: wins.length,
    draws: n - wins.length - losses.length,
    losses: losses.length,
    winPercent: n === 0 ? null : (wins.length * 100) / n,
    profit: total,
    fees: sum(pick(columns.fees)),
    profitFactor: losses.length === 0 ? null : sum(wins) / -sum(losses),
    expectancy: n === 0 ? null : total / n,
    averagePercent: known(pick(columns.percent)),
    best: n === 0 ? null : profit.reduce((a, b) => Math.max(a, b)),
    worst: n === 0 ? null : profit.reduce((a, b) => Math.min(a, b)),
    averageDuration: n === 0 ? null : mean(pick(columns.duration)),
    averageR: known(pick(columns.multiple)),
  };
}

function known(values: Float64Array): number | null {
  const figure = average(values);
  return typeof figure === 'number' ? figure : null;
}

function change(start: number, end: number): number | null {
  const percent = (end / start - 1) * 100;
  return start > 0 && Number.isFinite(percent) ? percent : null;
}

/** One row for each span of the run, idle ones too. */
function periodRows(
  columns: TradeColumns,
  curve: DailyCurve,
  exitDay: Float64Array,
  keyOf: (dayNumber: number) => string,
): PeriodRow[] {
  const keyOfDay = new Map(curve.days.map((each) => [each, keyOf(each)]));
  const groups = grouped(columns.count, (k) => keyOfDay.get(exitDay[k]!) ?? keyOf(exitDay[k]!));
  const rows: PeriodRow[] = [];
  for (let k = 1; k < curve.days.length;) {
    const key = keyOfDay.get(curve.days[k]!)!;
    let last = k;
    while (last + 1 < curve.days.length && keyOfDay.get(curve.days[last + 1]!) === key) last += 1;
    const startEquity = curve.values[k - 1]!;
    const endEquity = curve.values[last]!;
    rows.push({
      ...cutRow(key, columns, groups.get(key) ?? []),
      startEquity,
      endEquity,
      returnPercent: change(startEquity, endEquity),
    });
    k = last + 1;
  }
  return rows;
}
