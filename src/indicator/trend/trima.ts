import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Sma } from './sma.ts';

/**
 * Triangular moving average: a simple average of a simple average, so the middle of the window weighs most.
 *
 * - both lengths are (length + 1) / 2 when `length` is odd, length / 2 and length / 2 + 1 when it is even
 * - warm-up `length`; O(1) per input, no allocation
 * - source: TA-Lib TRIMA
 */
export class Trima implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #inner: Sma;
  readonly #outer: Sma;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('trima length', length);
    this.warmup = length;
    this.settle = length;
    this.#inner = new Sma(Math.ceil(length / 2));
    this.#outer = new Sma(Math.floor(length / 2) + 1);
  }

  get value(): number {
    return this.#outer.value;
  }

  next(input: number): number {
    const inner = this.#inner.next(input);
    return Number.isNaN(inner) ? NaN : this.#outer.next(inner);
  }

  peek(input: number): number {
    const inner = this.#inner.peek(input);
    return Number.isNaN(inner) ? NaN : this.#outer.peek(inner);
  }
}

export const trima = definePriceIndicator({
  title: 'Triangular moving average',
  group: 'trend',
  params: { length: lengthParam(20, 'inputs in the window') },
  formula: 'sma(sma(input)), the two lengths adding up to length + 1',
  source: 'TA-Lib TRIMA',
  build: ({ length }) => new Trima(length),
});
