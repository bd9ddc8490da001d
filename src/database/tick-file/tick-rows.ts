import type { TickColumns } from '../../market/tick-block.ts';

/** Ticks as columns with whole times, on their way into a block. For trades `ask` equals `price`. */
export interface TickRows {
  /** ms UTC. */
  readonly time: Float64Array;
  readonly price: Int32Array;
  readonly ask: Int32Array;
  readonly lots: Float64Array;
  readonly side: Uint8Array;
}

/** Rows for `capacity` ticks. */
export function makeRows(capacity: number): TickRows {
  return {
    time: new Float64Array(capacity),
    price: new Int32Array(capacity),
    ask: new Int32Array(capacity),
    lots: new Float64Array(capacity),
    side: new Uint8Array(capacity),
  };
}

/** Ticks of a block, as they are encoded and indexed. */
export interface TickSpan {
  readonly count: number;
  /** ms UTC of the first tick. */
  readonly baseTime: number;
  readonly columns: TickColumns;
}
