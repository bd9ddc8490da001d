import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Sma } from '../trend/sma.ts';

/**
 * Money flow index: the share of rising typical prices in the money traded over `length` bars.
 *
 * - input: bars; output: 0 to 100; 0 when no money moved the price (as TA-Lib); warm-up `length + 1`; O(1) per bar
 * - source: G. Quong, A. Soudack (1989); TA-Lib MFI
 */
export class Mfi implements Indicator<Ohlcv> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #rising: Sma;
  readonly #falling: Sma;
  #price = NaN;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('mfi length', length);
    this.warmup = length + 1;
    this.settle = this.warmup;
    this.#rising = new Sma(length);
    this.#falling = new Sma(length);
  }

  get value(): number {
    return this.#value;
  }

  next(bar: Ohlcv): number {
    const price = (bar.high + bar.low + bar.close) / 3;
    const before = this.#price;
    this.#price = price;
    if (Number.isNaN(before)) return NaN;
    const money = price * bar.volume;
    this.#value = share(this.#rising.next(price > before ? money : 0), this.#falling.next(price < before ? money : 0));
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    if (Number.isNaN(this.#price)) return NaN;
    const price = (bar.high + bar.low + bar.close) / 3;
    const rising = price > this.#price ? price * bar.volume : 0;
    const falling = price < this.#price ? price * bar.volume : 0;
    return share(this.#rising.peek(rising), this.#falling.peek(falling));
  }
}

function share(rising: number, falling: number): number {
  const money = rising + falling;
  return money === 0 ? 0 : (100 * rising) / money;
}

export const mfi = defineBarIndicator({
  title: 'Money flow index',
  group: 'volume',
  params: { length: lengthParam(14, 'bars in the window') },
  formula: '100 × Σ money of rising bars / Σ money of rising and falling bars, money = typical price × volume',
  source: 'TA-Lib MFI',
  build: ({ length }) => new Mfi(length),
});
