// What works for a session, in plain facts. Times are ms UTC, memory in MB.

/** Where the data of a market come from, and how far they are. */
export interface LaneFacts {
  readonly instrument: string;
  /** `trades`, `quotes` or `bars`. */
  readonly kind: string;
  readonly source: string;
  /** How they are gone through: `next-event`, `span` or `bars`. */
  readonly path: string;
  readonly ticks: number;
  readonly bars: number;
  /** When something last happened there, ms; NaN: nothing yet. */
  readonly lastTime: number;
  /** When something next happens there, ms; Infinity: the data are over. */
  readonly nextTime: number;
}

/** A thread of the program. */
export interface ThreadFacts {
  readonly name: string;
  readonly state: string;
  readonly heap: number;
  readonly buffers: number;
  readonly queue: number;
  readonly room: number;
  /** Strategies on it, in words. */
  readonly runs: string;
}
