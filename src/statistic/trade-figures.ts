import { type Figure, absent, counted, isAbsent, ratio, scaled } from './figure.ts';
import { kelly } from './kelly.ts';
import { average, largest, median, smallest, sum } from './moments.ts';
import { geometricMean } from './returns.ts';
import { meanPValue } from './significance.ts';
import { sqn } from './sqn.ts';
import { streaks } from './streak.ts';
import type { TradeColumns } from './trade-columns.ts';

/** How many trades, and how they ended. A win is a net profit above zero, a draw one of exactly zero. */
export interface TradeCounts {
  readonly tradeCount: Figure;
  readonly longTrades: Figure;
  readonly shortTrades: Figure;
  readonly openTrades: Figure;
  readonly wins: Figure;
  readonly draws: Figure;
  readonly losses: Figure;
  readonly winPercent: Figure;
  readonly longWinPercent: Figure;
  readonly shortWinPercent: Figure;
  readonly maxWinStreak: Figure;
  readonly maxLossStreak: Figure;
  /** Running streak at the end: wins above zero, losses below. */
  readonly currentStreak: Figure;
  readonly tradesPerDay: Figure;
  /** A month of 30.4375 days. */
  readonly tradesPerMonth: Figure;
}

/** What the trades earned, net of fees: settlement currency, percent of the value at entry, or multiples of the risk (R). */
export interface TradeProfits {
  readonly grossProfit: Figure;
  readonly grossLoss: Figure;
  readonly profitFactor: Figure;
  readonly longProfit: Figure;
  readonly shortProfit: Figure;
  readonly expectancy: Figure;
  readonly expectancyPercent: Figure;
  readonly expectancyR: Figure;
  readonly averageWin: Figure;
  readonly averageLoss: Figure;
  /** Average win over average loss. */
  readonly payoffRatio: Figure;
  readonly medianTrade: Figure;
  readonly bestTrade: Figure;
  readonly worstTrade: Figure;
  readonly medianTradePercent: Figure;
  readonly geometricTradePercent: Figure;
  readonly bestTradePercent: Figure;
  readonly worstTradePercent: Figure;
  readonly sqn: Figure;
  readonly sqn100: Figure;
  readonly kelly: Figure;
  /** Two-sided t-test that the mean trade profit is zero. */
  readonly tradePValue: Figure;
}

/** Largest unrealised loss (MAE) and gain (MFE) while trades were open. */
export interface ExcursionFigures {
  readonly maeAverage: Figure;
  readonly maeLargest: Figure;
  readonly maeAveragePercent: Figure;
  readonly maeLargestPercent: Figure;
  readonly mfeAverage: Figure;
  readonly mfeLargest: Figure;
  readonly mfeAveragePercent: Figure;
  readonly mfeLargestPercent: Figure;
  /** Average MFE over average MAE. */
  readonly edgeRatio: Figure;
}

type Outcome = 'trade' | 'win' | 'draw' | 'loss';

/** Time from entry to exit by outcome, ms: `winDurationAverage` and so on. */
export type DurationFigures = {
  readonly [Key in `${Outcome}Duration${'Min' | 'Average' | 'Median' | 'Max'}`]: Figure;
};

/** Counts of finished trades. `lasted` is the length of the run, ms. */
export function tradeCounts(columns: TradeColumns, openTrades: number, lasted: number): TradeCounts {
  const { profit } = columns;
  const long = side(columns, 'buy');
  const short = side(columns, 'sell');
  const wins = profit.filter((value) => value > 0).length;
  const losses = profit.filter((value) => value < 0).length;
  const runs = streaks(profit);
  return {
    tradeCount: columns.count,
    longTrades: long.length,
    shortTrades: short.length,
    openTrades,
    wins,
    draws: columns.count - wins - losses,
    losses,
    winPercent: winPercent(profit, 'trade'),
    longWinPercent: winPercent(long, 'long trade'),
    shortWinPercent: winPercent(short, 'short trade'),
    maxWinStreak: runs.wins,
    maxLossStreak: runs.losses,
    currentStreak: runs.current,
    tradesPerDay: ratio(columns.count, lasted / 86_400_000, 'no time has passed'),
    tradesPerMonth: ratio(columns.count, lasted / (86_400_000 * 30.4375), 'no time has passed'),
  };
}

