/** What a thread shows of itself in shared memory: numbers of 32 bits, by these names. */
export const vital = {
  /** Of a worker: one of `workerState`. */
  state: 0,
  /** Rises whenever a worker begins or ends to run a strategy's code. */
  progress: 1,
  /** Number of the strategy-trader whose code runs; -1: none. */
  runs: 2,
  /** Used of a worker's heap and outside of it, MB. */
  heap: 3,
  buffers: 4,
  /** The number of the last ping, and of the last one that was answered. */
  ping: 5,
  pong: 6,
  /** Of the session: one of `doing`. */
  doing: 7,
} as const;

/** How far a worker is. */
export const workerState = { starting: 0, ready: 1, gone: 2 } as const;

/** What a session is at: why it may be late with an answer. */
export const doing = { loading: 0, running: 1, deciding: 2, late: 3 } as const;

/** Memory for the vitals of one thread. */
export function makeVitals(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(32));
}

/** Answers the last ping. */
export function pong(vitals: Int32Array): void {
  Atomics.store(vitals, vital.pong, Atomics.load(vitals, vital.ping));
}

/** What a session shows of its work, as doubles, by these names. */
export const gauge = {
  /** Market time, ms. */
  time: 0,
  /** How far it is behind, ms of wall time. */
  lag: 1,
  /** Events of the bus, ticks and bars so far. */
  events: 2,
  ticks: 3,
  bars: 4,
  openTrades: 5,
  /** Used of the main thread's heap, MB. */
  heap: 6,
  /** How late its event loop came to what was due, ms: the 99th percentile of the last seconds; NaN before it is known. */
  delay: 7,
} as const;

/** Memory for the gauges of a session. */
export function makeGauges(): Float64Array {
  return new Float64Array(new SharedArrayBuffer(64));
}
