import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam, lengthParam } from '../param.ts';
import { decayInputs } from '../settle.ts';
import { Ema } from './ema.ts';

/**
 * How averages of averages start: `chained`, each from the first values of the one before (TA-Lib), or `shared`, all
 * from the mean of the first `length` inputs (Stock.Indicators).
 */
export type ChainSeed = 'chained' | 'shared';

/**
 * Double (order 2) and triple (order 3) exponential moving average: less lag than one EMA of the same length.
 *
 * - DEMA = 2·e1 − e2, TEMA = 3·e1 − 3·e2 + e3, where e2 is the EMA of e1 and e3 that of e2
 * - warm-up `order·(length − 1) + 1` chained, `length` shared; O(1) per input, no allocation
 * - source: P. Mulloy, Technical Analysis of Stocks & Commodities 12:1 (1994); TA-Lib DEMA, TEMA
 */
export class StackedEma implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #order: 2 | 3;
  readonly #first: Ema;
  readonly #second: Ema;
  readonly #third: Ema;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(order: 2 | 3, length: number, seed: ChainSeed = 'chained') {
    const later = seed === 'shared' ? ({ seed: 'first', early: true } as const) : {};
    this.#order = order;
    this.#first = new Ema(length);
    this.#second = new Ema(length, later);
    this.#third = new Ema(length, later);
    this.warmup = length + (order - 1) * (this.#second.warmup - 1);
    this.settle = this.warmup + order * decayInputs(2 / (length + 1));
  }

  get value(): number {
    return this.#value;
  }

  next(input: number): number {
    const first = this.#first.next(input);
    if (Number.isNaN(first)) return NaN;
    const second = this.#second.next(first);
    if (Number.isNaN(second)) return NaN;
    this.#value = this.#order === 2 ? 2 * first - second : 3 * (first - second) + this.#third.next(second);
    return this.#value;
  }

  peek(input: number): number {
    const first = this.#first.peek(input);
    if (Number.isNaN(first)) return NaN;
    const second = this.#second.peek(first);
    if (Number.isNaN(second)) return NaN;
    return this.#order === 2 ? 2 * first - second : 3 * (first - second) + this.#third.peek(second);
  }
}

const chainSeed = enumParam(['chained', 'shared'], 'each average starts from the one before, or all from one mean');

export const dema = definePriceIndicator({
  title: 'Double exponential moving average',
  group: 'trend',
  params: { length: lengthParam(20, 'length of both averages'), seed: chainSeed },
  formula: '2 × ema − ema(ema)',
  source: 'TA-Lib DEMA (chained); Stock.Indicators Dema (shared)',
  build: ({ length, seed }) => new StackedEma(2, length, seed),
});

export const tema = definePriceIndicator({
  title: 'Triple exponential moving average',
  group: 'trend',
  params: { length: lengthParam(20, 'length of all three averages'), seed: chainSeed },
  formula: '3 × ema − 3 × ema(ema) + ema(ema(ema))',
  source: 'TA-Lib TEMA (chained); Stock.Indicators Tema (shared)',
  build: ({ length, seed }) => new StackedEma(3, length, seed),
});
