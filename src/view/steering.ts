import type { Direction } from '../market/record.ts';

// What strategies and trades are steered by, in plain facts. Prices are doubles, times ms UTC.

/** A region in force, or yet to be. */
export interface RegionFacts {
  readonly id: string;
  readonly instrument: string;
  /** Empty: all strategies. */
  readonly strategy: string;
  readonly kind: string;
  readonly stage: string;
  readonly direction: string;
  readonly label: string;
  readonly origin: string;
  /** Its prices at its beginning and end; infinite where it is open. */
  readonly lowA: number;
  readonly highA: number;
  readonly lowB: number;
  readonly highB: number;
  /** The same now. */
  readonly low: number;
  readonly high: number;
  readonly from: number;
  /** Infinity: it stays. */
  readonly until: number;
  /** NaN: none. */
  readonly cancel: number;
}

/** An alert that waits. */
export interface WaitingFacts {
  readonly id: string;
  readonly instrument: string;
  /** Whose strategy is told; empty: people alone. */
  readonly strategy: string;
  readonly origin: string;
  readonly condition: string;
  readonly timeframe: string;
  readonly label: string;
  readonly message: string;
  readonly made: number;
  readonly until: number;
  /** How often yet; Infinity: each time. */
  readonly left: number;
  readonly cancel: number;
  /** Its price, where it waits for one; else NaN. */
  readonly price: number;
}

/** Something that will be done to a trade by itself. */
export interface OperationFacts {
  readonly id: string;
  readonly trade: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly direction: Direction;
  readonly kind: string;
  readonly words: string;
  readonly origin: string;
  /** Its trade has not opened. */
  readonly isWaiting: boolean;
}
