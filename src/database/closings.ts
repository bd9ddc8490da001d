import type { InstrumentKind } from '../market/instrument.ts';
import type { Coverage, Gap } from './coverage.ts';

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;
/** 1970-01-03. */
const saturday = 2 * day;
/** Of so many successive weeks, the gap's own among them, all but one have to be silent. */
const weeks = 5;

type Extent = Pick<Coverage, 'first' | 'last' | 'gaps'>;

/** The gaps of a series, and apart from them the nights, weekends and breaks of its market. */
export interface SplitGaps {
  readonly gaps: readonly Gap[];
  readonly closings: readonly Gap[];
}

/**
 * Tells closings of a market from gaps in its data, by the data alone: a gap of an hour or more is a closing when in four
 * of five successive weeks, its own among them, the same stretch of the week has no data, for at least four fifths of it
 * and all but an hour. Successive weeks, for hours move with the seasons. What lasts longer than in other weeks is a gap as
 * a whole: a holiday, an outage before a weekend. Data of less than four weeks have no closings.
 *
 * @param kind a perpetual never closes, nor does a spot market that trades on Saturdays: what lacks is a gap
 */
export function splitGaps(coverage: Extent, kind?: InstrumentKind): SplitGaps {
  if (kind === 'perpetual' || (kind === 'spot' && tradesOnSaturdays(coverage)))
    return { gaps: coverage.gaps, closings: [] };
  const gaps: Gap[] = [];
  const closings: Gap[] = [];
  for (const gap of coverage.gaps) (isClosing(gap, coverage) ? closings : gaps).push(gap);
  return { gaps, closings };
}

/** Data in most Saturdays, UTC. */
function tradesOnSaturdays({ first, last, gaps }: Extent): boolean {
  let [all, traded] = [0, 0];
  for (let from = Math.ceil((first - saturday) / week) * week + saturday; from + day <= last; from += week) {
    all++;
    if (silence(gaps, from, from + day) < day - hour) traded++;
  }
  return traded * 2 > all;
}

function isClosing({ from, to }: Gap, { first, last, gaps }: Extent): boolean {
  const length = to - from;
  if (length < hour) return false;
  const most = Math.min(hour, length / 5);
  /** Which of the last five weeks looked at were silent. */
  const row: number[] = [];
  for (let k = 1 - weeks; k < weeks; k++) {
    const shift = k * week;
    if (from + shift < first || to + shift > last) continue;
    row.push(length - silence(gaps, from + shift, to + shift) <= most ? 1 : 0);
    if (row.length > weeks) row.shift();
    if (row.reduce((sum, each) => sum + each, 0) >= weeks - 1) return true;
  }
  return false;
}

/** How much of a stretch gaps take up, ms. */
function silence(gaps: readonly Gap[], from: number, to: number): number {
  let total = 0;
  for (let k = firstAfter(gaps, from); k < gaps.length && gaps[k]!.from < to; k++)
    total += Math.min(gaps[k]!.to, to) - Math.max(gaps[k]!.from, from);
  return total;
}

/** Index of the first gap that ends after a moment. */
function firstAfter(gaps: readonly Gap[], time: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gaps[middle]!.to > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
