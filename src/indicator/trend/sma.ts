import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';

/**
 * Simple moving average: the mean of the last `length` inputs.
 *
 * - input: any series, usually price; output: same unit; warm-up `length`; O(1) per input, no allocation
 * - the rolling sum is replaced once a window by a sum of that window alone, so rounding cannot gather; equal inputs
 *   give exactly their value
 * - source: https://ta-lib.org/functions/ SMA (reference values in `sma.test.ts`)
 */
export class Sma implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #length: number = 0;
  readonly #ring: Float64Array;
  #at = 0;
  #sum = 0;
  /** Sum of what came since the ring was last at its start. */
  #fresh = 0;
  #run = 0;
  #last = NaN;
  #full = false;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('sma length', length);
    this.warmup = length;
    this.settle = length;
    this.#length = length;
    this.#ring = new Float64Array(length);
  }

  get value(): number {
    return this.#value;
  }

  next(input: number): number {
    const length = this.#length;
    const at = this.#at;
    const ring = this.#ring;
    const fresh = this.#fresh + input;
    let sum = this.#sum + (input - ring[at]!);
    ring[at] = input;
    if (at + 1 === length) {
      this.#at = 0;
      this.#fresh = 0;
      this.#full = true;
      sum = fresh;
    } else {
      this.#at = at + 1;
      this.#fresh = fresh;
    }
    this.#sum = sum;
    this.#run = input === this.#last ? this.#run + 1 : 1;
    this.#last = input;
    const mean = this.#run >= length ? input : sum / length;
    this.#value = this.#full ? mean : NaN;
    return this.#value;
  }

  peek(input: number): number {
    const length = this.#length;
    const at = this.#at;
    if (input === this.#last && this.#run + 1 >= length) return input;
    if (at + 1 === length) return length === 1 ? input : (this.#fresh + input) / length;
    return this.#full ? (this.#sum + (input - this.#ring[at]!)) / length : NaN;
  }
}

export const sma = definePriceIndicator({
  title: 'Simple moving average',
  group: 'trend',
  params: { length: lengthParam(20, 'inputs in the mean') },
  formula: 'mean of the last length inputs',
  source: 'TA-Lib SMA',
  build: ({ length }) => new Sma(length),
});
