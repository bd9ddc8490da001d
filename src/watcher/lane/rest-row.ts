import { type BarRow, Row } from '../../market/bar.ts';
import type { MinuteColumns, TickBlock } from '../../market/tick-block.ts';
import { type Kernel, Range, Span } from './kernel.ts';
import type { RowFilling } from './rows.ts';

/** Ticks of a block as the lane sees them. */
export interface RestOf {
  readonly block: TickBlock;
  readonly rows: MinuteColumns;
  /** First row that the series have not been given. */
  readonly pending: number;
}

/**
 * The ticks that have passed and that no series was given yet, as one row. It grows with what is asked for: who asks at
 * every tick has each tick read once.
 */
export class RestRow {
  readonly #kernel: Kernel;
  readonly #filling: RowFilling;
  readonly #row = new Row();
  readonly #range = new Range();
  readonly #span = new Span();
  #pending = -1;
  /** The ticks up to this one are in the row. */
  #to = 0;
  /** The row that the next tick belongs to. */
  #at = 0;

  constructor(kernel: Kernel, filling: RowFilling) {
    this.#kernel = kernel;
    this.#filling = filling;
  }

  /** The block is another one now. */
  reset(): void {
    this.#pending = -1;
  }

  /** The row of the ticks before `to`; `undefined` when there are none. Valid until the next call. */
  upTo(rest: RestOf, to: number): BarRow | undefined {
    const { block, rows, pending } = rest;
    if (pending >= rows.count || to <= rows.first[pending]!) return undefined;
    if (pending !== this.#pending || to < this.#to) this.#begin(rows, pending);
    while (this.#to < to) {
      const rowEnd = this.#at + 1 < rows.count ? rows.first[this.#at + 1]! : block.count;
      const end = Math.min(rowEnd, to);
      if (this.#to === rows.first[this.#at] && end === rowEnd) this.#addRow(rows, this.#at);
      else this.#addTicks(block, this.#to, end);
      if (end === rowEnd) this.#at++;
      this.#to = end;
    }
    return this.#row;
  }

  /** Index of the first tick that does not lie before `time`. */
  indexAt({ block, rows, pending }: RestOf, time: number): number {
    if (time > block.lastTime) return block.count;
    if (pending >= rows.count) return block.count;
    let row = pending;
    while (row + 1 < rows.count && rows.time[row + 1]! <= time) row++;
    const from = rows.first[row]!;
    const to = row + 1 < rows.count ? rows.first[row + 1]! : block.count;
    block.decode(from, to);
    return this.#kernel.lowerBound(block.columns.offset, from, to, time - block.baseTime);
  }

  #begin(rows: MinuteColumns, pending: number): void {
    this.#pending = pending;
    this.#to = rows.first[pending]!;
    this.#at = pending;
    const row = this.#row;
    row.time = rows.time[pending]!;
    row.open = (this.#filling.usesAsk ? rows.askOpen : rows.open)[pending]! * this.#filling.factor;
    row.high = -Infinity;
    row.low = Infinity;
    row.lots = 0;
  }

  #addRow(rows: MinuteColumns, k: number): void {
    const asks = this.#filling.usesAsk;
    this.#take((asks ? rows.askLow : rows.low)[k]!, (asks ? rows.askHigh : rows.high)[k]!, rows.volume[k]!);
    this.#row.close = (asks ? rows.askClose : rows.close)[k]! * this.#filling.factor;
  }

  #addTicks(block: TickBlock, from: number, to: number): void {
    block.decode(from, to);
    const { price, ask, lots } = block.columns;
    const prices = this.#filling.usesAsk ? ask : price;
    this.#range.from = from;
    this.#range.to = to;
    this.#kernel.span(prices, lots, this.#range, this.#span);
    this.#take(this.#span.low, this.#span.high, this.#span.lots);
    this.#row.close = prices[to - 1]! * this.#filling.factor;
  }

  #take(low: number, high: number, lots: number): void {
    const row = this.#row;
    row.low = Math.min(row.low, low * this.#filling.factor);
    row.high = Math.max(row.high, high * this.#filling.factor);
    row.lots += lots;
  }
}
