import { monitorEventLoopDelay } from 'node:perf_hooks';
import { steadyNow } from '../bus/clock.ts';

/** Between two looks of the timer that is measured, ms. */
const resolution = 5;
/** Wall time that one figure tells of, ms. */
const span = 10_000;

/** How late the event loop of the thread comes to what is due: the time for which it can hear nobody. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution });
  #began = steadyNow();
  #told = NaN;

  constructor() {
    this.#histogram.enable();
  }

  /** The 99th percentile of the last ten seconds that are whole, ms; NaN before there were any. */
  get p99(): number {
    const now = steadyNow();
    if (now - this.#began >= span) {
      this.#told = Math.max(0, this.#histogram.percentile(99) / 1e6 - resolution);
      this.#histogram.reset();
      this.#began = now;
    }
    return this.#told;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
