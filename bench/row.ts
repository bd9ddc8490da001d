import type { Took } from './stopwatch.ts';

/** Where a row finds its data, and how much of it. */
export interface BenchPlace {
  /** Ticks of the big tape; the hundred small ones have as many together. */
  readonly ticks: number;
  /** Data folder with the tapes as `storedTape` made it. */
  readonly tapes: string;
  /** Data folder with the bars as `storedBars` made it. */
  readonly bars: string;
  /** Folder for whatever the row writes. */
  readonly scratch: string;
  /** Times the usual number of bars and rows, at most 1. */
  readonly scale: number;
}

/** What a row tells besides its time. */
export interface Outcome {
  readonly trades?: number;
  /** Before fees, quote currency. */
  readonly profit?: number;
  /** Where the row times itself, because not all it does counts. */
  readonly took?: Took;
  /** Where the row is its own reference: what the plain way took for the same bytes, right before. */
  readonly plain?: { readonly took: Took; readonly words: string };
}

/** A row that was prepared: its data are open. */
export interface Work {
  /** Units that one run does. */
  readonly n: number;
  run(): Outcome | Promise<Outcome>;
}

/** The most that a row may need. Rows without a gate are there to be watched. */
export interface Gate {
  /** Time a unit over the reference's. */
  readonly ratio?: number;
  /** ns a unit, on a machine in its good state. */
  readonly nanos?: number;
  /** s a run, likewise. */
  readonly seconds?: number;
  /** Peak memory of the process. */
  readonly megabytes?: number;
}

/** One measured unit of work that people feel. Each row has a process of its own. */
export interface Row {
  readonly name: string;
  readonly unit: 'tick' | 'bar' | 'record' | 'run' | 'MB';
  readonly about: string;
  readonly gate: Gate;
  /**
   * What it is compared with: the plain C++ loop over the same tape, a bare start of Node, the plain way that it runs itself,
   * or the gate itself.
   */
  readonly against: 'loop' | 'node' | 'plain' | 'gate';
  /** True when it must trade exactly as the C++ loop does. */
  readonly agrees?: boolean;
  /** What it needs on disk before it opens. */
  readonly needs: readonly ('tapes' | 'bars')[];
  /** Times it is measured in vain before it counts, where the engine of JavaScript takes longer to know it; default 1. */
  readonly warmUps?: number;
  open(place: BenchPlace): Work | Promise<Work>;
}
