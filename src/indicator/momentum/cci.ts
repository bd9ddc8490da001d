import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';

/** Lambert's constant: puts most values between −100 and 100. */
const LAMBERT = 0.015;

/**
 * Commodity channel index: distance of the typical price from its mean, in mean absolute deviations.
 *
 * - input: bars; output: mostly −100 to 100; 0 when nothing moves (as TA-Lib); warm-up `length`
 * - O(length) per bar: a mean absolute deviation cannot be updated
 * - source: D. Lambert (1980); TA-Lib CCI; StockCharts
 */
export class Cci implements Indicator<Ohlcv> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #ring: Float64Array;
  #at = 0;
  #seen = 0;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('cci length', length);
    this.warmup = length;
    this.settle = length;
    this.#ring = new Float64Array(length);
  }

  get value(): number {
    return this.#value;
  }

  next(bar: Ohlcv): number {
    this.#value = this.peek(bar);
    this.#ring[this.#at] = (bar.high + bar.low + bar.close) / 3;
    this.#at = this.#at + 1 === this.#ring.length ? 0 : this.#at + 1;
    if (this.#seen < this.warmup) this.#seen += 1;
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    if (this.#seen + 1 < this.warmup) return NaN;
    const price = (bar.high + bar.low + bar.close) / 3;
    const ring = this.#ring;
    const at = this.#at;
    // Sums of differences to the newest price: exactly 0 in a flat market.
    let sum = 0;
    for (let k = 0; k < ring.length; k++) sum += k === at ? 0 : ring[k]! - price;
    const shift = sum / ring.length;
    let deviation = Math.abs(shift);
    for (let k = 0; k < ring.length; k++) deviation += k === at ? 0 : Math.abs(ring[k]! - price - shift);
    // Equal typical prices may differ in their last digits: that is no deviation.
    const rounding = 4 * Number.EPSILON * Math.abs(price) * ring.length;
    return deviation <= rounding ? 0 : -shift / (LAMBERT * (deviation / ring.length));
  }
}

export const cci = defineBarIndicator({
  title: 'Commodity channel index',
  group: 'momentum',
  params: { length: lengthParam(20, 'bars in the window') },
  formula: '(typical − mean of typical) / (0.015 × mean |typical − mean|)',
  source: 'TA-Lib CCI',
  build: ({ length }) => new Cci(length),
});
