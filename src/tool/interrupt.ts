/** How a run is ended from outside. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP). */
  readonly signal: AbortSignal;
  /** True once a person or the system asked to end; a closed pipe does not count. */
  readonly isRequested: () => boolean;
  /** Ends the run quietly: nobody reads its output any more. */
  readonly quit: () => void;
  /** Stops listening. */
  readonly release: () => void;
}

/** The first Ctrl-C asks the run to end in good order; the second ends the process at once. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  let isRequested = false;
  const handle = (): void => {
    if (isRequested) process.exit(130);
    isRequested = true;
    onFirst();
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handle);
  return {
    signal: controller.signal,
    isRequested: () => isRequested,
    quit: () => controller.abort(),
    release: () => {
      for (const name of signals) process.off(name, handle);
    },
  };
}
