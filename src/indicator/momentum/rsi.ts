import { assert } from '../../util/assert.ts';
import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam, lengthParam, numberParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';

/**
 * What the averages of gains and losses start from: the mean of the first `length` steps (Wilder, TA-Lib), or zero
 * before the first step (pandas `ewm(adjust=False)` as many Python bots use it).
 */
export type RsiSeed = 'mean' | 'zero';

/** How an RSI starts, and what it says of a flat market. */
export interface RsiOptions {
  /** Default `mean`. */
  readonly seed?: RsiSeed;
  /** The value while nothing has moved at all, 0 to 100; default 0 as TA-Lib. Stock.Indicators and others say 100. */
  readonly flat?: number;
}

/**
 * Relative strength index: the share of gains in all movement, by Wilder's averages.
 *
 * - input: price; output: 0 to 100; 100 without a loss, 0 without a gain, `flat` without either
 * - warm-up `length + 1` with either seed; O(1) per input, no allocation
 * - source: Wilder (1978); TA-Lib RSI (reference values in `rsi.test.ts`)
 */
export class Rsi implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #length: number = 0;
  readonly #alpha: number = NaN;
  readonly #fromMean: boolean;
  readonly #flat: number = NaN;
  #price = NaN;
  #gain = 0;
  #loss = 0;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1, or `flat` not within 0 to 100. */
  constructor(length = 14, options: RsiOptions = {}) {
    const { seed = 'mean', flat = 0 } = options;
    assertLength('rsi length', length);
    assert(flat >= 0 && flat <= 100, `rsi flat must be from 0 to 100, was ${flat}`);
    this.warmup = length + 1;
    this.settle = this.warmup + decayInputs(1 / length, 1e-4);
    this.#length = length;
    this.#alpha = 1 / length;
    this.#fromMean = seed === 'mean';
    this.#flat = flat;
  }

  get value(): number {
    return this.#seen < this.warmup ? NaN : this.#index(this.#gain, this.#loss);
  }

  next(price: number): number {
    if (this.#seen < this.warmup) return this.#begin(price);
    const step = price - this.#price;
    this.#price = price;
    // Half of |step| ± step is the gain and the loss, exactly and without a branch to mispredict.
    const size = Math.abs(step);
    const gain = this.#gain + this.#alpha * (0.5 * (size + step) - this.#gain);
    const loss = this.#loss + this.#alpha * (0.5 * (size - step) - this.#loss);
    this.#gain = gain;
    this.#loss = loss;
    return this.#index(gain, loss);
  }

  #begin(price: number): number {
    const seen = this.#seen;
    const step = price - this.#price;
    this.#price = price;
    this.#seen = seen + 1;
    if (seen === 0) return NaN;
    this.#gain = this.#started(this.#gain, Math.max(0, step), seen);
    this.#loss = this.#started(this.#loss, Math.max(0, -step), seen);
    return this.value;
  }

  peek(price: number): number {
    const seen = this.#seen;
    if (seen < this.#length) return NaN;
    const step = price - this.#price;
    const gain = this.#started(this.#gain, Math.max(0, step), seen);
    return this.#index(gain, this.#started(this.#loss, Math.max(0, -step), seen));
  }

  /** The average after step number `steps`: the mean of all while they are few, Wilder's smoothing then. */
  #started(average: number, part: number, steps: number): number {
    const weight = this.#fromMean && steps <= this.#length ? 1 / steps : this.#alpha;
    return average + weight * (part - average);
  }

  #index(gain: number, loss: number): number {
    const movement = gain + loss;
    return movement === 0 ? this.#flat : (100 * gain) / movement;
  }
}

export const rsi = definePriceIndicator({
  title: 'Relative strength index',
  group: 'momentum',
  params: {
    length: lengthParam(14, "steps in Wilder's averages"),
    seed: enumParam(['mean', 'zero'], 'start the averages from the mean of the first length steps, or from zero'),
    flat: numberParam(0, 0, 100, 'the value while nothing has moved: 0 as TA-Lib, 100 as Stock.Indicators'),
  },
  formula: '100 × average gain / (average gain + average loss)',
  source: 'TA-Lib RSI (seed mean); Wilder (1978)',
  build: ({ length, ...options }) => new Rsi(length, options),
});
