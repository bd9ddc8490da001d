/** What something took: by the clock on the wall, and of this thread's processor. */
export interface Took {
  readonly seconds: number;
  /** s. Other programs on the machine disturb it less. */
  readonly processor: number;
}

/** Starts to measure; the function tells what passed since. */
export function stopwatch(): () => Took {
  const start = performance.now();
  const used = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(used);
    return { seconds: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
  };
}
