import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator, definePriceIndicator } from '../definition.ts';
import type { Indicator, MultiIndicator } from '../indicator.ts';
import { enumParam, lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Extreme } from '../window/extreme.ts';

/**
 * Which bars make the channel: the last `length` with the `current` one (TA-Lib MAX and MIN), or the `length` bars
 * `prior` to it (Stock.Indicators), which the current bar can break out of.
 */
export type DonchianWindow = 'current' | 'prior';

/** The channel and its relative width. */
export type DonchianOutputs = {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  /** (upper − lower) / middle; 0 when the middle is 0. */
  readonly width: number;
};

/**
 * Donchian channel: the highest high and the lowest low of `length` bars.
 *
 * - input: bars; outputs: price units; `value` is the middle
 * - warm-up `length` with the current bar, `length + 1` with the prior bars; O(1) amortised per bar, no allocation
 * - source: R. Donchian; TA-Lib MAX, MIN, MIDPRICE (current); Stock.Indicators Donchian (prior)
 */
export class Donchian implements MultiIndicator<Ohlcv, DonchianOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { middle: NaN, upper: NaN, lower: NaN, width: NaN };
  readonly forming = { middle: NaN, upper: NaN, lower: NaN, width: NaN };
  readonly #prior: boolean;
  readonly #highest: Extreme;
  readonly #lowest: Extreme;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, window: DonchianWindow = 'current') {
    assertLength('donchian length', length);
    this.#prior = window === 'prior';
    this.warmup = this.#prior ? length + 1 : length;
    this.settle = this.warmup;
    this.#highest = new Extreme('highest', length);
    this.#lowest = new Extreme('lowest', length);
  }

  get value(): number {
    return this.outputs.middle;
  }

  get middle(): number {
    return this.outputs.middle;
  }

  get upper(): number {
    return this.outputs.upper;
  }

  get lower(): number {
    return this.outputs.lower;
  }

  get width(): number {
    return this.outputs.width;
  }

  next(bar: Ohlcv): number {
    const upperBefore = this.#highest.value;
    const lowerBefore = this.#lowest.value;
    const upper = this.#highest.push(bar.high);
    const lower = this.#lowest.push(bar.low);
    if (this.#seen < this.warmup) this.#seen += 1;
    if (this.#seen < this.warmup) return NaN;
    return this.#prior ? fill(this.outputs, upperBefore, lowerBefore) : fill(this.outputs, upper, lower);
  }

  peek(bar: Ohlcv): number {
    if (this.#seen + 1 < this.warmup) return NaN;
    if (this.#prior) return fill(this.forming, this.#highest.value, this.#lowest.value);
    return fill(this.forming, this.#highest.peek(bar.high), this.#lowest.peek(bar.low));
  }
}

type Writable = { -readonly [Name in keyof DonchianOutputs]: number };

function fill(into: Writable, upper: number, lower: number): number {
  const middle = (upper + lower) / 2;
  into.middle = middle;
  into.upper = upper;
  into.lower = lower;
  into.width = middle === 0 ? 0 : (upper - lower) / middle;
  return middle;
}

/**
 * The highest or the lowest of the last `length` inputs.
 *
 * - input: any series; warm-up `length`; O(1) amortised per input, no allocation
 * - source: TA-Lib MAX, MIN
 */
export class Peak implements Indicator<number> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly #extreme: Extreme;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(which: 'highest' | 'lowest', length: number) {
    this.#extreme = new Extreme(which, length);
    this.warmup = length;
    this.settle = length;
  }

  get value(): number {
    return this.#seen < this.warmup ? NaN : this.#extreme.value;
  }

  next(input: number): number {
    if (this.#seen < this.warmup) this.#seen += 1;
    const extreme = this.#extreme.push(input);
    return this.#seen < this.warmup ? NaN : extreme;
  }

  peek(input: number): number {
    return this.#seen + 1 < this.warmup ? NaN : this.#extreme.peek(input);
  }
}

export const donchian = defineBarIndicator({
  title: 'Donchian channel',
  group: 'volatility',
  outputs: ['middle', 'upper', 'lower', 'width'],
  params: {
    length: lengthParam(20, 'bars of the channel'),
    window: enumParam(['current', 'prior'], 'the last length bars with the current one, or the length bars before it'),
  },
  formula: 'upper = highest high; lower = lowest low; middle = (upper + lower) / 2; width = (upper − lower) / middle',
  source: 'TA-Lib MAX, MIN, MIDPRICE (current); Stock.Indicators Donchian (prior)',
  build: ({ length, window }) => new Donchian(length, window),
});

export const highest = definePriceIndicator({
  title: 'Highest',
  group: 'volatility',
  params: { length: lengthParam(20, 'inputs in the window') },
  formula: 'maximum of the last length inputs',
  source: 'TA-Lib MAX',
  build: ({ length }) => new Peak('highest', length),
});

export const lowest = definePriceIndicator({
  title: 'Lowest',
  group: 'volatility',
  params: { length: lengthParam(20, 'inputs in the window') },
  formula: 'minimum of the last length inputs',
  source: 'TA-Lib MIN',
  build: ({ length }) => new Peak('lowest', length),
});
