import type { Clock } from '../../bus/clock.ts';
import type { EquityPoint } from '../../market/record.ts';
import type { Session } from '../session/session.ts';

const hour = 3_600_000;
const day = 86_400_000;

/** Distance of the curve's points. `bar`: one at every bar close. */
export type EquityResolution = 'auto' | 'bar' | '1m' | '1h' | '1d';

/** Samples what the accounts are worth: at each UTC day end for statistics, finer for the curve. */
export class EquityRecorder {
  /** Curve for drawing. */
  readonly curve: EquityPoint[] = [];
  /** One point a UTC day end, idle days kept; the first is the start. */
  readonly daily: EquityPoint[] = [];
  /** Last price of each market at each UTC day end, in ticks. */
  readonly prices: Float64Array[] = [];
  readonly #session: Session;
  readonly #everyBar: boolean;
  readonly #step: number;

  /** @param span expected length of the run, ms: decides what `auto` is; NaN when it has no end */
  constructor(session: Session, resolution: EquityResolution, span: number) {
    this.#session = session;
    this.#everyBar = resolution === 'bar';
    this.#step = stepOf(resolution, span);
  }

  /** Takes the first point and sets the timers. */
  start(time: number): void {
    this.#sample(this.daily, time);
    this.#sample(this.curve, time);
    this.#every(this.#session.clock, day, (at) => {
      this.#sample(this.daily, at);
      this.#pushPrices();
    });
    if (!this.#everyBar) this.#every(this.#session.clock, this.#step, (at) => this.#sample(this.curve, at));
  }

  /** After a close, where every bar is wanted. */
  onClose(): ((time: number) => void) | undefined {
    if (!this.#everyBar) return undefined;
    return (time) => {
      if (time > (this.curve[0]?.[0] ?? Infinity)) this.#sample(this.curve, time);
    };
  }

  /** Takes the last point, unless there is one of this moment. */
  finish(time: number): void {
    if (time > (this.curve.at(-1)?.[0] ?? -Infinity)) this.#sample(this.curve, time);
    if (time > (this.daily.at(-1)?.[0] ?? -Infinity)) {
      this.#sample(this.daily, time);
      this.#pushPrices();
    }
  }

  #pushPrices(): void {
    for (const { market } of this.#session.hubs) market.sync();
    this.prices.push(Float64Array.from(this.#session.hubs, (hub) => hub.market.last));
  }

  #sample(into: EquityPoint[], time: number): void {
    into.push([time, this.#session.equity()]);
  }

  #every(clock: Clock, step: number, act: (time: number) => void): void {
    const arm = (after: number): void => {
      clock.at((Math.floor(after / step) + 1) * step, (time) => {
        act(time);
        arm(time);
      });
    };
    arm(clock.now());
  }
}

function stepOf(resolution: EquityResolution, span: number): number {
  if (resolution === '1m') return 60_000;
  if (resolution === '1h') return hour;
  if (resolution === '1d') return day;
  if (span <= 3 * day) return 60_000;
  return span <= 400 * day ? hour : day;
}
