import type { RunRecord } from '../market/record.ts';
import { type DailyCurve, curveReturns } from './daily-curve.ts';
import { type Figure, absent, ratio, scaled } from './figure.ts';
import { cagr } from './growth.ts';
import { average, largest, smallest, sum } from './moments.ts';

/** What became of the money. Amounts in settlement currency. */
export interface EquityFigures {
  readonly startEquity: Figure;
  /** Cash and unrealised profit at the end. */
  readonly finalEquity: Figure;
  /** Highest and lowest value at a day end. */
  readonly peakEquity: Figure;
  readonly lowestEquity: Figure;
  /** Final less starting equity. */
  readonly netProfit: Figure;
  readonly returnPercent: Figure;
  /** Yearly growth rate over calendar time, a year being 365.25 days. */
  readonly cagrPercent: Figure;
  /** Net profit of the finished trades. */
  readonly realisedProfit: Figure;
  /** Profit of the trades still open at the end, at the last price. */
  readonly openProfit: Figure;
  readonly winningDays: Figure;
  readonly flatDays: Figure;
  readonly losingDays: Figure;
  readonly averageDayPercent: Figure;
  readonly bestDayPercent: Figure;
  readonly worstDayPercent: Figure;
}

/** From the curve with every day and the one with the days that count. */
export function equityFigures(run: RunRecord, curve: DailyCurve, sampled: DailyCurve): EquityFigures {
  const returns = curveReturns(sampled);
  const moves = sampled.values.slice(1).map((value, k) => Math.sign(value - sampled.values[k]!));
  const start = curve.values[0]!;
  const final = curve.values.at(-1)!;
  const lasted = run.endTime - run.startTime;
  return {
    startEquity: start,
    finalEquity: final,
    peakEquity: largest(curve.values),
    lowestEquity: smallest(curve.values),
    netProfit: final - start,
    returnPercent:
      start > 0 ? scaled(ratio(final - start, start, 'no starting equity'), 100) : absent('no starting equity'),
    cagrPercent: scaled(cagr(start, final, lasted / year), 100),
    realisedProfit: sum(run.trades.map((trade) => Number(trade.profit))),
    openProfit: sum(run.openTrades.map((trade) => Number(trade.profit))),
    winningDays: count(moves, 1),
    flatDays: count(moves, 0),
    losingDays: count(moves, -1),
    averageDayPercent: scaled(average(returns, 'return'), 100),
    bestDayPercent: scaled(largest(returns, 'return'), 100),
    worstDayPercent: scaled(smallest(returns, 'return'), 100),
  };
}

function count(moves: readonly number[], sign: number): number {
  return moves.filter((move) => move === sign).length;
}

/** A calendar year of 365.25 days, ms. */
const year = 31_557_600_000;
