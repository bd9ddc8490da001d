import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength, decayInputs } from '../settle.ts';
import { Dmi, type DmiVariant, dmiVariant } from './dmi.ts';

/** ADX with the directional movement that it is made of, all 0 to 100. */
export type AdxOutputs = {
  readonly adx: number;
  readonly plusDi: number;
  readonly minusDi: number;
  readonly dx: number;
};

/**
 * Average directional index: Wilder's smoothing of DX, started from the mean of its first `length` values. How
 * strong a trend is, not which way it goes.
 *
 * - input: bars; outputs: 0 to 100; `value` is adx; 0 while nothing has ever moved
 * - warm-up `2·length`; +DI, −DI and DX are there from bar `length + 1`; O(1) per bar, no allocation
 * - `talib` (default) and `wilder` agree to 1e-6 after some 14·length bars
 * - source: Wilder (1978); TA-Lib ADX; Stock.Indicators Adx (variant wilder)
 */
export class Adx implements MultiIndicator<Ohlcv, AdxOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { adx: NaN, plusDi: NaN, minusDi: NaN, dx: NaN };
  readonly forming = { adx: NaN, plusDi: NaN, minusDi: NaN, dx: NaN };
  readonly #length: number = 0;
  readonly #holds: boolean;
  readonly #dmi: Dmi;
  /** The mean of the DX so far while they are fewer than `length`; then ADX. */
  #mean = 0;
  /** DX taken in, up to `length`. */
  #count = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number, variant: DmiVariant = 'talib') {
    assertLength('adx length', length);
    this.#length = length;
    this.#holds = variant === 'talib' && length > 1;
    this.#dmi = new Dmi(length, variant);
    this.warmup = 2 * length;
    this.settle = this.#dmi.settle + length - 1 + decayInputs(1 / length, 1e-4);
  }

  get value(): number {
    return this.outputs.adx;
  }

  get adx(): number {
    return this.outputs.adx;
  }

  get plusDi(): number {
    return this.outputs.plusDi;
  }

  get minusDi(): number {
    return this.outputs.minusDi;
  }

  get dx(): number {
    return this.outputs.dx;
  }

  next(bar: Ohlcv): number {
    if (Number.isNaN(this.#dmi.next(bar))) return NaN;
    const { outputs } = this;
    outputs.plusDi = this.#dmi.outputs.plusDi;
    outputs.minusDi = this.#dmi.outputs.minusDi;
    outputs.dx = this.#dmi.outputs.dx;
    this.#mean = this.#blend(outputs);
    if (this.#count < this.#length) this.#count += 1;
    if (this.#count === this.#length) outputs.adx = this.#mean;
    return outputs.adx;
  }

  peek(bar: Ohlcv): number {
    if (Number.isNaN(this.#dmi.peek(bar))) return NaN;
    const { forming } = this;
    forming.plusDi = this.#dmi.forming.plusDi;
    forming.minusDi = this.#dmi.forming.minusDi;
    forming.dx = this.#dmi.forming.dx;
    forming.adx = this.#count + 1 < this.#length ? NaN : this.#blend(forming);
    return forming.adx;
  }

  #blend(now: AdxOutputs): number {
    const idle = now.plusDi + now.minusDi === 0;
    if (this.#count < this.#length) return this.#mean + ((idle ? 0 : now.dx) - this.#mean) / (this.#count + 1);
    return idle && this.#holds ? this.#mean : this.#mean + (now.dx - this.#mean) / this.#length;
  }
}

export const adx = defineBarIndicator({
  title: 'Average directional index',
  group: 'trend',
  outputs: ['adx', 'plusDi', 'minusDi', 'dx'],
  params: { length: lengthParam(14, "bars in Wilder's smoothing"), variant: dmiVariant },
  formula: 'adx += (DX − adx) / length',
  source: 'TA-Lib ADX (talib); Stock.Indicators Adx (wilder)',
  build: ({ length, variant }) => new Adx(length, variant),
});
