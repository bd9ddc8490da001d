import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator } from '../indicator.ts';
import { enumParam } from '../param.ts';

/** Whether the first bar's volume counts (TA-Lib) or the balance starts at 0 (Stock.Indicators, Tulip). */
export type ObvStart = 'volume' | 'zero';

/**
 * On-balance volume: the volume of rising closes less that of falling ones.
 *
 * - input: bars; output: volume units; warm-up 1; a running total, so `settle` is Infinity and only its changes mean
 *   anything
 * - source: J. Granville; TA-Lib OBV (volume); Stock.Indicators Obv, Tulip obv (zero)
 */
export class Obv implements Indicator<Ohlcv> {
  readonly warmup = 1;
  readonly settle = Infinity;
  readonly #fromVolume: boolean;
  #close = NaN;
  #value = NaN;

  constructor(start: ObvStart = 'volume') {
    this.#fromVolume = start === 'volume';
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
    if (Number.isNaN(this.#close)) return this.#fromVolume ? bar.volume : 0;
    if (bar.close === this.#close) return this.#value;
    return bar.close > this.#close ? this.#value + bar.volume : this.#value - bar.volume;
  }
}

export const obv = defineBarIndicator({
  title: 'On-balance volume',
  group: 'volume',
  params: { start: enumParam(['volume', 'zero'], "start from the first bar's volume, or from 0") },
  formula: 'obv ± volume when the close rises or falls',
  source: 'TA-Lib OBV (volume); Stock.Indicators Obv (zero)',
  build: ({ start }) => new Obv(start),
});
