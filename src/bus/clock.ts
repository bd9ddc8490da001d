import { AssertionError } from '../util/assert.ts';

/** A moment asked for in market time. */
export interface Timer {
  readonly time: number;
  /** Order among timers of one moment: as they were set. */
  readonly order: number;
  readonly fire: (time: number) => void;
  canceled: boolean;
}

/** The time of the market, and what is to happen at given moments of it. */
export interface Clock {
  /** ms since the epoch, UTC. Never falls. */
  now(): number;
  /** Calls `fire` once, when market time reaches `time`. */
  at(time: number, fire: (time: number) => void): Timer;
  /** Takes a timer back. */
  cancel(timer: Timer): void;
}

/**
 * Timers in market time, on a binary heap by (time, order set). The engine asks for the next moment and fires what is
 * due, so timeouts and bar closes happen in quiet markets too.
 */
export class SimulatedClock implements Clock {
  /** Now, and the earliest timer: doubles in a typed array, which the engine's loop reads and writes without boxing. */
  readonly cells = Float64Array.of(0, Infinity);
  #order = 0;
  readonly #heap: Timer[] = [];
  /** Timers taken back since those were last thrown out. */
  #canceled = 0;

  constructor(start: number) {
    this.cells[0] = start;
  }

  now(): number {
    return this.cells[0]!;
  }

  /** @throws AssertionError when `time` lies before now. */
  advanceTo(time: number): void {
    // The message is made only when it is needed: this runs once an event.
    if (!(time >= this.cells[0]!)) throw new AssertionError(`time cannot run back from ${this.cells[0]} to ${time}`);
    this.cells[0] = time;
  }

  /** The same for the hottest loop, which knows that its times never fall. */
  jump(time: number): void {
    this.cells[0] = time;
  }

  at(wanted: number, fire: (time: number) => void): Timer {
    // Market time is whole milliseconds: a moment between two comes with the later one.
    const time = Math.ceil(wanted);
    if (Number.isNaN(time)) throw new AssertionError('a timer needs a time, was NaN');
    const timer: Timer = { time, order: this.#order++, fire, canceled: false };
    this.#heap.push(timer);
    this.#up(this.#heap.length - 1);
    this.cells[1] = this.#heap[0]!.time;
    return timer;
  }

  /** Takes a timer back; nothing when it has fired. */
  cancel(timer: Timer): void {
    if (timer.canceled) return;
    timer.canceled = true;
    this.#canceled++;
    this.#dropCanceled();
    // One set for far ahead would be kept until then.
    if (this.#canceled > 64 && this.#canceled * 2 > this.#heap.length) this.#throwOut();
  }

  /** Timers that are kept. */
  get waiting(): number {
    return this.#heap.length;
  }

  #throwOut(): void {
    this.#canceled = 0;
    const kept = this.#heap.filter((timer) => !timer.canceled);
    this.#heap.length = 0;
    for (const timer of kept) {
      this.#heap.push(timer);
      this.#up(this.#heap.length - 1);
    }
    this.cells[1] = this.#heap[0]?.time ?? Infinity;
  }

  /** Time of the earliest timer; Infinity when there is none. */
  get nextTimer(): number {
    return this.cells[1]!;
  }

  /** Fires all timers due at or before now, in order; those they set for now fire too. */
  fireDue(): void {
    const now = this.cells[0]!;
    while (this.#heap.length > 0 && this.#heap[0]!.time <= now) {
      const timer = this.#pop();
      this.#dropCanceled();
      timer.fire(now);
    }
  }

  /** The earliest timer is never one that was taken back. */
  #dropCanceled(): void {
    while (this.#heap.length > 0 && this.#heap[0]!.canceled) this.#pop();
  }

  #pop(): Timer {
    const top = this.#heap[0]!;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#down();
    }
    this.cells[1] = this.#heap.length === 0 ? Infinity : this.#heap[0]!.time;
    return top;
  }

  #up(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(this.#heap[at]!, this.#heap[parent]!)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && before(this.#heap[right]!, this.#heap[left]!) ? right : left;
      if (!before(this.#heap[child]!, this.#heap[at]!)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = kept;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/** Wall time, ms since the epoch: for sessions on live markets, logs and progress; never inside the engine. */
export function wallNow(): number {
  return Date.now();
}

/** A steady wall-time measure, ms, for speeds. */
export function steadyNow(): number {
  return performance.now();
}

/** Waits in wall time. */
export function wallSleep(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, millis);
    signal?.addEventListener('abort', finish, { once: true });
    function finish(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    }
    if (signal?.aborted === true) finish();
  });
}
