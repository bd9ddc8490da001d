import type { BarRow } from '../../market/bar.ts';
import type { MinuteColumns, TickBlock } from '../../market/tick-block.ts';
import { type Kernel, Span } from './kernel.ts';

const minute = 60_000;

/**
 * The rows that bars are made of: the minutes of a block's index, or shorter ones worked out from its ticks where bars
 * shorter than a minute are asked for.
 */
export function rowsOf(block: TickBlock, rowMillis: number, kernel: Kernel): MinuteColumns {
  return rowMillis % minute === 0 ? block.minutes : scanRows(block, rowMillis, kernel);
}

function scanRows(block: TickBlock, millis: number, kernel: Kernel): MinuteColumns {
  block.decode(0, block.count);
  const starts = rowStarts(block, millis, kernel);
  const count = starts.length;
  const isQuote = block.kind === 'quote';
  const rows = makeRows(count, isQuote);
  const span = new Span();
  const { offset, price, ask, lots } = block.columns;
  for (let k = 0; k < count; k++) {
    const from = starts[k]!;
    const to = k + 1 < count ? starts[k + 1]! : block.count;
    kernel.span(price, lots, { from, to }, span);
    rows.time[k] = Math.floor((block.baseTime + offset[from]!) / millis) * millis;
    rows.first[k] = from;
    rows.open[k] = price[from]!;
    rows.high[k] = span.high;
    rows.low[k] = span.low;
    rows.close[k] = price[to - 1]!;
    rows.volume[k] = span.lots;
    if (!isQuote) continue;
    kernel.span(ask, lots, { from, to }, span);
    rows.askOpen[k] = ask[from]!;
    rows.askHigh[k] = span.high;
    rows.askLow[k] = span.low;
    rows.askClose[k] = ask[to - 1]!;
  }
  return rows;
}

function rowStarts(block: TickBlock, millis: number, kernel: Kernel): number[] {
  const starts: number[] = [];
  const { offset } = block.columns;
  let at = 0;
  while (at < block.count) {
    starts.push(at);
    const time = block.baseTime + offset[at]!;
    const end = (Math.floor(time / millis) + 1) * millis;
    at = kernel.lowerBound(offset, at, block.count, end - block.baseTime);
  }
  return starts;
}

function makeRows(count: number, isQuote: boolean): MinuteColumns {
  const column = (): Int32Array => new Int32Array(count);
  const [open, high, low, close] = [column(), column(), column(), column()];
  return {
    count,
    time: new Float64Array(count),
    first: new Uint32Array(count),
    open,
    high,
    low,
    close,
    volume: new Float64Array(count),
    askOpen: isQuote ? column() : open,
    askHigh: isQuote ? column() : high,
    askLow: isQuote ? column() : low,
    askClose: isQuote ? column() : close,
  };
}

/** How rows of a tape become rows of an instrument. */
export interface RowFilling {
  /** Ticks of the instrument in one price unit of the tape. */
  readonly factor: number;
  /** Of quotes the asks, not the bids. */
  readonly usesAsk: boolean;
}

/** Puts row `k` into `row`. */
export function fillRow(row: BarRow, rows: MinuteColumns, k: number, of: RowFilling): void {
  const { factor } = of;
  row.time = rows.time[k]!;
  if (of.usesAsk) {
    row.open = rows.askOpen[k]! * factor;
    row.high = rows.askHigh[k]! * factor;
    row.low = rows.askLow[k]! * factor;
    row.close = rows.askClose[k]! * factor;
  } else {
    row.open = rows.open[k]! * factor;
    row.high = rows.high[k]! * factor;
    row.low = rows.low[k]! * factor;
    row.close = rows.close[k]! * factor;
  }
  row.lots = rows.volume[k]!;
}
