import { steadyNow, wallSleep } from '../bus/clock.ts';
import type { SessionReport, ThreadReport } from './report.ts';
import { doing, gauge, vital } from './vitals.ts';

/** A thread that is pinged. */
export interface Pinged {
  readonly name: string;
  readonly vitals: Int32Array;
  /** Cells of the ring that it sleeps on: written, read, …; absent for the session itself. */
  readonly ring: Int32Array | undefined;
  /** Words that the ring holds. */
  readonly room: number;
}

/** How long an answer may take before a thread is late, ms. */
const patience = 1000;

/** Pings the threads of a session, and measures what it does a second. */
export class LookOut {
  readonly #session: Pinged;
  readonly #gauges: Float64Array;
  readonly #others: () => readonly Pinged[];
  #sample = { at: NaN, events: 0, ticks: 0 };
  #rates = { events: 0, ticks: 0 };

  constructor(parts: { vitals: Int32Array; gauges: Float64Array; others: () => readonly Pinged[] }) {
    this.#session = { name: 'session', vitals: parts.vitals, ring: undefined, room: 0 };
    this.#gauges = parts.gauges;
    this.#others = parts.others;
  }

  /** Takes the rates anew; once a second. */
  measure(): void {
    const at = steadyNow();
    const { events, ticks } = this.#sample;
    const now = { at, events: this.#gauges[gauge.events]!, ticks: this.#gauges[gauge.ticks]! };
    const seconds = (at - this.#sample.at) / 1000;
    if (seconds > 0) this.#rates = { events: (now.events - events) / seconds, ticks: (now.ticks - ticks) / seconds };
    this.#sample = now;
  }

  /** Pings everybody, and tells how all of it stands. */
  async report(): Promise<SessionReport> {
    const threads = await Promise.all([this.#session, ...this.#others()].map((each) => this.#ping(each)));
    const gauges = this.#gauges;
    return {
      threads,
      time: gauges[gauge.time]!,
      lag: gauges[gauge.lag]!,
      eventsPerSecond: Math.round(this.#rates.events),
      ticksPerSecond: Math.round(this.#rates.ticks),
      openTrades: gauges[gauge.openTrades]!,
      loopDelay: Number.isNaN(gauges[gauge.delay]!) ? null : Math.round(gauges[gauge.delay]! * 10) / 10,
      memory: Math.round(process.memoryUsage.rss() / 1_000_000),
    };
  }

  /** The session's answer alone: whether it hangs. */
  pingSession(): Promise<ThreadReport> {
    return this.#ping(this.#session);
  }

  async #ping(each: Pinged): Promise<ThreadReport> {
    const { vitals, ring, name, room } = each;
    const began = steadyNow();
    const number = (Atomics.add(vitals, vital.ping, 1) + 1) | 0;
    if (ring !== undefined) Atomics.notify(ring, 0);
    const isAnswered = (): boolean => ((Atomics.load(vitals, vital.pong) - number) | 0) >= 0;
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    while (!isAnswered() && steadyNow() - began < patience) await wallSleep(1);
    const isLate = !isAnswered();
    return {
      name,
      state: isLate ? 'late' : 'answers',
      millis: Math.round((steadyNow() - began) * 10) / 10,
      cause: isLate ? this.#causeOf(each) : null,
      heap: ring === undefined ? Math.round(this.#gauges[gauge.heap]!) : Atomics.load(vitals, vital.heap),
      buffers: Atomics.load(vitals, vital.buffers),
      queue: ring === undefined ? 0 : (Atomics.load(ring, 0) - Atomics.load(ring, 1)) | 0,
      room,
    };
  }

  #causeOf({ vitals, ring }: Pinged): ThreadReport['cause'] {
    if (ring !== undefined) return Atomics.load(vitals, vital.runs) >= 0 ? 'strategy' : 'unknown';
    switch (Atomics.load(vitals, vital.doing)) {
      case doing.loading:
        return 'loading';
      case doing.deciding:
        return 'strategy';
      case doing.late:
        return 'saturated';
      default:
        return 'unknown';
    }
  }
}
