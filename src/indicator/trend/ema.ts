import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam, lengthParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';

/** What an exponential average starts from: the mean of its first `length` inputs, or the first input alone. */
export type EmaSeed = 'sma' | 'first';

/** `2 / (length + 1)`, or Wilder's slower `1 / length`. */
export type EmaSmoothing = 'standard' | 'wilder';

/** How an exponential average starts and how fast it forgets. */
export interface EmaOptions {
  /** Default `sma`. */
  readonly seed?: EmaSeed;
  /** Default `standard`. */
  readonly smoothing?: EmaSmoothing;
  /** With seed `first`: answer from the first input on, instead of from the `length`th. */
  readonly early?: boolean;
}

/**
 * Exponential moving average, and Wilder's smoothing (also called RMA or SMMA).
 *
 * - input: any series; output: same unit; warm-up `length` with either seed; O(1) per input, no allocation
 * - seed `sma` as TA-Lib and Stock.Indicators, seed `first` as pandas `ewm(adjust=False)`, Tulip and StockCharts
 * - source: https://ta-lib.org/functions/ EMA, https://tulipindicators.org/ema (reference values in `ema.test.ts`)
 */
export class Ema implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #alpha: number = NaN;
  readonly #fromFirst: boolean;
  /** The average; while warming with seed `sma`, the mean of what came so far. */
  #mean = 0.5;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, options: EmaOptions = {}) {
    assertLength('ema length', length);
    this.#fromFirst = options.seed === 'first';
    this.warmup = this.#fromFirst && options.early === true ? 1 : length;
    this.#alpha = options.smoothing === 'wilder' ? 1 / length : 2 / (length + 1);
    this.settle = this.warmup + decayInputs(this.#alpha);
  }

  get value(): number {
    return this.#seen < this.warmup ? NaN : this.#mean;
  }

  next(input: number): number {
    if (this.#seen >= this.warmup) {
      const mean = this.#mean + this.#alpha * (input - this.#mean);
      this.#mean = mean;
      return mean;
    }
    this.#mean = this.#seed(input);
    this.#seen += 1;
    return this.value;
  }

  peek(input: number): number {
    if (this.#seen >= this.warmup) return this.#mean + this.#alpha * (input - this.#mean);
    return this.#seen + 1 < this.warmup ? NaN : this.#seed(input);
  }

  /** A running mean rather than a sum: equal inputs then give exactly their value. */
  #seed(input: number): number {
    if (this.#seen === 0) return input;
    const weight = this.#fromFirst ? this.#alpha : 1 / (this.#seen + 1);
    return this.#mean + weight * (input - this.#mean);
  }
}

export const ema = definePriceIndicator({
  title: 'Exponential moving average',
  group: 'trend',
  params: {
    length: lengthParam(20, 'weight of the newest input is 2 / (length + 1)'),
    seed: enumParam(['sma', 'first'], 'start from the mean of the first length inputs, or from the first input'),
  },
  formula: 'ema += 2 / (length + 1) × (input − ema)',
  source: 'TA-Lib EMA (seed sma); Tulip ema (seed first)',
  build: ({ length, seed }) => new Ema(length, { seed }),
});

export const wilder = definePriceIndicator({
  title: "Wilder's smoothing (RMA, SMMA)",
  group: 'trend',
  params: {
    length: lengthParam(14, 'weight of the newest input is 1 / length'),
    seed: enumParam(['sma', 'first'], 'start from the mean of the first length inputs, or from the first input'),
  },
  formula: 'rma += (input − rma) / length',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978); Tulip wilders',
  build: ({ length, seed }) => new Ema(length, { seed, smoothing: 'wilder' }),
});
