import { assert } from '../util/assert.ts';

/**
 * Inputs after which an exponential average of weight `alpha` has forgotten its first value but for `remainder`:
 * 0.1 %, or less where a ratio of averages makes the difference larger.
 */
export function decayInputs(alpha: number, remainder = 0.001): number {
  return alpha >= 1 ? 0 : Math.ceil(Math.log(remainder) / Math.log(1 - alpha));
}

/** @throws AssertionError when `length` is not an integer of at least `min`. */
export function assertLength(what: string, length: number, min = 1): void {
  assert(Number.isInteger(length) && length >= min, `${what} must be an integer >= ${min}, was ${length}`);
}
