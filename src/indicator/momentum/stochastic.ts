import { assert } from '../../util/assert.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { Indicator, MultiIndicator } from '../indicator.ts';
import { enumParam, lengthParam, numberParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { movingAverage, type MovingAverageType, movingAverageTypes } from '../trend/moving-average.ts';
import { Extreme } from '../window/extreme.ts';

/** %K, its average %D, and `j = kFactor·k − dFactor·d`. */
export type StochasticOutputs = { readonly k: number; readonly d: number; readonly j: number };

/** Lengths, averages and factors of a stochastic. */
export interface StochasticOptions {
  /** Bars of the range; default 14. */
  readonly kLength?: number;
  /** Average of the raw %K; default 3, and 1 gives the fast stochastic. */
  readonly kSmoothing?: number;
  /** Average of %K that is %D; default 3. */
  readonly dLength?: number;
  /** Default `sma`. */
  readonly kType?: MovingAverageType;
  readonly dType?: MovingAverageType;
  /** Default 3 and 2. */
  readonly kFactor?: number;
  readonly dFactor?: number;
}

/**
 * Stochastic oscillator: where the close stands in the range of the last `kLength` bars.
 *
 * - input: bars; outputs: k and d from 0 to 100, j beyond; `value` is k
 * - a range of zero (a flat market) counts as 0, as TA-Lib and Stock.Indicators have it
 * - warm-up `kLength + kSmoothing + dLength − 2` with sma or ema; `outputs.k` is there `dLength − 1` bars earlier
 * - O(1) amortised per bar, no allocation
 * - source: G. Lane; TA-Lib STOCH (slow) and STOCHF (fast); Stock.Indicators Stoch
 */
export class Stochastic implements MultiIndicator<Ohlcv, StochasticOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { k: NaN, d: NaN, j: NaN };
  readonly forming = { k: NaN, d: NaN, j: NaN };
  readonly #kLength: number = 0;
  readonly #highest: Extreme;
  readonly #lowest: Extreme;
  readonly #k: Indicator<number>;
  readonly #d: Indicator<number>;
  readonly #kFactor: number = NaN;
  readonly #dFactor: number = NaN;
  #seen = 0;

  /** @throws AssertionError when a length is not an integer >= 1, or a factor not a number. */
  constructor(options: StochasticOptions = {}) {
    const { kLength = 14, kSmoothing = 3, dLength = 3, kFactor = 3, dFactor = 2 } = options;
    assertLength('stochastic kLength', kLength);
    assert(Number.isFinite(kFactor + dFactor), `stochastic factors must be numbers, were ${kFactor}, ${dFactor}`);
    this.#kLength = kLength;
    this.#highest = new Extreme('highest', kLength);
    this.#lowest = new Extreme('lowest', kLength);
    this.#k = movingAverage(options.kType ?? 'sma', kSmoothing);
    this.#d = movingAverage(options.dType ?? 'sma', dLength);
    this.#kFactor = kFactor;
    this.#dFactor = dFactor;
    this.warmup = kLength + this.#k.warmup + this.#d.warmup - 2;
    this.settle = kLength + this.#k.settle + this.#d.settle - 2;
  }

  get value(): number {
    return Number.isNaN(this.outputs.d) ? NaN : this.outputs.k;
  }

  get k(): number {
    return this.outputs.k;
  }

  get d(): number {
    return this.outputs.d;
  }

  get j(): number {
    return this.outputs.j;
  }

  next(bar: Ohlcv): number {
    const raw = placeInRange(bar.close, this.#lowest.push(bar.low), this.#highest.push(bar.high));
    if (this.#seen + 1 < this.#kLength) {
      this.#seen += 1;
      return NaN;
    }
    const k = this.#k.next(raw);
    return this.#fill(this.outputs, k, Number.isNaN(k) ? NaN : this.#d.next(k));
  }

  peek(bar: Ohlcv): number {
    if (this.#seen + 1 < this.#kLength) return NaN;
    const k = this.#k.peek(placeInRange(bar.close, this.#lowest.peek(bar.low), this.#highest.peek(bar.high)));
    return this.#fill(this.forming, k, Number.isNaN(k) ? NaN : this.#d.peek(k));
  }

  #fill(into: { k: number; d: number; j: number }, k: number, d: number): number {
    into.k = k;
    into.d = d;
    into.j = this.#kFactor * k - this.#dFactor * d;
    return Number.isNaN(d) ? NaN : k;
  }
}

/** 0 at the low, 100 at the high; 0 where there is no range. */
function placeInRange(close: number, low: number, high: number): number {
  return high === low ? 0 : (100 * (close - low)) / (high - low);
}

export const stochastic = defineBarIndicator({
  title: 'Stochastic oscillator',
  group: 'momentum',
  outputs: ['k', 'd', 'j'],
  params: {
    kLength: lengthParam(14, 'bars of the range'),
    kSmoothing: lengthParam(3, 'length of the average of the raw %K; 1 is the fast stochastic'),
    dLength: lengthParam(3, 'length of the average of %K that is %D'),
    kType: enumParam<MovingAverageType>(movingAverageTypes, 'kind of the average of the raw %K'),
    dType: enumParam<MovingAverageType>(movingAverageTypes, 'kind of the average that is %D'),
    kFactor: numberParam(3, -1000, 1000, 'factor of k in j'),
    dFactor: numberParam(2, -1000, 1000, 'factor of d in j'),
  },
  formula: 'k = average of 100 × (close − lowest low) / (highest high − lowest low); d = average of k; j = 3k − 2d',
  source: 'TA-Lib STOCH, STOCHF; Stock.Indicators Stoch',
  build: (values) => new Stochastic(values),
});
