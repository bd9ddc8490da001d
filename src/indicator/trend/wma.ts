import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';

/**
 * Linearly weighted moving average: weight `length` for the newest input, down to 1 for the oldest.
 *
 * - input: any series; output: same unit; warm-up `length`; O(1) per input, no allocation
 * - both rolling sums are replaced once a window by sums of that window alone; equal inputs give exactly their value
 * - source: https://ta-lib.org/functions/ WMA (reference values in `wma.test.ts`)
 */
export class Wma implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #length: number = 0;
  readonly #weights: number = NaN;
  readonly #ring: Float64Array;
  #at = 0;
  #sum = 0;
  #weighted = 0;
  /** The same sums over what came since the ring was last at its start. */
  #fresh = 0;
  #freshWeighted = 0;
  #run = 0;
  #last = NaN;
  #full = false;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('wma length', length);
    this.warmup = length;
    this.settle = length;
    this.#length = length;
    this.#weights = (length * (length + 1)) / 2;
    this.#ring = new Float64Array(length);
  }

  get value(): number {
    return this.#value;
  }

  next(input: number): number {
    const value = this.peek(input);
    const at = this.#at;
    const fresh = this.#fresh + input;
    const freshWeighted = this.#freshWeighted + (at + 1) * input;
    if (at + 1 === this.#length) {
      this.#at = 0;
      this.#full = true;
      this.#sum = fresh;
      this.#weighted = freshWeighted;
      this.#fresh = 0;
      this.#freshWeighted = 0;
    } else {
      this.#at = at + 1;
      this.#fresh = fresh;
      this.#freshWeighted = freshWeighted;
      this.#weighted += this.#length * input - this.#sum;
      this.#sum += input - this.#ring[at]!;
    }
    this.#ring[at] = input;
    this.#run = input === this.#last ? this.#run + 1 : 1;
    this.#last = input;
    this.#value = value;
    return value;
  }

  peek(input: number): number {
    if (input === this.#last && this.#run + 1 >= this.#length) return input;
    if (this.#at + 1 === this.#length) return (this.#freshWeighted + this.#length * input) / this.#weights;
    return this.#full ? (this.#weighted + (this.#length * input - this.#sum)) / this.#weights : NaN;
  }
}

export const wma = definePriceIndicator({
  title: 'Weighted moving average',
  group: 'trend',
  params: { length: lengthParam(20, 'inputs in the mean; the newest weighs length, the oldest 1') },
  formula: 'Σ k × input[k] / Σ k, k = 1 (oldest) … length (newest)',
  source: 'TA-Lib WMA',
  build: ({ length }) => new Wma(length),
});
