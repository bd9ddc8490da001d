import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam } from '../param.ts';

/** Whether the first bar, which has no close before it, is skipped (TA-Lib) or counts with its range (Wilder, Tulip). */
export type FirstBar = 'skip' | 'range';

/**
 * True range: how far price moved since the last close.
 *
 * - input: bars; output: price units, >= 0; warm-up 2, or 1 when the first bar counts with high − low
 * - source: Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib TRANGE; Tulip tr
 */
export class TrueRange implements Indicator<Ohlcv> {
  readonly warmup: number = 0;
  readonly settle: number;
  #close = NaN;
  #value = NaN;

  constructor(first: FirstBar = 'skip') {
    this.warmup = first === 'skip' ? 2 : 1;
    this.settle = 2;
  }

  get value(): number {
    return this.#value;
  }

  next(bar: Ohlcv): number {
    this.#value = this.peek(bar);
    this.#close = bar.close;
    return this.#value;
  }

  peek(bar: Ohlcv): number {
    const { high, low } = bar;
    const close = this.#close;
    if (Number.isNaN(close)) return this.warmup === 1 ? high - low : NaN;
    return Math.max(high, close) - Math.min(low, close);
  }
}

/** The `first` parameter of everything that is made of true ranges. */
export const firstBar = enumParam(['skip', 'range'], 'the first bar is left out, or counts with its high − low');

export const trueRange = defineBarIndicator({
  title: 'True range',
  group: 'volatility',
  params: { first: firstBar },
  formula: 'max(high, last close) − min(low, last close)',
  source: 'TA-Lib TRANGE (skip); Tulip tr (range)',
  build: ({ first }) => new TrueRange(first),
});
