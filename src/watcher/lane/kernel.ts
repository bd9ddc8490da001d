/**
 * The inner loops over tick columns. Each takes a range, returns an index or fills a small state, and calls nothing
 * back, so that a faster twin (SIMD) can take its place and be tested against it.
 */
export interface Kernel {
  /** First index in [from, to) with price >= up or price <= down; `to` when there is none. */
  firstTouch(price: Int32Array, from: number, to: number, band: Band): number;
  /** The same for quotes, where bid and ask have bands of their own. */
  firstQuoteTouch(bid: Int32Array, ask: Int32Array, range: Range, bands: { bid: Band; ask: Band }): number;
  /** First index in [from, to) with offset >= x; `to` when there is none. Offsets never fall. */
  lowerBound(offset: Uint32Array, from: number, to: number, x: number): number;
  /** Highest and lowest price and the lots of [from, to), into `out`. */
  span(price: Int32Array, lots: Float64Array, range: Range, out: Span): void;
}

/** Prices at or beyond which something happens. */
export class Band {
  up = 2_147_483_647;
  down = -2_147_483_647;
}

/** Indexes [from, to) of a column. */
export class Range {
  from = 0;
  to = 0;
}

/** What `span` finds out about a range. */
export class Span {
  high = 0;
  low = 0;
  lots = NaN;
}

/** The plain TypeScript kernel: the fallback, and the oracle of any other. */
export const plainKernel: Kernel = {
  firstTouch(price, from, to, band) {
    const { up, down } = band;
    for (let k = from; k < to; k++) {
      const p = price[k]!;
      if (p >= up || p <= down) return k;
    }
    return to;
  },

  firstQuoteTouch(bid, ask, range, bands) {
    const { up: bidUp, down: bidDown } = bands.bid;
    const { up: askUp, down: askDown } = bands.ask;
    const { to } = range;
    for (let k = range.from; k < to; k++) {
      const b = bid[k]!;
      const a = ask[k]!;
      if (b >= bidUp || b <= bidDown || a >= askUp || a <= askDown) return k;
    }
    return to;
  },

  lowerBound(offset, from, to, x) {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offset[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  },

  span(price, lots, range, out) {
    let high = price[range.from]!;
    let low = high;
    let sum = 0;
    const { to } = range;
    for (let k = range.from; k < to; k++) {
      const p = price[k]!;
      if (p > high) high = p;
      if (p < low) low = p;
      sum += lots[k]!;
    }
    out.high = high;
    out.low = low;
    out.lots = sum;
  },
};
