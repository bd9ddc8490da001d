import type { BarCoverage, Coverage } from '../../database/coverage.ts';
import type { BarSide } from '../../market/bar.ts';
import { divides, parseTimeframe, type Timeframe } from '../../market/timeframe.ts';

const month = 31 * 86_400_000;

/** What the bars of an export are to be. */
export interface BarWish {
  readonly frame: Timeframe;
  readonly side: BarSide | undefined;
  /** ms UTC. */
  readonly from: number;
  readonly to: number;
}

/** Which stored series an export is made from. */
export interface ChosenSource {
  readonly series: Coverage;
  readonly side: BarSide;
}

/**
 * The stored series that bars are best made from: the one that covers most of the time asked for; of equal ones the
 * bars as they are, then the coarsest finer bars, then ticks. `undefined` when none can make them.
 */
export function chooseSource(stored: readonly Coverage[], wish: BarWish): ChosenSource | undefined {
  const sides: readonly BarSide[] = wish.side === undefined ? ['trade', 'bid', 'ask'] : [wish.side];
  for (const side of sides) {
    const usable = stored.filter((series) => span(series, wish) >= 0 && canMake(series, side, wish.frame));
    const widest = Math.max(...usable.map((series) => span(series, wish)));
    const length = wish.frame.millis === 0 ? month : wish.frame.millis;
    const best = usable
      .filter((series) => span(series, wish) > widest - length)
      .toSorted((a, b) => coarseness(b) - coarseness(a))[0];
    if (best !== undefined) return { series: best, side };
  }
  return undefined;
}

function span(series: Coverage, wish: BarWish): number {
  return Math.min(series.last, wish.to) - Math.max(series.first, wish.from);
}

function canMake(series: Coverage, side: BarSide, frame: Timeframe): boolean {
  if (series.kind === 'ticks') return (series.ticks === 'trade') === (side === 'trade');
  return series.side === side && (isSame(series, frame) || isFiner(series, frame));
}

/** Stored bars lie on the epoch; an offset asks for others. */
function isSame(series: BarCoverage, frame: Timeframe): boolean {
  const own = parseTimeframe(series.timeframe);
  return own !== undefined && own.millis === frame.millis && own.months === frame.months && own.anchor === frame.anchor;
}

function isFiner(series: BarCoverage, frame: Timeframe): boolean {
  const own = parseTimeframe(series.timeframe);
  if (own === undefined || !divides(own, frame)) return false;
  return own.millis === 0 ? own.months < frame.months : frame.millis === 0 || own.millis < frame.millis;
}

function coarseness(series: Coverage): number {
  if (series.kind === 'ticks') return 0;
  const frame = parseTimeframe(series.timeframe);
  return frame === undefined ? 0 : frame.millis === 0 ? frame.months * month : frame.millis;
}
