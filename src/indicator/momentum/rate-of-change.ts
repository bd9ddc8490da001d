import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';

/** The change in units of the input, or in percent of the old input. */
export type ChangeUnit = 'input' | 'percent';

/**
 * Change of a series over `length` inputs: momentum in units of the input, rate of change in percent.
 *
 * - input: any series; a percentage of an old input of 0 is 0 (as TA-Lib); warm-up `length + 1`; O(1) per input
 * - source: TA-Lib MOM, ROC
 */
export class RateOfChange implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #percent: boolean;
  readonly #ring: Float64Array;
  #at = 0;
  #seen = 0;
  #value = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, unit: ChangeUnit = 'percent') {
    assertLength('rate of change length', length);
    this.warmup = length + 1;
    this.settle = this.warmup;
    this.#percent = unit === 'percent';
    this.#ring = new Float64Array(length);
  }

  get value(): number {
    return this.#value;
  }

  next(input: number): number {
    this.#value = this.peek(input);
    this.#ring[this.#at] = input;
    this.#at = this.#at + 1 === this.#ring.length ? 0 : this.#at + 1;
    if (this.#seen < this.warmup) this.#seen += 1;
    return this.#value;
  }

  peek(input: number): number {
    if (this.#seen < this.#ring.length) return NaN;
    const old = this.#ring[this.#at]!;
    if (!this.#percent) return input - old;
    return old === 0 ? 0 : ((input - old) / old) * 100;
  }
}

export const roc = definePriceIndicator({
  title: 'Rate of change',
  group: 'momentum',
  params: { length: lengthParam(10, 'inputs to look back') },
  formula: '100 × (input − input length ago) / input length ago',
  source: 'TA-Lib ROC',
  build: ({ length }) => new RateOfChange(length, 'percent'),
});

export const momentum = definePriceIndicator({
  title: 'Momentum',
  group: 'momentum',
  params: { length: lengthParam(10, 'inputs to look back') },
  formula: 'input − input length ago',
  source: 'TA-Lib MOM',
  build: ({ length }) => new RateOfChange(length, 'input'),
});
