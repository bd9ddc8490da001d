import { blockSize, sideUnknown, type TickColumns, type TickKind } from '../../market/tick-block.ts';
import type { TickRows, TickSpan } from './tick-rows.ts';

/** Collects ticks until they make a block. Times do not fall; all lie in one month. Grows with what it holds. */
export class BlockBuffer {
  readonly #kind: TickKind;
  #columns: TickColumns;
  #capacity = 1024;
  #baseTime = 0;
  #count = 0;

  constructor(kind: TickKind) {
    this.#kind = kind;
    this.#columns = makeColumns(kind, this.#capacity);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === blockSize;
  }

  /** The ticks so far, in the buffer's own memory. */
  get span(): TickSpan {
    return { count: this.#count, baseTime: this.#baseTime, columns: this.#columns };
  }

  clear(): void {
    this.#count = 0;
  }

  /** Takes rows [from, to) as far as there is room; returns how many. */
  append(rows: TickRows, from: number, to: number): number {
    const at = this.#count;
    const size = Math.min(to - from, blockSize - at);
    while (at + size > this.#capacity) this.#grow();
    const { offset, price, ask, lots, side } = this.#columns;
    const end = from + size;
    if (at === 0) this.#baseTime = rows.time[from]!;
    for (let k = 0; k < size; k++) offset[at + k] = rows.time[from + k]! - this.#baseTime;
    price.set(rows.price.subarray(from, end), at);
    if (ask !== price) ask.set(rows.ask.subarray(from, end), at);
    lots.set(rows.lots.subarray(from, end), at);
    side.set(rows.side.subarray(from, end), at);
    this.#count = at + size;
    return size;
  }

  /** Adds a trade; there is room. */
  trade(time: number, price: number, lots: number, side: number): void {
    const at = this.#count;
    if (at === this.#capacity) this.#grow();
    if (at === 0) this.#baseTime = time;
    this.#columns.offset[at] = time - this.#baseTime;
    this.#columns.price[at] = price;
    this.#columns.lots[at] = lots;
    this.#columns.side[at] = side;
    this.#count = at + 1;
  }

  /** Adds a quote; there is room. */
  quote(time: number, bid: number, ask: number): void {
    const at = this.#count;
    this.trade(time, bid, 0, sideUnknown);
    this.#columns.ask[at] = ask;
  }

  #grow(): void {
    const old = this.#columns;
    this.#capacity *= 4;
    const columns = makeColumns(this.#kind, this.#capacity);
    columns.offset.set(old.offset);
    columns.price.set(old.price);
    columns.ask.set(old.ask);
    columns.lots.set(old.lots);
    columns.side.set(old.side);
    this.#columns = columns;
  }
}

function makeColumns(kind: TickKind, capacity: number): TickColumns {
  const price = new Int32Array(capacity);
  return {
    offset: new Uint32Array(capacity),
    price,
    ask: kind === 'quote' ? new Int32Array(capacity) : price,
    lots: new Float64Array(capacity),
    side: new Uint8Array(capacity),
  };
}
