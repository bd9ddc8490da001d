import { expect } from 'vitest';
import { isWeekend } from '../../src/statistic/calendar.ts';
import { drawdowns, underWater } from '../../src/statistic/drawdown.ts';
import { type Figure, isAbsent, ratio, scaled } from '../../src/statistic/figure.ts';
import { geometricFigures } from '../../src/statistic/geometric.ts';
import { cagr, calmar } from '../../src/statistic/growth.ts';
import { kelly } from '../../src/statistic/kelly.ts';
import { average, largest, median, smallest, sum } from '../../src/statistic/moments.ts';
import { beta } from '../../src/statistic/regression.ts';
import { geometricMean, logReturns, simpleReturns } from '../../src/statistic/returns.ts';
import { sqn } from '../../src/statistic/sqn.ts';

/** A run as its statistics need it: the bars it was made on, its equity after each of them, its closed trades. */
export interface MeasuredRun {
  readonly times: readonly number[];
  readonly closes: readonly number[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly equity: readonly number[];
  readonly trades: readonly {
    readonly EntryBar: number;
    readonly ExitBar: number;
    readonly PnL: number;
    readonly Commission: number;
    readonly ReturnPct: number;
  }[];
}

const dayMillis = 86_400_000;

/** Length of a bar in days: the middle distance of the last hundred bars. */
function barDays(times: readonly number[]): number {
  const last = times.slice(-100);
  const found = median(last.slice(1).map((time, k) => time - last[k]!));
  return isAbsent(found) ? 1 : Math.round(found / dayMillis);
}

/** Returns a year: by the length of a bar, days being 365 when clearly more than none of the bars lie on weekends. */
function periodsOf(times: readonly number[]): number {
  const coarse: Readonly<Record<number, number>> = { 7: 52, 30: 12, 31: 12, 365: 1 };
  const weekends = times.filter((time) => isWeekend(Math.floor(time / dayMillis))).length / times.length;
  return coarse[barDays(times)] ?? (weekends > (2 / 7) * 0.6 ? 365 : 252);
}

/** Equity at the last bar of each day (of each bar, when bars are days or longer). */
function perDay(times: readonly number[], equity: readonly number[]): number[] {
  return equity.filter(
    (_, k) => Math.floor((times[k + 1] ?? Infinity) / dayMillis) !== Math.floor(times[k]! / dayMillis),
  );
}

/**
 * The first bar at which every indicator has a value: a moving average over n bars has its first at bar n − 1, so it is
 * the largest whole-number parameter less one. Buy and hold starts there.
 */
function readyBar(params: Readonly<Record<string, unknown>> = {}): number {
  const lengths = Object.values(params).filter((value) => Number.isInteger(value) && Number(value) > 1);
  return lengths.length === 0 ? 0 : Math.max(...lengths.map(Number)) - 1;
}

function geometricAverage(values: readonly number[]): Figure {
  return values.length === 0 ? { reason: 'no trades' } : geometricMean(values);
}

/** Every statistic that recorded runs of the reference engine name, by its name there. Durations in ms. */
export function referenceStatistics(run: MeasuredRun): Readonly<Record<string, Figure | string>> {
  const { times, closes, equity, trades } = run;
  const first = equity[0]!;
  const final = equity.at(-1)!;
  const lasted = times.at(-1)! - times[0]!;
  const periods = periodsOf(times);
  const daily = geometricFigures(simpleReturns(perDay(times, equity)), periods);
  const last = equity.length - 1;
  const falls = drawdowns(equity).filter((each) => (each.end ?? last) - each.start > 1);
  const fallTimes = falls.map((each) => times[each.end ?? last]! - times[each.start]!);
  const worst = largest(underWater(equity));
  const own = scaled((final - first) / first, 100);
  const held = (closes.at(-1)! / closes[readyBar(run.params)]! - 1) * 100;
  const slope = beta(logReturns(equity), logReturns(closes));
  const busy = new Set(trades.flatMap((each) => range(each.EntryBar, each.ExitBar)));
  const profits = trades.map((each) => each.PnL);
  const returns = trades.map((each) => each.ReturnPct);
  const lengths = trades.map((each) => times[each.ExitBar]! - times[each.EntryBar]!);
  const gains = returns.filter((value) => value > 0);
  const pains = returns.filter((value) => value < 0);
  const wins = profits.filter((value) => value > 0).length;
  return {
    Start: new Date(times[0]!).toISOString().slice(0, 19),
    End: new Date(times.at(-1)!).toISOString().slice(0, 19),
    Duration: lasted,
    'Exposure Time [%]': (busy.size / times.length) * 100,
    'Equity Final [$]': final,
    'Equity Peak [$]': largest(equity),
    'Commissions [$]': sum(trades.map((each) => each.Commission)),
    'Return [%]': own,
    'Buy & Hold Return [%]': held,
    'Return (Ann.) [%]': scaled(daily.annualReturn, 100),
    'Volatility (Ann.) [%]': scaled(daily.volatility, 100),
    'CAGR [%]': scaled(cagr(first, final, lasted / dayMillis / 365.25), 100),
    'Sharpe Ratio': daily.sharpe,
    'Sortino Ratio': daily.sortino,
    'Calmar Ratio': calmar(daily.annualReturn, worst),
    'Alpha [%]': isAbsent(slope) || isAbsent(own) ? slope : own - slope * held,
    Beta: slope,
    'Max. Drawdown [%]': scaled(worst, -100),
    'Avg. Drawdown [%]': scaled(average(falls.map((each) => each.share)), -100),
    'Max. Drawdown Duration': roundUp(largest(fallTimes), times),
    'Avg. Drawdown Duration': roundUp(average(fallTimes), times),
    '# Trades': trades.length,
    'Win Rate [%]': ratio(wins * 100, trades.length, 'no trades'),
    'Best Trade [%]': scaled(largest(returns), 100),
    'Worst Trade [%]': scaled(smallest(returns), 100),
    'Avg. Trade [%]': scaled(geometricAverage(returns), 100),
    'Max. Trade Duration': roundUp(largest(lengths), times),
    'Avg. Trade Duration': roundUp(average(lengths), times),
    'Profit Factor': ratio(sum(gains), -sum(pains), 'no losing trade'),
    'Expectancy [%]': scaled(average(returns), 100),
    SQN: sqn(profits),
    'Kelly Criterion': kelly(profits),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
}

/** Durations are rounded up to the coarsest unit that a bar is a whole number of. */
function roundUp(figure: Figure, times: readonly number[]): Figure {
  const last = times.slice(-100);
  const bar = median(last.slice(1).map((time, k) => time - last[k]!));
  if (isAbsent(figure) || isAbsent(bar)) return figure;
  const unit = [dayMillis, 3_600_000, 60_000, 1000].find((each) => bar % each === 0) ?? 1;
  return Math.ceil(figure / unit) * unit;
}

/** Compares one statistic with the recorded text or number; figures to 1e-8 of their size. */
export function expectStatistic(
  actual: Figure | string | undefined,
  key: string,
  expected: number | string | null,
): void {
  if (actual === undefined) throw new Error(`unknown statistic ${key}`);
  if (expected === null) expect(actual, key).toHaveProperty('reason');
  else if (typeof expected === 'string') expect(actual, key).toBe(durationOf(expected) ?? expected.replace(' ', 'T'));
  else {
    expect(typeof actual, `${key} ${JSON.stringify(actual)}`).toBe('number');
    expect(Math.abs(Number(actual) - expected), `${key} for ${expected}`).toBeLessThanOrEqual(
      1e-8 * Math.abs(expected),
    );
  }
}

/** `584 days 00:00:00` in ms; `undefined` when the text is no duration. */
function durationOf(text: string): number | undefined {
  const match = /^(\d+) days?(?: (\d+):(\d+):(\d+(?:\.\d+)?))?$/.exec(text);
  if (match === null) return undefined;
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((k) => Number(match[k] ?? 0));
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
}