/** Profits of finished trades. */
export function tradeProfits(columns: TradeColumns): TradeProfits {
  const { profit, percent } = columns;
  const wins = profit.filter((value) => value > 0);
  const losses = profit.filter((value) => value < 0);
  const averageWin = wins.length === 0 ? lacking(columns, 'winning') : average(wins);
  const averageLoss = losses.length === 0 ? lacking(columns, 'losing') : average(losses);
  const compounded = geometricMean(percent.map((value) => value / 100));
  return {
    grossProfit: sum(wins),
    grossLoss: -sum(losses) + 0,
    profitFactor: losses.length === 0 ? lacking(columns, 'losing') : sum(wins) / -sum(losses),
    longProfit: sum(side(columns, 'buy')),
    shortProfit: sum(side(columns, 'sell')),
    expectancy: average(profit, 'trade'),
    expectancyPercent: average(percent, 'trade'),
    expectancyR: columns.count === 0 ? absent('no trades') : tracked(average(columns.multiple), 'no stops'),
    averageWin,
    averageLoss,
    payoffRatio: isAbsent(averageLoss) ? averageLoss : ratio(averageWin, -averageLoss, 'no losing trade'),
    medianTrade: median(profit, 'trade'),
    bestTrade: largest(profit, 'trade'),
    worstTrade: smallest(profit, 'trade'),
    medianTradePercent: median(percent, 'trade'),
    geometricTradePercent: columns.count === 0 ? absent('no trades') : scaled(compounded, 100),
    bestTradePercent: largest(percent, 'trade'),
    worstTradePercent: smallest(percent, 'trade'),
    sqn: sqn(profit),
    sqn100: sqn(profit, 100),
    kelly: kelly(profit),
    tradePValue: meanPValue(profit, 'trade'),
  };
}

/** Excursions, absent when no trade has them. */
export function excursionFigures(columns: TradeColumns): ExcursionFigures {
  const reason = columns.count === 0 ? 'no trades' : 'not tracked';
  const mae = tracked(average(columns.loss), reason);
  const mfe = tracked(average(columns.gain), reason);
  return {
    maeAverage: mae,
    maeLargest: tracked(largest(columns.loss), reason),
    maeAveragePercent: tracked(average(columns.lossPercent), reason),
    maeLargestPercent: tracked(largest(columns.lossPercent), reason),
    mfeAverage: mfe,
    mfeLargest: tracked(largest(columns.gain), reason),
    mfeAveragePercent: tracked(average(columns.gainPercent), reason),
    mfeLargestPercent: tracked(largest(columns.gainPercent), reason),
    edgeRatio: ratio(mfe, mae, 'never in loss'),
  };
}

/** Times in the market by outcome. */
export function durationFigures(columns: TradeColumns): DurationFigures {
  const { duration, profit } = columns;
  const chosen = (sign: number): Float64Array => duration.filter((_, k) => Math.sign(profit[k]!) === sign);
  const all = four(duration, 'trade');
  const win = four(chosen(1), 'winning trade');
  const draw = four(chosen(0), 'drawn trade');
  const loss = four(chosen(-1), 'losing trade');
  return {
    tradeDurationMin: all.min,
    tradeDurationAverage: all.average,
    tradeDurationMedian: all.median,
    tradeDurationMax: all.max,
    winDurationMin: win.min,
    winDurationAverage: win.average,
    winDurationMedian: win.median,
    winDurationMax: win.max,
    drawDurationMin: draw.min,
    drawDurationAverage: draw.average,
    drawDurationMedian: draw.median,
    drawDurationMax: draw.max,
    lossDurationMin: loss.min,
    lossDurationAverage: loss.average,
    lossDurationMedian: loss.median,
    lossDurationMax: loss.max,
  };
}

function four(values: Float64Array, noun: string): { min: Figure; average: Figure; median: Figure; max: Figure } {
  return {
    min: smallest(values, noun),
    average: average(values, noun),
    median: median(values, noun),
    max: largest(values, noun),
  };
}

function side(columns: TradeColumns, wanted: 'buy' | 'sell'): Float64Array {
  const profits: number[] = [];
  for (let k = 0; k < columns.count; k++) if (columns.trades[k]!.side === wanted) profits.push(columns.profit[k]!);
  return Float64Array.from(profits);
}

function winPercent(profits: Float64Array, noun: string): Figure {
  return ratio(profits.filter((value) => value > 0).length * 100, profits.length, counted(0, noun));
}

/** The reason for what needs a trade of a kind that there is none of. */
function lacking(columns: TradeColumns, kind: 'winning' | 'losing'): Figure {
  return absent(columns.count === 0 ? 'no trades' : `no ${kind} trade`);
}

function tracked(figure: Figure, reason: string): Figure {
  return isAbsent(figure) ? absent(reason) : figure;
}
