import { assert } from '../util/assert.ts';
import {
  blockSize,
  groupSize,
  type MinuteColumns,
  sideUnknown,
  TickBlock,
  type TickColumns,
  type TickKind,
} from './tick-block.ts';

const minute = 60_000;
const longestOffset = 2 ** 32 - 1;

/**
 * Makes blocks with their index out of ticks that arrive one by one. Owns one set of columns and uses it again and
 * again: a built block is valid until the next append. Columns take 1.3 MB (quotes 1.6 MB) at the full capacity.
 */
export class TickBlockBuilder {
  readonly kind: TickKind;
  /** Most ticks in a block. */
  readonly capacity: number;
  readonly #columns: TickColumns;
  readonly #groups: Int32Array;
  #minutes: MinuteColumns;
  #count = 0;
  #baseTime = 0;
  #lastTime = -Infinity;
  #built = false;

  /** @param capacity 1 … 65 536; small for feeds that hand over a few ticks at a time. */
  constructor(kind: TickKind, capacity = blockSize) {
    assert(capacity >= 1 && capacity <= blockSize, `a block holds 1 to ${blockSize} ticks, not ${capacity}`);
    this.kind = kind;
    this.capacity = capacity;
    this.#columns = makeColumns(kind, capacity);
    this.#groups = new Int32Array(4 * Math.ceil(capacity / groupSize));
    this.#minutes = makeMinutes(kind, Math.min(capacity, 64));
  }

  /** Ticks appended since the last build. */
  get count(): number {
    return this.#built ? 0 : this.#count;
  }

  /** False when the block must be built first: it is full, or `time` is more than 49 days after its first tick. */
  fits(time: number): boolean {
    return this.#built || this.#count === 0 || (this.#count < this.capacity && time - this.#baseTime <= longestOffset);
  }

  /** Adds a print. `price` in price units, `lots` in lots. @throws AssertionError when it does not fit or time falls. */
  appendTrade(time: number, price: number, lots: number, side: number): void {
    assert(this.kind === 'trade', 'a block of quotes takes no print');
    const at = this.#place(time);
    this.#columns.price[at] = price;
    this.#columns.lots[at] = lots;
    this.#columns.side[at] = side;
  }

  /** Adds a top of book, in price units. @throws AssertionError when it does not fit or time falls. */
  appendQuote(time: number, bid: number, ask: number, lots = 0): void {
    assert(this.kind === 'quote', 'a block of prints takes no quote');
    const at = this.#place(time);
    this.#columns.price[at] = bid;
    this.#columns.ask[at] = ask;
    this.#columns.lots[at] = lots;
    this.#columns.side[at] = sideUnknown;
  }

  /** The block of all ticks appended since the last build; `undefined` when there are none. The next append begins anew. */
  build(): TickBlock | undefined {
    if (this.count === 0) return undefined;
    this.#built = true;
    const count = this.#count;
    indexGroups(this.#columns, count, this.#groups);
    return new TickBlock({
      kind: this.kind,
      count,
      baseTime: this.#baseTime,
      lastTime: this.#lastTime,
      groups: this.#groups.subarray(0, 4 * Math.ceil(count / groupSize)),
      minutes: this.#indexMinutes(),
      columns: this.#columns,
    });
  }

  #place(time: number): number {
    // Messages are made only when they are needed: this runs for every tick.
    if (!(time >= this.#lastTime)) assert(false, `ticks come in time order, not ${time} after ${this.#lastTime}`);
    if (this.#built) {
      this.#built = false;
      this.#count = 0;
    }
    if (this.#count === 0) this.#baseTime = time;
    else if (!this.fits(time)) assert(false, `a tick at ${time} does not fit into the block from ${this.#baseTime}`);
    this.#columns.offset[this.#count] = time - this.#baseTime;
    this.#lastTime = time;
    return this.#count++;
  }

  #indexMinutes(): MinuteColumns {
    const span = Math.floor(this.#lastTime / minute) - Math.floor(this.#baseTime / minute) + 1;
    const most = Math.min(span, this.#count);
    if (this.#minutes.time.length < most) this.#minutes = makeMinutes(this.kind, most);
    const rows = indexMinutes(this.#columns, this.#baseTime, this.#count, this.#minutes);
    return { ...this.#minutes, count: rows };
  }
}

/** Lowest and highest price and ask of each group, written to `groups`: four numbers a group. */
export function indexGroups(columns: TickColumns, count: number, groups: Int32Array): void {
  const { price, ask } = columns;
  for (let from = 0, row = 0; from < count; from += groupSize, row += 4) {
    const to = Math.min(from + groupSize, count);
    groups[row] = lowest(price, from, to);
    groups[row + 1] = highest(price, from, to);
    groups[row + 2] = ask === price ? groups[row]! : lowest(ask, from, to);
    groups[row + 3] = ask === price ? groups[row + 1]! : highest(ask, from, to);
  }
}

/** Writes the one-minute rows of a block to `out`, which must have room for them; returns how many there are. */
export function indexMinutes(columns: TickColumns, baseTime: number, count: number, out: MinuteColumns): number {
  const { offset, price, ask, lots } = columns;
  let row = 0;
  for (let from = 0, to = 0; from < count; from = to, row++) {
    const start = Math.floor((baseTime + offset[from]!) / minute) * minute;
    const end = start + minute - baseTime;
    let volume = 0;
    while (to < count && offset[to]! < end) volume += lots[to++]!;
    out.time[row] = start;
    out.first[row] = from;
    out.open[row] = price[from]!;
    out.high[row] = highest(price, from, to);
    out.low[row] = lowest(price, from, to);
    out.close[row] = price[to - 1]!;
    out.volume[row] = volume;
    if (ask === price) continue;
    out.askOpen[row] = ask[from]!;
    out.askHigh[row] = highest(ask, from, to);
    out.askLow[row] = lowest(ask, from, to);
    out.askClose[row] = ask[to - 1]!;
  }
  return row;
}

function lowest(values: Int32Array, from: number, to: number): number {
  let low = values[from]!;
  for (let k = from + 1; k < to; k++) {
    const value = values[k]!;
    if (value < low) low = value;
  }
  return low;
}

function highest(values: Int32Array, from: number, to: number): number {
  let high = values[from]!;
  for (let k = from + 1; k < to; k++) {
    const value = values[k]!;
    if (value > high) high = value;
  }
  return high;
}

function makeColumns(kind: TickKind, capacity: number): TickColumns {
  const price = new Int32Array(capacity);
  return {
    offset: new Uint32Array(capacity),
    price,
    ask: kind === 'trade' ? price : new Int32Array(capacity),
    lots: new Float64Array(capacity),
    side: new Uint8Array(capacity),
  };
}

function makeMinutes(kind: TickKind, rows: number): MinuteColumns {
  const [open, high, low, close] = [
    new Int32Array(rows),
    new Int32Array(rows),
    new Int32Array(rows),
    new Int32Array(rows),
  ];
  const fresh = kind === 'quote';
  return {
    count: 0,
    time: new Float64Array(rows),
    first: new Uint32Array(rows),
    volume: new Float64Array(rows),
    open,
    high,
    low,
    close,
    askOpen: fresh ? new Int32Array(rows) : open,
    askHigh: fresh ? new Int32Array(rows) : high,
    askLow: fresh ? new Int32Array(rows) : low,
    askClose: fresh ? new Int32Array(rows) : close,
  };
}
