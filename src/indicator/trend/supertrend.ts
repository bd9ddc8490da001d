import { assert } from '../../util/assert.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { lengthParam, numberParam } from '../param.ts';
import { Atr } from '../volatility/atr.ts';

/** The line to follow, its direction, and both bands. */
export type SupertrendOutputs = {
  /** The lower band in an up-trend, the upper one in a down-trend. */
  readonly line: number;
  /** 1 up, −1 down. */
  readonly direction: number;
  readonly upper: number;
  readonly lower: number;
};

type Writable = { -readonly [Name in keyof SupertrendOutputs]: number };

/**
 * SuperTrend: two ATR bands around the bar's middle that only tighten until price closes through one.
 *
 * - input: bars; outputs: price units and a direction; `value` is the line; both bands are always given
 * - a band moves inward only, or afresh once the last close was beyond it; the trend turns down at a close at or below
 *   the lower band, up at a close above the upper one; the first trend is up when the close is in the bar's upper half
 * - warm-up `length + 1`; O(1) per bar, no allocation. `settle` is a rule of thumb: the bands depend on where the
 *   series began until price has gone through one of them
 * - source: O. Seban; Stock.Indicators SuperTrend
 */
export class Supertrend implements MultiIndicator<Ohlcv, SupertrendOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs: Writable = { line: NaN, direction: NaN, upper: NaN, lower: NaN };
  readonly forming: Writable = { line: NaN, direction: NaN, upper: NaN, lower: NaN };
  readonly #atr: Atr;
  readonly #multiplier: number = NaN;
  #close = NaN;

  /** @throws AssertionError when `length` is not an integer >= 1 or `multiplier` not a number > 0. */
  constructor(length = 10, multiplier = 3) {
    assert(multiplier > 0, `supertrend multiplier must be a number > 0, was ${multiplier}`);
    this.#atr = new Atr(length);
    this.#multiplier = multiplier;
    this.warmup = this.#atr.warmup;
    this.settle = this.#atr.settle + Math.ceil(10 * length * multiplier);
  }

  get value(): number {
    return this.outputs.line;
  }

  get line(): number {
    return this.outputs.line;
  }

  get direction(): number {
    return this.outputs.direction;
  }

  get upper(): number {
    return this.outputs.upper;
  }

  get lower(): number {
    return this.outputs.lower;
  }

  next(bar: Ohlcv): number {
    const atr = this.#atr.next(bar);
    if (!Number.isNaN(atr)) this.#fill(this.outputs, bar, atr);
    this.#close = bar.close;
    return this.outputs.line;
  }

  peek(bar: Ohlcv): number {
    const atr = this.#atr.peek(bar);
    return Number.isNaN(atr) ? NaN : this.#fill(this.forming, bar, atr);
  }

  /** From the committed outputs to those of `bar`; `into` may be the committed ones. */
  #fill(into: Writable, bar: Ohlcv, atr: number): number {
    const { upper, lower, direction } = this.outputs;
    const middle = (bar.high + bar.low) / 2;
    const reach = this.#multiplier * atr;
    const first = Number.isNaN(direction);
    const wasUp = first ? bar.close >= middle : direction > 0;
    into.upper = first || middle + reach < upper || this.#close > upper ? middle + reach : upper;
    into.lower = first || middle - reach > lower || this.#close < lower ? middle - reach : lower;
    const up = bar.close > (wasUp ? into.lower : into.upper);
    into.direction = up ? 1 : -1;
    into.line = up ? into.lower : into.upper;
    return into.line;
  }
}

export const supertrend = defineBarIndicator({
  title: 'SuperTrend',
  group: 'trend',
  outputs: ['line', 'direction', 'upper', 'lower'],
  params: {
    length: lengthParam(10, 'bars of the average true range'),
    multiplier: numberParam(3, 0.001, 1000, 'average true ranges between the middle of the bar and a band'),
  },
  formula: '(high + low) / 2 ± multiplier × atr, tightening until a close goes through; direction is 1 or −1',
  source: 'Stock.Indicators SuperTrend',
  build: ({ length, multiplier }) => new Supertrend(length, multiplier),
});
