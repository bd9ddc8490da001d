/** How a thread of a session answers. */
export interface ThreadReport {
  readonly name: string;
  readonly state: 'answers' | 'late';
  /** Wall time from ping to answer, ms; up to now where there is none yet. */
  readonly millis: number;
  /** Why it is late, as far as that can be told. */
  readonly cause: 'loading' | 'exchange' | 'saturated' | 'strategy' | 'unknown' | null;
  /** Used of its heap and outside of it, MB. */
  readonly heap: number;
  readonly buffers: number;
  /** Words that wait for it in its ring, and how many there is room for. */
  readonly queue: number;
  readonly room: number;
}

/** A running session as its watchdog sees it. */
export interface SessionReport {
  readonly threads: readonly ThreadReport[];
  /** Market time, ms, and how far behind it is, ms of wall time. */
  readonly time: number;
  readonly lag: number;
  /** Of the last second. */
  readonly eventsPerSecond: number;
  readonly ticksPerSecond: number;
  readonly openTrades: number;
  /** How late the session's event loop came to what was due, ms: the 99th percentile of ten seconds; `null` before it is known. */
  readonly loopDelay: number | null;
  /** Memory of the process, MB. */
  readonly memory: number;
}
