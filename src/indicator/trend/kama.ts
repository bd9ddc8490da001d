import { definePriceIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';
import { Sma } from './sma.ts';

/**
 * Kaufman's adaptive moving average: fast where the series goes straight, slow where it wanders.
 *
 * - efficiency = |input − input length ago| / Σ |steps| between them, 1 where nothing moved; the weight is
 *   (efficiency·(fast − slow) + slow)², with fast and slow the weights of the two EMA lengths
 * - starts from the input before the first full window (TA-Lib); warm-up `length + 1`; O(1) per input, no allocation
 * - source: P. Kaufman, Smarter Trading (1995); TA-Lib KAMA
 */
export class Kama implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #length: number = 0;
  readonly #fast: number = NaN;
  readonly #slow: number = NaN;
  /** Inputs of the window, oldest at `#at`. */
  readonly #inputs: Float64Array;
  #at = 0;
  /** Mean step: times `length`, the path walked through the window; exactly 0 where nothing moved. */
  readonly #steps: Sma;
  #last = NaN;
  #mean = NaN;

  /** @throws AssertionError when a length is not an integer >= 1. */
  constructor(length: number, fast = 2, slow = 30) {
    assertLength('kama length', length);
    assertLength('kama fast', fast);
    assertLength('kama slow', slow);
    this.warmup = length + 1;
    this.#length = length;
    this.#fast = 2 / (fast + 1);
    this.#slow = 2 / (slow + 1);
    this.settle = this.warmup + decayInputs(this.#slow ** 2);
    this.#inputs = new Float64Array(length);
    this.#steps = new Sma(length);
  }

  get value(): number {
    return this.#mean;
  }

  next(input: number): number {
    if (!Number.isNaN(this.#last)) this.#mean = this.#blend(input, this.#steps.next(Math.abs(input - this.#last)));
    this.#inputs[this.#at] = input;
    this.#at = this.#at + 1 === this.#length ? 0 : this.#at + 1;
    this.#last = input;
    return this.#mean;
  }

  peek(input: number): number {
    return Number.isNaN(this.#last) ? NaN : this.#blend(input, this.#steps.peek(Math.abs(input - this.#last)));
  }

  #blend(input: number, meanStep: number): number {
    const path = meanStep * this.#length;
    const distance = Math.abs(input - this.#inputs[this.#at]!);
    const efficiency = path <= distance ? 1 : distance / path;
    const weight = (efficiency * (this.#fast - this.#slow) + this.#slow) ** 2;
    const before = Number.isNaN(this.#mean) ? this.#last : this.#mean;
    return before + weight * (input - before);
  }
}

export const kama = definePriceIndicator({
  title: "Kaufman's adaptive moving average",
  group: 'trend',
  params: {
    length: lengthParam(10, 'inputs of the efficiency ratio'),
    fast: lengthParam(2, 'EMA length in a straight move'),
    slow: lengthParam(30, 'EMA length in a wandering one'),
  },
  formula: 'kama += (efficiency × (2/(fast+1) − 2/(slow+1)) + 2/(slow+1))² × (input − kama)',
  source: 'TA-Lib KAMA',
  build: ({ length, fast, slow }) => new Kama(length, fast, slow),
});
