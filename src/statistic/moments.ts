import { assert } from '../util/assert.ts';
import { type Figure, absent, counted } from './figure.ts';

/** Numbers in order. NaN marks a gap; every statistic of this folder leaves gaps out. */
export type Series = Float64Array | readonly number[];

/** The values without the gaps: the same object when there are none. */
export function present(values: Series): Series {
  let gaps = 0;
  for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k])) gaps += 1;
  return gaps === 0 ? values : Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

/** Sum with the rounding errors carried along (Neumaier 1974); 0 for nothing. */
export function sum(values: Series): number {
  let total = 0;
  let lost = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  // After an overflow the carried part is NaN and says nothing.
  return Number.isNaN(lost) ? total : total + lost;
}

/** @throws AssertionError when `values` is empty. */
export function mean(values: Series): number {
  assert(values.length > 0, 'mean of nothing');
  return sum(values) / values.length;
}

/** True when all values are the same number, so that their spread is exactly zero whatever the rounding of the mean. */
export function isFlat(values: Series): boolean {
  for (let k = 1; k < values.length; k++) if (values[k] !== values[0]) return false;
  return true;
}

/**
 * Mean squared distance from the mean, divided by `n - ddof`. Two passes with the correction of Chan, Golub and
 * LeVeque (1983); exactly 0 when all values are equal.
 *
 * @throws AssertionError unless there are more than `ddof` values.
 */
export function variance(values: Series, ddof: number): number {
  assert(values.length > ddof, `variance with ddof ${ddof} needs more than ${ddof} values, was ${values.length}`);
  if (isFlat(values)) return 0;
  const centre = mean(values);
  let squares = 0;
  let drift = 0;
  for (let k = 0; k < values.length; k++) {
    const distance = values[k]! - centre;
    squares += distance * distance;
    drift += distance;
  }
  return (squares - (drift * drift) / values.length) / (values.length - ddof);
}

/** Standard deviation. @throws AssertionError unless there are more than `ddof` values. */
export function deviation(values: Series, ddof: number): number {
  return Math.sqrt(variance(values, ddof));
}

/** Mean of the `power`-th power of the distance from the mean. */
function centralMoment(values: Series, power: number): number {
  const centre = mean(values);
  let total = 0;
  for (let k = 0; k < values.length; k++) total += (values[k]! - centre) ** power;
  return total / values.length;
}

/** Asymmetry m3 / m2^1.5 with population moments (scipy `skew`, bias kept); 0 is symmetric. */
export function skewness(values: Series, noun = 'value'): Figure {
  const known = present(values);
  if (known.length < 3) return absent(counted(known.length, noun));
  if (isFlat(known)) return absent('no variation');
  return centralMoment(known, 3) / centralMoment(known, 2) ** 1.5;
}

/** Weight of the tails m4 / m2² − 3 with population moments (scipy `kurtosis`, Fisher); 0 is normal. */
export function excessKurtosis(values: Series, noun = 'value'): Figure {
  const known = present(values);
  if (known.length < 4) return absent(counted(known.length, noun));
  if (isFlat(known)) return absent('no variation');
  return centralMoment(known, 4) / centralMoment(known, 2) ** 2 - 3;
}

/** The values in rising order, as a copy. */
export function sorted(values: Series): Float64Array {
  return Float64Array.from(values).toSorted();
}

/**
 * The value below which the share `q` (0 … 1) of a rising series lies, linear between neighbours (numpy's default).
 *
 * @throws AssertionError when the series is empty.
 */
export function quantileOfSorted(rising: Series, q: number): number {
  assert(rising.length > 0, 'quantile of nothing');
  const place = Math.min(1, Math.max(0, q)) * (rising.length - 1);
  const below = Math.floor(place);
  const low = rising[below]!;
  const high = rising[Math.min(below + 1, rising.length - 1)]!;
  const share = place - below;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/** The median. Absent when there is no value. */
export function median(values: Series, noun = 'value'): Figure {
  const known = present(values);
  return known.length === 0 ? absent(counted(0, noun)) : quantileOfSorted(sorted(known), 0.5);
}

/** The mean. Absent when there is no value. */
export function average(values: Series, noun = 'value'): Figure {
  const known = present(values);
  return known.length === 0 ? absent(counted(0, noun)) : mean(known);
}

/** The largest value. Absent when there is none. */
export function largest(values: Series, noun = 'value'): Figure {
  let found = -Infinity;
  for (let k = 0; k < values.length; k++) if (values[k]! > found) found = values[k]!;
  return found === -Infinity ? absent(counted(0, noun)) : found;
}

/** The smallest value. Absent when there is none. */
export function smallest(values: Series, noun = 'value'): Figure {
  let found = Infinity;
  for (let k = 0; k < values.length; k++) if (values[k]! < found) found = values[k]!;
  return found === Infinity ? absent(counted(0, noun)) : found;
}

/** `values − adjustment`, by element when the adjustment is a series; gaps on either side leave gaps. */
export function excess(values: Series, adjustment: number | Series): Float64Array {
  const result = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) {
    result[k] = values[k]! - (typeof adjustment === 'number' ? adjustment : (adjustment[k] ?? NaN));
  }
  return result;
}
