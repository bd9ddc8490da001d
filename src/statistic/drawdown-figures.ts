import type { RunRecord } from '../market/record.ts';
import type { DailyCurve } from './daily-curve.ts';
import { type Drawdown, drawdowns, ulcerIndex, underWater } from './drawdown.ts';
import { type Figure, absent, counted, isAbsent, ratio, scaled } from './figure.ts';
import { average, largest } from './moments.ts';

/** One of the deepest drawdowns, with times in ms. */
export interface DrawdownRow {
  readonly startTime: number;
  readonly troughTime: number;
  /** `null` while the old peak is not reached again: still open. */
  readonly endTime: number | null;
  /** From peak to trough, settlement currency, > 0. */
  readonly amount: number;
  /** The same as percent of the peak, > 0. */
  readonly percent: number;
  /** From peak to recovery, or to the end of the run, ms. */
  readonly duration: number;
}

/** Falls of the daily equity below its peak. All sizes are ≥ 0. */
export interface DrawdownFigures {
  /** The deepest one by percent: amount in settlement currency … */
  readonly maxDrawdown: Figure;
  /** … percent of its peak … */
  readonly maxDrawdownPercent: Figure;
  /** … and times, ms. */
  readonly maxDrawdownStartTime: Figure;
  readonly maxDrawdownTroughTime: Figure;
  readonly maxDrawdownEndTime: Figure;
  readonly maxDrawdownDuration: Figure;
  /** The deepest one in the fine equity curve, day ends or not. */
  readonly maxDrawdownIntradayPercent: Figure;
  readonly averageDrawdownPercent: Figure;
  readonly averageDrawdownDuration: Figure;
  readonly longestDrawdownDuration: Figure;
  readonly drawdownCount: Figure;
  /** Depth at the end of the run. */
  readonly currentDrawdownPercent: Figure;
  /** Share of the days that end below the peak. */
  readonly timeUnderWaterPercent: Figure;
  readonly ulcerIndexPercent: Figure;
  /** Net profit over the amount of the largest drawdown. */
  readonly recoveryFactor: Figure;
}

/** The five deepest drawdowns, deepest first, and the figures. */
export function drawdownFigures(
  run: RunRecord,
  curve: DailyCurve,
): { readonly figures: DrawdownFigures; readonly rows: DrawdownRow[] } {
  const { values } = curve;
  const days = values.length - 1;
  const found = drawdowns(values).map((each) => row(each, curve.times));
  const rows = found.toSorted((left, right) => right.percent - left.percent);
  const none = absent(days === 0 ? counted(0, 'return') : 'no drawdown');
  const depth = underWater(values);
  const durations = found.map((each) => each.duration);
  const figures: DrawdownFigures = {
    ...deepestFigures(rows[0], none, days === 0 ? none : 0),
    maxDrawdownIntradayPercent: intraday(run),
    averageDrawdownPercent: orElse(average(found.map((each) => each.percent)), none),
    averageDrawdownDuration: orElse(average(durations), none),
    longestDrawdownDuration: orElse(largest(durations), none),
    drawdownCount: found.length,
    currentDrawdownPercent: days === 0 ? none : depth.at(-1)! * 100,
    timeUnderWaterPercent: ratio(depth.filter((each) => each > 0).length * 100, days, counted(0, 'return')),
    ulcerIndexPercent: scaled(ulcerIndex(values), 100),
    recoveryFactor: ratio(values.at(-1)! - values[0]!, rows[0]?.amount ?? none, 'no drawdown'),
  };
  return { figures, rows: rows.slice(0, 5) };
}

type Deepest = `maxDrawdown${'' | 'Percent' | 'StartTime' | 'TroughTime' | 'EndTime' | 'Duration'}`;

function deepestFigures(deepest: DrawdownRow | undefined, none: Figure, size: Figure): Pick<DrawdownFigures, Deepest> {
  return {
    maxDrawdown: deepest?.amount ?? size,
    maxDrawdownPercent: deepest?.percent ?? size,
    maxDrawdownStartTime: deepest?.startTime ?? none,
    maxDrawdownTroughTime: deepest?.troughTime ?? none,
    maxDrawdownEndTime: deepest?.endTime ?? (deepest === undefined ? none : absent('still open')),
    maxDrawdownDuration: deepest?.duration ?? none,
  };
}

function orElse(figure: Figure, none: Figure): Figure {
  return isAbsent(figure) ? none : figure;
}

function row(found: Drawdown, times: readonly number[]): DrawdownRow {
  const start = times[found.start]!;
  const end = found.end === undefined ? undefined : times[found.end]!;
  return {
    startTime: start,
    troughTime: times[found.trough]!,
    endTime: end ?? null,
    amount: found.amount,
    percent: found.share * 100,
    duration: (end ?? times.at(-1)!) - start,
  };
}

function intraday(run: RunRecord): Figure {
  if (run.equity.length < 2) return absent('no fine curve');
  const found = drawdowns(run.equity.map(([, value]) => value)).map((each) => each.share * 100);
  return orElse(largest(found), 0);
}
