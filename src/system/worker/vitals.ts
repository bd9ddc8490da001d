/** What a worker shows of itself in shared memory: numbers of 32 bits, by these names. */
export const vital = {
  /** One of `workerState`. */
  state: 0,
  /** Rises whenever it begins or ends to run a strategy's code. */
  progress: 1,
  /** Number of the strategy-trader whose code runs; -1: none. */
  runs: 2,
  /** Used of its heap and outside of it, MB. */
  heap: 3,
  buffers: 4,
} as const;

export const workerState = { starting: 0, ready: 1, gone: 2 } as const;

/** Memory for the vitals of one worker. */
export function makeVitals(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(32));
}
