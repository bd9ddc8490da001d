import { barEnd, barStart, type Timeframe } from '../market/timeframe.ts';

/** Columns that a bar can be read from: a bar block, the minutes of a tick block, or its ask side. */
export interface BarColumns {
  readonly time: Float64Array;
  readonly open: Float64Array | Int32Array;
  readonly high: Float64Array | Int32Array;
  readonly low: Float64Array | Int32Array;
  readonly close: Float64Array | Int32Array;
  readonly volume: Float64Array;
}

/** A bar in whole price and volume steps. One object for the whole run: read it, do not keep it. */
export class StepBar {
  /** Start, end, open, high, low, close, volume: doubles in place, so that writing them allocates nothing. */
  readonly cells = new Float64Array(7);

  /** Start of the bar, ms. */
  get time(): number {
    return this.cells[0]!;
  }

  /** End of the bar (exclusive), ms. */
  get end(): number {
    return this.cells[1]!;
  }

  get open(): number {
    return this.cells[2]!;
  }

  get high(): number {
    return this.cells[3]!;
  }

  get low(): number {
    return this.cells[4]!;
  }

  get close(): number {
    return this.cells[5]!;
  }

  get volume(): number {
    return this.cells[6]!;
  }
}

/**
 * Builds the bars of one timeframe out of prices or finer bars, which must come in time order. A bucket without data
 * makes no bar. O(1) an input, no allocation; the calendar is asked once a bar.
 *
 * - open = first, high = max, low = min, close = last, volume = sum
 * - a bar is closed by the first input of a later bucket, by the clock (`closeBefore`) or by `flush`
 */
export class BarRoll {
  readonly frame: Timeframe;
  /** The bar that the last call returning `true` closed. Valid until the next such call. */
  readonly closed = new StepBar();
  /** The bar being built; meaningless while `isForming` is false. */
  readonly forming = new StepBar();
  /** The row being added. */
  readonly #added = new Float64Array(7);
  readonly #passesUntraded: boolean;
  #isForming = false;

  /**
   * @param rule `passesUntraded`: venues fill a minute without trades with a flat bar of volume 0 at the last close.
   *   Beside bars that have volume such a bar has no say then, as in the venue's own coarser bars; series without any
   *   volume are taken as they are. For bars that come from a venue; off by default, because ticks fill nothing in.
   */
  constructor(frame: Timeframe, rule: { readonly passesUntraded?: boolean } = {}) {
    this.frame = frame;
    this.#passesUntraded = rule.passesUntraded ?? false;
  }

  get isForming(): boolean {
    return this.#isForming;
  }

  /** Adds a price (a print, or one side of a quote). @returns whether a bar closed before it; see `closed`. */
  addPrice(time: number, price: number, volume: number): boolean {
    const cells = this.forming.cells;
    if (this.#isForming && time < cells[1]!) {
      if (price > cells[3]!) cells[3] = price;
      if (price < cells[4]!) cells[4] = price;
      cells[5] = price;
      cells[6] = cells[6]! + volume;
      return false;
    }
    const closes = this.#begin(time);
    cells[2] = price;
    cells[3] = price;
    cells[4] = price;
    cells[5] = price;
    cells[6] = volume;
    return closes;
  }

  /** Adds the finer bar in row `index` of `columns`. @returns whether a bar closed before it; see `closed`. */
  addRow(columns: BarColumns, index: number): boolean {
    const added = this.#added;
    added[2] = columns.open[index]!;
    added[3] = columns.high[index]!;
    added[4] = columns.low[index]!;
    added[5] = columns.close[index]!;
    added[6] = columns.volume[index]!;
    return this.#addBar(columns.time[index]!, added);
  }

  /** Adds a finer bar, for instance another roll's `closed` one. @returns whether a bar closed before it. */
  addBar(bar: StepBar): boolean {
    return this.#addBar(bar.time, bar.cells);
  }

  #addBar(time: number, added: Float64Array): boolean {
    const cells = this.forming.cells;
    const isNew = !this.#isForming || time >= cells[1]!;
    const closes = isNew && this.#begin(time);
    const passes = this.#passesUntraded;
    if (isNew || (passes && added[6]! > 0 && isUntraded(cells))) {
      for (let k = 2; k < 7; k++) cells[k] = added[k]!;
    } else if (!passes || cells[6] === 0 || !isUntraded(added)) {
      if (added[3]! > cells[3]!) cells[3] = added[3]!;
      if (added[4]! < cells[4]!) cells[4] = added[4]!;
      cells[5] = added[5]!;
      cells[6] = cells[6]! + added[6]!;
    }
    return closes;
  }

  /** Closes the forming bar when it ends at or before `time`: for quiet markets. @returns whether it did. */
  closeBefore(time: number): boolean {
    return this.#isForming && this.forming.end <= time ? this.flush() : false;
  }

  /** Closes the forming bar as it is, at the end of the data. @returns whether there was one. */
  flush(): boolean {
    if (!this.#isForming) return false;
    this.closed.cells.set(this.forming.cells);
    this.#isForming = false;
    return true;
  }

  #begin(time: number): boolean {
    const closes = this.flush();
    const start = barStart(this.frame, time);
    this.forming.cells[0] = start;
    this.forming.cells[1] = barEnd(this.frame, start);
    this.#isForming = true;
    return closes;
  }
}

/** A flat bar without volume: one in which nothing was traded, if bars beside it have volume. */
function isUntraded(cells: Float64Array): boolean {
  return cells[6] === 0 && cells[3] === cells[4];
}
