import type { EquityPoint, MarketRecord } from '../market/record.ts';
import { dayEndingAt } from './calendar.ts';
import { capture } from './capture.ts';
import { type DailyCurve, curveReturns } from './daily-curve.ts';
import { maxDrawdown } from './drawdown.ts';
import { type Absent, type Figure, absent, isAbsent, scaled } from './figure.ts';
import { excess, mean } from './moments.ts';
import { alphaBeta, correlation } from './regression.ts';
import { simpleReturns } from './returns.ts';
import { sharpe, volatility } from './sharpe.ts';

/** What buying a market at the first price and keeping it would have given. */
export interface BuyAndHoldRow {
  readonly instrument: string;
  readonly first: number;
  readonly last: number;
  /** `null` without a first price. */
  readonly returnPercent: number | null;
}

/** The account against all markets that it trades bought in equal parts at the start and kept. */
export interface BenchmarkFigures {
  readonly equalWeightPercent: Figure;
  /** Return of the account less that of the benchmark, percentage points. */
  readonly excessReturnPercent: Figure;
  /** From daily returns; they need daily market prices in the record. */
  readonly equalWeightSharpe: Figure;
  readonly equalWeightMaxDrawdownPercent: Figure;
  /** Annualised return that the benchmark does not explain. */
  readonly alphaPercent: Figure;
  readonly beta: Figure;
  readonly correlation: Figure;
  /** Annualised deviation of the daily difference to the benchmark. */
  readonly trackingErrorPercent: Figure;
  /** Annualised mean difference over the tracking error. */
  readonly informationRatio: Figure;
  /** Share of the benchmark's annual return earned on its rising and on its falling days. */
  readonly upCapture: Figure;
  readonly downCapture: Figure;
}

/** The markets that a run trades, in their order: what is only looked at is no alternative to what it did. */
export function tradedMarkets(markets: readonly MarketRecord[]): MarketRecord[] {
  return markets.filter(({ isInput = false }) => !isInput);
}

/** A row for each market that is traded, in their order. */
export function buyAndHold(markets: readonly MarketRecord[]): BuyAndHoldRow[] {
  return tradedMarkets(markets).map(({ instrument, first, last }) => ({
    instrument,
    first,
    last,
    returnPercent: first > 0 ? (last / first - 1) * 100 : null,
  }));
}

/**
 * The account on the days of `curve` against the markets that it trades, `periods` of them a year.
 *
 * @param riskFree return a year, a ratio
 */
export function benchmarkFigures(
  markets: readonly MarketRecord[],
  curve: DailyCurve,
  periods: number,
  riskFree: number,
): BenchmarkFigures {
  const rows = buyAndHold(markets);
  const known = rows.flatMap((row) => (row.returnPercent === null ? [] : [row.returnPercent]));
  const equalWeight = known.length === 0 ? absent('no market prices') : mean(known);
  const start = curve.values[0]!;
  const own = start > 0 ? (curve.values.at(-1)! / start - 1) * 100 : absent('no starting equity');
  const benchmark = equalWeightReturns(tradedMarkets(markets), curve);
  const daily = !(benchmark instanceof Float64Array)
    ? missing(benchmark)
    : dailyFigures(curveReturns(curve), benchmark, periods, riskFree);
  return {
    equalWeightPercent: equalWeight,
    excessReturnPercent: isAbsent(own) || isAbsent(equalWeight) ? equalWeight : own - equalWeight,
    ...daily,
  };
}

type DailyPart = Omit<BenchmarkFigures, 'equalWeightPercent' | 'excessReturnPercent'>;

function dailyFigures(returns: Float64Array, benchmark: Float64Array, periods: number, riskFree: number): DailyPart {
  const target = riskFree / periods;
  const line = alphaBeta(returns, benchmark, { periods, riskFree: target });
  return {
    equalWeightSharpe: sharpe(benchmark, { periods, target }),
    equalWeightMaxDrawdownPercent: scaled(maxDrawdown(benchmark), -100),
    alphaPercent: scaled(line.alpha, 100),
    beta: line.beta,
    correlation: correlation(returns, benchmark),
    trackingErrorPercent: scaled(volatility(excess(returns, benchmark), periods), 100),
    informationRatio: sharpe(returns, { periods, target: benchmark }),
    upCapture: capture(returns, benchmark, periods, 'up'),
    downCapture: capture(returns, benchmark, periods, 'down'),
  };
}

function missing(reason: Figure): DailyPart {
  return {
    equalWeightSharpe: reason,
    equalWeightMaxDrawdownPercent: reason,
    alphaPercent: reason,
    beta: reason,
    correlation: reason,
    trackingErrorPercent: reason,
    informationRatio: reason,
    upCapture: reason,
    downCapture: reason,
  };
}

/** Daily returns of all markets held in equal parts from the start, on the days of `curve`. */
function equalWeightReturns(markets: readonly MarketRecord[], curve: DailyCurve): Float64Array | Absent {
  const wealth = new Float64Array(curve.days.length);
  let held = 0;
  for (const { first, last, daily } of markets) {
    if (daily === undefined) return absent('no daily prices');
    if (!(first > 0)) continue;
    held += 1;
    const prices = pricesAt(daily, curve.days, first);
    prices[prices.length - 1] = last;
    for (let k = 0; k < wealth.length; k++) wealth[k]! += prices[k]! / first;
  }
  return held === 0 ? absent('no market prices') : simpleReturns(wealth.map((value) => value / held));
}

/** The last price known at the end of each day; `first` on day 0 and before the first price. */
function pricesAt(daily: readonly EquityPoint[], days: readonly number[], first: number): number[] {
  const prices = [first];
  let next = 0;
  for (let k = 1; k < days.length; k++) {
    while (next < daily.length && dayEndingAt(daily[next]![0]) <= days[k]!) next += 1;
    prices.push(next === 0 ? first : daily[next - 1]![1]);
  }
  return prices;
}
