import type { SimulatedClock } from '../../bus/clock.ts';

/**
 * Hands strategies the notices of their orders. While bars are matched they wait, for what a bar did is known only when
 * it has closed: they come, in order, once all markets of that moment stand at their closes, before any bar is decided
 * on. Without a delay where data are ticks.
 */
export class Notices {
  readonly #clock: SimulatedClock;
  readonly #isHeld: () => boolean;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: SimulatedClock, isHeld: () => boolean) {
    this.#clock = clock;
    this.#isHeld = isHeld;
  }

  /** Tells now, or when the bars of this moment are matched. */
  tell(act: () => void): void {
    if (!this.#isHeld()) return act();
    // Timers of this moment fire between the bars and those that decide on them.
    if (this.#waiting.push(act) === 1) this.#clock.at(this.#clock.now(), () => this.#flush());
  }

  #flush(): void {
    for (const act of this.#waiting.splice(0)) act();
  }
}
