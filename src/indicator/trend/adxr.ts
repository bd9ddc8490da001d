import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { Adx } from './adx.ts';
import { type DmiVariant, dmiVariant } from './dmi.ts';

/** The rating and the ADX of now, both 0 to 100. */
export type AdxrOutputs = { readonly adxr: number; readonly adx: number };

/**
 * Average directional index rating: the mean of ADX now and ADX some bars ago, `length − 1` (TA-Lib) or `length`
 * (variant wilder, as Stock.Indicators).
 *
 * - input: bars; outputs: 0 to 100; `value` is adxr; warm-up `3·length − 1` or `3·length`; O(1) per bar, no allocation
 * - source: Wilder (1978); TA-Lib ADXR; Stock.Indicators Adx
 */
export class Adxr implements MultiIndicator<Ohlcv, AdxrOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { adxr: NaN, adx: NaN };
  readonly forming = { adxr: NaN, adx: NaN };
  readonly #adx: Adx;
  /** The ADX of the last bars, oldest at `#at`; NaN where there was none. Empty when the lag is 0. */
  readonly #before: Float64Array;
  #at = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, variant: DmiVariant = 'talib') {
    this.#adx = new Adx(length, variant);
    this.#before = new Float64Array(variant === 'talib' ? length - 1 : length).fill(NaN);
    this.warmup = this.#adx.warmup + this.#before.length;
    this.settle = this.#adx.settle + this.#before.length;
  }

  get value(): number {
    return this.outputs.adxr;
  }

  get adxr(): number {
    return this.outputs.adxr;
  }

  get adx(): number {
    return this.outputs.adx;
  }

  next(bar: Ohlcv): number {
    const adx = this.#adx.next(bar);
    const before = this.#before;
    this.outputs.adx = adx;
    this.outputs.adxr = (adx + (before.length === 0 ? adx : before[this.#at]!)) / 2;
    if (before.length > 0) before[this.#at] = adx;
    this.#at = this.#at + 1 < before.length ? this.#at + 1 : 0;
    return this.outputs.adxr;
  }

  peek(bar: Ohlcv): number {
    const adx = this.#adx.peek(bar);
    this.forming.adx = adx;
    this.forming.adxr = (adx + (this.#before.length === 0 ? adx : this.#before[this.#at]!)) / 2;
    return this.forming.adxr;
  }
}

export const adxr = defineBarIndicator({
  title: 'Average directional index rating',
  group: 'trend',
  outputs: ['adxr', 'adx'],
  params: { length: lengthParam(14, "bars in Wilder's smoothing"), variant: dmiVariant },
  formula: '(adx + adx of length − 1 bars ago (talib) or of length bars ago (wilder)) / 2',
  source: 'TA-Lib ADXR (talib); Stock.Indicators Adx (wilder)',
  build: ({ length, variant }) => new Adxr(length, variant),
});
