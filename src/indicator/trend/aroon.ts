import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { lengthParam } from '../param.ts';
import { assertLength } from '../settle.ts';
import { Extreme } from '../window/extreme.ts';

/** Up and down, 0 to 100, and up less down. */
export type AroonOutputs = { readonly oscillator: number; readonly up: number; readonly down: number };

/**
 * Aroon: how recent the highest high and the lowest low of the last `length + 1` bars are.
 *
 * - input: bars; up and down: 0 to 100, 100 when the extreme is this bar; `value` is the oscillator, up − down
 * - of equal extremes the latest counts (TA-Lib); warm-up `length + 1`; O(1) amortised per bar, no allocation
 * - source: T. Chande (1995); TA-Lib AROON, AROONOSC
 */
export class Aroon implements MultiIndicator<Ohlcv, AroonOutputs> {
  readonly warmup: number = 0;
  readonly settle: number;
  readonly outputs = { oscillator: NaN, up: NaN, down: NaN };
  readonly forming = { oscillator: NaN, up: NaN, down: NaN };
  readonly #length: number = 0;
  readonly #highest: Extreme;
  readonly #lowest: Extreme;
  #seen = 0;

  /** @throws AssertionError when `length` is not an integer >= 1. */
  constructor(length: number) {
    assertLength('aroon length', length);
    this.#length = length;
    this.warmup = length + 1;
    this.settle = this.warmup;
    this.#highest = new Extreme('highest', length + 1);
    this.#lowest = new Extreme('lowest', length + 1);
  }

  get value(): number {
    return this.outputs.oscillator;
  }

  get oscillator(): number {
    return this.outputs.oscillator;
  }

  get up(): number {
    return this.outputs.up;
  }

  get down(): number {
    return this.outputs.down;
  }

  next(bar: Ohlcv): number {
    this.#highest.push(bar.high);
    this.#lowest.push(bar.low);
    if (this.#seen < this.warmup) this.#seen += 1;
    if (this.#seen < this.warmup) return NaN;
    return this.#fill(this.outputs, this.#highest.age, this.#lowest.age);
  }

  peek(bar: Ohlcv): number {
    if (this.#seen + 1 < this.warmup) return NaN;
    return this.#fill(this.forming, this.#highest.peekAge(bar.high), this.#lowest.peekAge(bar.low));
  }

  #fill(into: { oscillator: number; up: number; down: number }, sinceHigh: number, sinceLow: number): number {
    into.up = (100 * (this.#length - sinceHigh)) / this.#length;
    into.down = (100 * (this.#length - sinceLow)) / this.#length;
    into.oscillator = (100 * (sinceLow - sinceHigh)) / this.#length;
    return into.oscillator;
  }
}

export const aroon = defineBarIndicator({
  title: 'Aroon',
  group: 'trend',
  outputs: ['oscillator', 'up', 'down'],
  params: { length: lengthParam(14, 'bars to look back') },
  formula: 'up = 100 × (length − bars since the highest high) / length; down alike; oscillator = up − down',
  source: 'TA-Lib AROON, AROONOSC',
  build: ({ length }) => new Aroon(length),
});
