import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { enumParam, lengthParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';

/**
 * How the running sums start: `talib` adds up `length − 1` bars and smooths the next one, `wilder` adds up `length`
 * bars (Wilder's book, Stock.Indicators). Without any directional movement `talib` keeps the last DX and ADX,
 * `wilder` takes DX as 0.
 */
export type DmiVariant = 'talib' | 'wilder';

/** DX and the two indicators that it compares, all 0 to 100. */
export type DmiOutputs = { readonly dx: number; readonly plusDi: number; readonly minusDi: number };

/**
 * Directional movement: +DI and −DI, the smoothed share of up and down moves in the true range, and DX, how much
 * they differ.
 *
 * - input: bars; outputs: 0 to 100; `value` is dx; a market without any range has both indicators at 0
 * - warm-up `length + 1`; O(1) per bar, no allocation
 * - source: Wilder (1978); TA-Lib PLUS_DI, MINUS_DI, DX; Stock.Indicators Adx (variant wilder)
 */
export class Dmi implements MultiIndicator<Ohlcv, DmiOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { dx: NaN, plusDi: NaN, minusDi: NaN };
  readonly forming = { dx: NaN, plusDi: NaN, minusDi: NaN };
  readonly #length: number = 0;
  readonly #summed: number = NaN;
  readonly #holds: boolean;
  /** Bars seen, up to `warmup`. */
  #seen = 0;
  #high = NaN;
  #low = NaN;
  #close = NaN;
  #range = 0;
  #plus = 0;
  #minus = 0;
  /** The sums after the bar last given to `next` or `peek`. */
  #nextRange = 0;
  #nextPlus = 0;
  #nextMinus = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, variant: DmiVariant = 'talib') {
    assertLength('dmi length', length);
    this.warmup = length + 1;
    this.settle = this.warmup + decayInputs(1 / length, 1e-4);
    this.#length = length;
    // A single bar without movement says nothing about the one before: there is nothing to hold.
    this.#holds = variant === 'talib' && length > 1;
    this.#summed = variant === 'talib' ? length - 1 : length;
  }

  get value(): number {
    return this.outputs.dx;
  }

  get dx(): number {
    return this.outputs.dx;
  }

  get plusDi(): number {
    return this.outputs.plusDi;
  }

  get minusDi(): number {
    return this.outputs.minusDi;
  }

  next(bar: Ohlcv): number {
    this.#advance(bar);
    this.#range = this.#nextRange;
    this.#plus = this.#nextPlus;
    this.#minus = this.#nextMinus;
    this.#high = bar.high;
    this.#low = bar.low;
    this.#close = bar.close;
    if (this.#seen < this.warmup) this.#seen += 1;
    return this.#seen < this.warmup ? NaN : this.#fill(this.outputs);
  }

  peek(bar: Ohlcv): number {
    if (this.#seen < this.#length) return NaN;
    this.#advance(bar);
    return this.#fill(this.forming);
  }

  #advance(bar: Ohlcv): void {
    if (this.#seen === 0) return;
    const { high, low } = bar;
    const up = high - this.#high;
    const down = this.#low - low;
    this.#nextRange = this.#smooth(this.#range, Math.max(high, this.#close) - Math.min(low, this.#close));
    this.#nextPlus = this.#smooth(this.#plus, up > down && up > 0 ? up : 0);
    this.#nextMinus = this.#smooth(this.#minus, down > up && down > 0 ? down : 0);
  }

  #smooth(sum: number, part: number): number {
    return this.#seen <= this.#summed ? sum + part : sum - sum / this.#length + part;
  }

  #fill(into: { dx: number; plusDi: number; minusDi: number }): number {
    const range = this.#nextRange;
    const plusDi = range === 0 ? 0 : (100 * this.#nextPlus) / range;
    const minusDi = range === 0 ? 0 : (100 * this.#nextMinus) / range;
    const sum = plusDi + minusDi;
    into.plusDi = plusDi;
    into.minusDi = minusDi;
    into.dx = sum === 0 ? this.#idle() : (100 * Math.abs(plusDi - minusDi)) / sum;
    return into.dx;
  }

  #idle(): number {
    return this.#holds && !Number.isNaN(this.outputs.dx) ? this.outputs.dx : 0;
  }
}

/** The `variant` parameter of everything made of directional movement. */
export const dmiVariant = enumParam(
  ['talib', 'wilder'],
  'sums start from length − 1 bars (TA-Lib) or from length bars',
);

export const dmi = defineBarIndicator({
  title: 'Directional movement (+DI, −DI, DX)',
  group: 'trend',
  outputs: ['dx', 'plusDi', 'minusDi'],
  params: { length: lengthParam(14, "bars in Wilder's smoothing"), variant: dmiVariant },
  formula: '±DI = 100 × smoothed ±DM / smoothed true range; DX = 100 × |+DI − −DI| / (+DI + −DI)',
  source: 'TA-Lib PLUS_DI, MINUS_DI, DX (talib); Stock.Indicators Adx (wilder)',
  build: ({ length, variant }) => new Dmi(length, variant),
});
