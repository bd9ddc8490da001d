import { assert } from '../../util/assert.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { defineBarIndicator } from '../definition.ts';
import type { MultiIndicator } from '../indicator.ts';
import { numberParam } from '../param.ts';

/** The stop and the side it guards. */
export type ParabolicSarOutputs = {
  readonly sar: number;
  /** 1 while the stop is below price (long), −1 while it is above. */
  readonly direction: number;
};

/** The state seen from a long position: for a short one every price is negated. */
interface Course {
  direction: number;
  /** The stop for the next bar. */
  stop: number;
  /** Highest high of the course. */
  extreme: number;
  acceleration: number;
}

/**
 * Parabolic stop and reverse: a stop that accelerates towards the extreme of the move and turns when it is touched.
 *
 * - input: bars; outputs: price units and a direction; `value` is the stop
 * - the first direction is short when the second bar's low fell further than its high rose, else long (TA-Lib)
 * - warm-up 2; O(1) per bar, no allocation. `settle` is a rule of thumb: courses that began differently meet at a turn
 * - source: Wilder (1978); TA-Lib SAR
 */
export class ParabolicSar implements MultiIndicator<Ohlcv, ParabolicSarOutputs> {
  readonly warmup = 2;
  readonly settle = 250;
  readonly outputs = { sar: NaN, direction: NaN };
  readonly forming = { sar: NaN, direction: NaN };
  readonly #step: number = NaN;
  readonly #max: number = NaN;
  #course: Course = { direction: 0, stop: NaN, extreme: NaN, acceleration: 0 };
  #ahead: Course = { direction: 0, stop: NaN, extreme: NaN, acceleration: 0 };
  #high = NaN;
  #low = NaN;

  /** @throws AssertionError when `step` is not a number >= 0 or `max` less than 0. A step above `max` counts as `max`. */
  constructor(step = 0.02, max = 0.2) {
    assert(step >= 0 && max >= 0, `parabolic-sar step and max must be numbers >= 0, were ${step}, ${max}`);
    this.#step = Math.min(step, max);
    this.#max = max;
  }

  get value(): number {
    return this.outputs.sar;
  }

  get sar(): number {
    return this.outputs.sar;
  }

  get direction(): number {
    return this.outputs.direction;
  }

  next(bar: Ohlcv): number {
    const sar = this.#advance(bar, this.outputs);
    const done = this.#course;
    this.#course = this.#ahead;
    this.#ahead = done;
    this.#high = bar.high;
    this.#low = bar.low;
    return sar;
  }

  peek(bar: Ohlcv): number {
    return this.#advance(bar, this.forming);
  }

  /** From `#course` to `#ahead`; the stop in force during `bar`, or the one it turned to, goes to `into`. */
  #advance(bar: Ohlcv, into: { sar: number; direction: number }): number {
    if (Number.isNaN(this.#high)) return NaN;
    const ahead = this.#ahead;
    const first = this.#course.direction === 0;
    if (first) this.#begin(bar);
    else Object.assign(ahead, this.#course);
    // The second bar has no bar of the course before it: its own range stands in.
    const lastHigh = first ? bar.high : this.#high;
    const lastLow = first ? bar.low : this.#low;
    const low = ahead.direction > 0 ? bar.low : -bar.high;
    const turns = low <= ahead.stop;
    if (turns) this.#turn(bar, lastHigh, lastLow);
    const sar = ahead.direction * ahead.stop;
    const high = ahead.direction > 0 ? bar.high : -bar.low;
    if (!turns && high > ahead.extreme) {
      ahead.extreme = high;
      ahead.acceleration = Math.min(this.#max, ahead.acceleration + this.#step);
    }
    const reach = ahead.stop + ahead.acceleration * (ahead.extreme - ahead.stop);
    const floor = ahead.direction > 0 ? Math.min(lastLow, bar.low) : Math.min(-lastHigh, -bar.high);
    ahead.stop = Math.min(reach, floor);
    into.sar = sar;
    into.direction = ahead.direction;
    return sar;
  }

  #begin(bar: Ohlcv): void {
    const fell = this.#low - bar.low;
    const short = fell > 0 && fell > bar.high - this.#high;
    const ahead = this.#ahead;
    ahead.direction = short ? -1 : 1;
    ahead.extreme = short ? -bar.low : bar.high;
    ahead.stop = short ? -this.#high : this.#low;
    ahead.acceleration = this.#step;
  }

  /** The stop jumps to the extreme of the course that ends, kept outside the range of this bar and the last. */
  #turn(bar: Ohlcv, lastHigh: number, lastLow: number): void {
    const ahead = this.#ahead;
    const high = ahead.direction > 0 ? Math.max(lastHigh, bar.high) : Math.max(-lastLow, -bar.low);
    ahead.stop = -Math.max(ahead.extreme, high);
    ahead.direction = -ahead.direction;
    ahead.extreme = ahead.direction > 0 ? bar.high : -bar.low;
    ahead.acceleration = this.#step;
  }
}

export const parabolicSar = defineBarIndicator({
  title: 'Parabolic SAR',
  group: 'trend',
  outputs: ['sar', 'direction'],
  params: {
    step: numberParam(0.02, 0, 100, 'acceleration at the start and its increase at every new extreme'),
    max: numberParam(0.2, 0, 100, 'highest acceleration'),
  },
  formula: 'stop += acceleration × (extreme − stop), never inside the last two bars; direction is 1 or −1',
  source: 'TA-Lib SAR',
  build: ({ step, max }) => new ParabolicSar(step, max),
});
