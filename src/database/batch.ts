import type { BarSide } from '../market/bar.ts';
import type { TickKind, TickScale } from '../market/tick-block.ts';

/**
 * Rows of ticks on their way into the store, as columns. Only the first `count` entries count; the store is done with
 * a batch when it asks for the next one, so one batch can be filled again and again.
 */
export interface TickBatch {
  readonly count: number;
  /** ms UTC, never falling over the whole import. */
  readonly time: Float64Array;
  /** Last price (trades) or bid (quotes), whole price steps. */
  readonly price: Float64Array;
  /** Whole price steps; for quotes only. */
  readonly ask?: Float64Array;
  /** Whole lot steps, 0 … 2^53. */
  readonly lots: Float64Array;
  /** `sideUnknown`, `sideBuy` or `sideSell` of market/tick-block. */
  readonly side: Uint8Array;
  /** Line of the source that each row stands on, for messages; counts from 1. */
  readonly line: Float64Array;
}

/** One call's worth of ticks: all of them are stored, or none. */
export interface TickImport {
  readonly kind: TickKind;
  readonly scale: TickScale;
  /** Name of the source file, for messages. */
  readonly source: string;
  readonly batches: Iterable<TickBatch>;
}

/** Rows of bars, as columns; reused like `TickBatch`. */
export interface BarBatch {
  readonly count: number;
  /** Start of the bar, ms UTC, strictly rising over the whole import. */
  readonly time: Float64Array;
  /** Whole price steps. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Whole volume steps, >= 0. */
  readonly volume: Float64Array;
  readonly line: Float64Array;
}

/** One call's worth of bars: all of them are stored, or none. */
export interface BarImport {
  /** A name that `parseTimeframe` knows. */
  readonly timeframe: string;
  readonly side: BarSide;
  /** Decimal text, like `TickScale.priceStep`. */
  readonly priceStep: string;
  readonly volumeStep: string;
  readonly source: string;
  readonly batches: Iterable<BarBatch>;
}

/** What an import did. */
export interface ImportResult {
  /** Rows that were not stored before. */
  readonly added: number;
  /** Rows that were stored before, all equal to the new ones. */
  readonly alreadyStored: number;
  /** Time of the first and last row of the import, ms UTC; NaN when it held no row. */
  readonly first: number;
  readonly last: number;
}
