import { assert } from '../../util/assert.ts';
import { definePriceIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { enumParam, lengthParam, numberParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { RollingVariance } from '../window/rolling-variance.ts';

/** `population` divides by n (TA-Lib, Bollinger), `sample` by n − 1. */
export type Estimator = 'population' | 'sample';

/** The deviation, the mean it is taken from, and the last input's distance from it in deviations. */
export type StdDevOutputs = { readonly stdDev: number; readonly mean: number; readonly zScore: number };

/**
 * Standard deviation of the last `length` inputs, their mean, and how many deviations the last input is from it.
 *
 * - input: any series; `value` is the deviation, in units of the input times `multiplier`
 * - equal inputs give a deviation of exactly 0 and a z-score of 0; warm-up `length`; O(1) amortised per input
 * - source: TA-Lib STDDEV, Stock.Indicators StdDev
 */
export class StdDev implements MultiIndicator<number, StdDevOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { stdDev: NaN, mean: NaN, zScore: NaN };
  readonly forming = { stdDev: NaN, mean: NaN, zScore: NaN };
  readonly #window: RollingVariance;
  readonly #multiplier: number = NaN;
  readonly #divisor: number = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1 (>= 2 for a sample). */
  constructor(length: number, options: { readonly multiplier?: number; readonly estimator?: Estimator } = {}) {
    const { multiplier = 1, estimator = 'population' } = options;
    assertLength('std-dev length', length, estimator === 'sample' ? 2 : 1);
    assert(Number.isFinite(multiplier), `std-dev multiplier must be a number, was ${multiplier}`);
    this.warmup = length;
    this.settle = length;
    this.#window = new RollingVariance(length);
    this.#multiplier = multiplier;
    this.#divisor = estimator === 'sample' ? length - 1 : length;
  }

  get value(): number {
    return this.outputs.stdDev;
  }

  get stdDev(): number {
    return this.outputs.stdDev;
  }

  get mean(): number {
    return this.outputs.mean;
  }

  get zScore(): number {
    return this.outputs.zScore;
  }

  next(input: number): number {
    this.#window.push(input);
    return this.#fill(this.outputs, input);
  }

  peek(input: number): number {
    this.#window.peek(input);
    return this.#fill(this.forming, input);
  }

  /** After `push`, as after `peek`, the window's `next` fields are those of this input. */
  #fill(into: { stdDev: number; mean: number; zScore: number }, input: number): number {
    const mean = this.#window.nextMean;
    const deviation = Math.sqrt(this.#window.nextSquares / this.#divisor);
    into.mean = mean;
    into.stdDev = deviation * this.#multiplier;
    into.zScore = deviation === 0 ? 0 : (input - mean) / deviation;
    return into.stdDev;
  }
}

export const stdDev = definePriceIndicator({
  title: 'Standard deviation',
  group: 'volatility',
  outputs: ['stdDev', 'mean', 'zScore'],
  params: {
    length: lengthParam(14, 'inputs in the window'),
    multiplier: numberParam(1, -1000, 1000, 'factor on the deviation'),
    estimator: enumParam(['population', 'sample'], 'divide by length, or by length − 1'),
  },
  formula: 'multiplier × √(Σ (input − mean)² / length); zScore = (input − mean) / deviation, 0 when nothing moves',
  source: 'TA-Lib STDDEV; Stock.Indicators StdDev',
  check: ({ length, estimator }) =>
    estimator === 'sample' && length < 2 ? `length must be at least 2 for a sample, was ${length}` : undefined,
  build: ({ length, ...options }) => new StdDev(length, options),
});
