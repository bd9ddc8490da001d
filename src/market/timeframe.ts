import { assert } from '../util/assert.ts';

const day = 86_400_000;
const unitMillis: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: day, w: 7 * day };
/** Monday 1970-01-05 00:00 UTC: weeks are counted from here. */
const mondayEpoch = 4 * day;

/**
 * The length of a bar, from `1s` to `1M`, and where its bars begin. Bars lie on the UTC epoch; weeks on Mondays;
 * months on the first. `offset` moves all of them (a session that opens at 22:00 UTC the evening before: −2 h).
 */
export interface Timeframe {
  /** `1s` … `45m`, `1h`, `1d`, `1w`, `1M`. */
  readonly name: string;
  /** Length in ms; 0 for months, whose lengths differ. */
  readonly millis: number;
  readonly months: number;
  /** Start of the first bar counted from the epoch, ms. */
  readonly anchor: number;
}

/** `undefined` when `name` is not a timeframe. A number of units, then s, m, h, d, w or M. */
export function parseTimeframe(name: string, offset = 0): Timeframe | undefined {
  const match = /^([1-9]\d{0,3})([smhdwM])$/.exec(name);
  if (match === null) return undefined;
  const count = Number(match[1]);
  const unit = match[2]!;
  if (unit === 'M') return { name, millis: 0, months: count, anchor: offset };
  const millis = count * unitMillis[unit]!;
  return { name, millis, months: 0, anchor: (unit === 'w' ? mondayEpoch : 0) + offset };
}

/** @throws AssertionError when `name` is not a timeframe. For names that were checked before. */
export function timeframe(name: string, offset = 0): Timeframe {
  const found = parseTimeframe(name, offset);
  assert(found !== undefined, `not a timeframe: ${name}`);
  return found;
}

/** Start of the bar that contains `time`. */
export function barStart(frame: Timeframe, time: number): number {
  if (frame.millis === 0) return monthStart(frame, time);
  return Math.floor((time - frame.anchor) / frame.millis) * frame.millis + frame.anchor;
}

/** End (exclusive) of the bar that starts at `start`: the moment it closes. */
export function barEnd(frame: Timeframe, start: number): number {
  if (frame.millis !== 0) return start + frame.millis;
  const date = new Date(start - frame.anchor);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + frame.months, 1) + frame.anchor;
}

function monthStart(frame: Timeframe, time: number): number {
  const date = new Date(time - frame.anchor);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const first = Math.floor(month / frame.months) * frame.months;
  return Date.UTC(Math.floor(first / 12), first % 12, 1) + frame.anchor;
}

/** True when every bar of `coarse` is made of whole bars of `fine`. */
export function divides(fine: Timeframe, coarse: Timeframe): boolean {
  const shift = coarse.anchor - fine.anchor;
  if (fine.millis === 0) return coarse.millis === 0 && coarse.months % fine.months === 0 && shift === 0;
  // A month begins on any day, so only what divides a day divides it.
  const span = coarse.millis === 0 ? day : coarse.millis;
  return span % fine.millis === 0 && shift % fine.millis === 0;
}
