import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Extreme } from '../window/extreme.ts';

/**
 * Williams %R: how far the close is below the highest high, in percent of the range of `length` bars.
 *
 * - input: bars; output: −100 (at the low) to 0 (at the high); 0 when there is no range (as TA-Lib); warm-up `length`
 * - O(1) amortised per bar, no allocation
 * - source: L. Williams; TA-Lib WILLR
 */
export class WilliamsR implements Indicator<Ohlcv> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #highest: Extreme;
  readonly #lowest: Extreme;
  #seen = 0;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('williams-r length', length);
    this.warmup = length;
    this.settle = length;
    this.#highest = new Extreme('highest', length);
    this.#lowest = new Extreme('lowest', length);
  }

  get value(): number {
    return this.#value;
  }

  next(bar: Ohlcv): number {
    const high = this.#highest.push(bar.high);
    const low = this.#lowest.push(bar.low);
    if (this.#seen < this.warmup) this.#seen += 1;
    this.#value = this.#seen < this.warmup ? NaN : belowHigh(bar.close, low, high);
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    if (this.#seen + 1 < this.warmup) return NaN;
    return belowHigh(bar.close, this.#lowest.peek(bar.low), this.#highest.peek(bar.high));
  }
}

function belowHigh(close: number, low: number, high: number): number {
  return high === low ? 0 : (100 * (close - high)) / (high - low);
}

export const williamsR = defineBarIndicator({
  title: 'Williams %R',
  group: 'momentum',
  params: { length: lengthParam(14, 'bars of the range') },
  formula: '−100 × (highest high − close) / (highest high − lowest low)',
  source: 'TA-Lib WILLR',
  build: ({ length }) => new WilliamsR(length),
});
