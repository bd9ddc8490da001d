/** How a run is ended from outside. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP). */
  readonly signal: AbortSignal;
  /** True once a person or the system asked to end; a closed pipe does not count. */
  readonly isRequested: () => boolean;
  /** Ends the run quietly: nobody reads its output any more. */
  readonly quit: () => void;
  /** From now on SIGHUP does this, and ends nothing; not where a terminal is open, whose end it tells of. */
  readonly onHangup: (act: () => void) => void;
  /** Stops listening. */
  readonly release: () => void;
}

/** The first Ctrl-C asks the run to end in good order; the second ends the process at once. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  let isRequested = false;
  let hangup: (() => void) | undefined;
  const handle = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP' && hangup !== undefined) return hangup();
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
    onHangup: (act) => {
      const { stdin, stdout, stderr } = process;
      if (![stdin, stdout, stderr].some(({ isTTY }) => isTTY)) hangup = act;
    },
    release: () => {
      for (const name of signals) process.off(name, handle);
    },
  };
}
