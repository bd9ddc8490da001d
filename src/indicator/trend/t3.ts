import { assert } from '../../util/assert.ts';
import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam, numberParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';
import { Ema } from './ema.ts';

/**
 * Tillson's T3: a generalised DEMA applied three times, which is a mix of the third to the sixth average of averages.
 *
 * - input: any series; output: same unit; warm-up `6·(length − 1) + 1`; O(1) per input, no allocation
 * - source: T. Tillson, Technical Analysis of Stocks & Commodities 16:1 (1998); TA-Lib T3
 */
export class T3 implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #chain: readonly Ema[];
  /** Weights of the fourth to the sixth average; that of the third is what is missing to 1. */
  readonly #weights: readonly number[];
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1 or `factor` not within 0 to 1. */
  constructor(length: number, factor = 0.7) {
    assertLength('t3 length', length);
    assert(factor >= 0 && factor <= 1, `t3 factor must be from 0 to 1, was ${factor}`);
    this.#chain = Array.from({ length: 6 }, () => new Ema(length));
    const square = factor * factor;
    const cube = square * factor;
    this.#weights = [-3 * factor - 6 * square - 3 * cube, 3 * (square + cube), -cube];
    this.warmup = 6 * (length - 1) + 1;
    this.settle = this.warmup + 6 * decayInputs(2 / (length + 1));
  }

  get value(): number {
    return this.#value;
  }

  next(input: number): number {
    this.#value = this.#mix(input, true);
    return this.#value;
  }

  peek(input: number): number {
    return this.#mix(input, false);
  }

  /** The third average plus weighted differences to it: equal inputs give exactly their value. */
  #mix(input: number, commits: boolean): number {
    let average = input;
    let third = NaN;
    let mix = 0;
    for (let k = 0; k < 6; k++) {
      const ema = this.#chain[k]!;
      average = commits ? ema.next(average) : ema.peek(average);
      if (Number.isNaN(average)) return NaN;
      if (k === 2) third = average;
      if (k > 2) mix += this.#weights[k - 3]! * (average - third);
    }
    return third + mix;
  }
}

export const t3 = definePriceIndicator({
  title: 'Tillson T3',
  group: 'trend',
  params: {
    length: lengthParam(5, 'length of all six averages'),
    factor: numberParam(0.7, 0, 1, 'volume factor: 0 is ema of ema of ema, 1 is dema of dema of dema'),
  },
  formula: 'gd(gd(gd(input))), gd(x) = (1 + factor) × ema(x) − factor × ema(ema(x))',
  source: 'TA-Lib T3',
  build: ({ length, factor }) => new T3(length, factor),
});
