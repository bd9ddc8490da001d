import type { SimulatedClock } from '../../src/bus/clock.ts';

/** Lets time pass, ms, and fires the timers that are due on the way. */
export function pass(clock: SimulatedClock, millis: number): void {
  const end = clock.now() + millis;
  while (clock.nextTimer <= end) {
    clock.advanceTo(clock.nextTimer);
    clock.fireDue();
  }
  clock.advanceTo(end);
}
