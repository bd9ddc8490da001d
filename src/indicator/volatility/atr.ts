import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Ema } from '../trend/ema.ts';
import { type FirstBar, firstBar, TrueRange } from './true-range.ts';

/**
 * Average true range: Wilder's smoothing of the true range, started from the mean of the first `length` ranges.
 *
 * - input: bars; output: price units, or percent of the close; O(1) per bar, no allocation
 * - warm-up `length + 1`, or `length` when the first bar counts
 * - source: Wilder (1978); TA-Lib ATR and Stock.Indicators Atr (skip); Tulip atr and StockCharts (range)
 */
export class Atr implements Indicator<Ohlcv> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #percent: boolean;
  readonly #range: TrueRange;
  readonly #mean: Ema;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, options: { readonly first?: FirstBar; readonly unit?: 'price' | 'percent' } = {}) {
    assertLength('atr length', length);
    this.#range = new TrueRange(options.first);
    this.#mean = new Ema(length, { smoothing: 'wilder' });
    this.#percent = options.unit === 'percent';
    this.warmup = this.#range.warmup + length - 1;
    this.settle = this.#mean.settle + 1;
  }

  get value(): number {
    return this.#value;
  }

  next(bar: Ohlcv): number {
    const range = this.#range.next(bar);
    const mean = Number.isNaN(range) ? NaN : this.#mean.next(range);
    this.#value = this.#percent ? percentOf(mean, bar.close) : mean;
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    const range = this.#range.peek(bar);
    const mean = Number.isNaN(range) ? NaN : this.#mean.peek(range);
    return this.#percent ? percentOf(mean, bar.close) : mean;
  }
}

/** 0 at a close of 0, where no percentage exists. */
function percentOf(range: number, close: number): number {
  return close === 0 && !Number.isNaN(range) ? 0 : (range / close) * 100;
}

export const atr = defineBarIndicator({
  title: 'Average true range',
  group: 'volatility',
  params: { length: lengthParam(14, 'weight of the newest range is 1 / length'), first: firstBar },
  formula: 'atr += (true range − atr) / length',
  source: 'TA-Lib ATR (skip); Tulip atr (range)',
  build: ({ length, first }) => new Atr(length, { first }),
});

export const natr = defineBarIndicator({
  title: 'Average true range, percent of the close',
  group: 'volatility',
  params: { length: lengthParam(14, 'weight of the newest range is 1 / length'), first: firstBar },
  formula: '100 × atr / close',
  source: 'TA-Lib NATR (skip); Tulip natr (range)',
  build: ({ length, first }) => new Atr(length, { first, unit: 'percent' }),
});
