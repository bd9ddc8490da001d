/** Ticks of one instrument are kept in groups of this many, each with its lowest and highest price. */
export const groupSize = 256;
/** Most ticks in a block. */
export const blockSize = 65_536;

/** `trade`: prints (price, lots, side). `quote`: top of book (bid, ask). */
export type TickKind = 'trade' | 'quote';

/** Aggressor side of a print that the venue did not tell. */
export const sideUnknown = 0;
/** The buyer took: the print was made at the ask. */
export const sideBuy = 1;
/** The seller took: the print was made at the bid. */
export const sideSell = 2;

/**
 * One-minute bars of a block, as columns. A minute that continues in the next block has a row in both; readers join
 * rows of equal `time`. Prices are whole price units of the tape; for quotes the plain columns are the bid.
 */
export interface MinuteColumns {
  readonly count: number;
  /** Start of the minute, ms. */
  readonly time: Float64Array;
  /** Index in the block of the minute's first tick. */
  readonly first: Uint32Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  /** Lots traded. */
  readonly volume: Float64Array;
  /** For trades the same arrays as the plain ones. */
  readonly askOpen: Int32Array;
  readonly askHigh: Int32Array;
  readonly askLow: Int32Array;
  readonly askClose: Int32Array;
}

/** The columns of a block. `price` is the last price (trade) or the bid (quote); `ask` is `price` itself for trades. */
export interface TickColumns {
  /** ms after `baseTime`; never falling. */
  readonly offset: Uint32Array;
  readonly price: Int32Array;
  readonly ask: Int32Array;
  readonly lots: Float64Array;
  readonly side: Uint8Array;
}

/** Fills the columns of `block` for the groups [from, to). */
export type GroupDecoder = (block: TickBlock, from: number, to: number) => void;

/**
 * Up to 65 536 ticks of one instrument in time order. The index (groups, minutes) is always there; the columns are
 * decoded on demand, group by group, so ticks that nobody asks about are never touched.
 */
export class TickBlock {
  readonly kind: TickKind;
  readonly count: number;
  /** Time of the first tick, ms. */
  readonly baseTime: number;
  /** Time of the last tick, ms. */
  readonly lastTime: number;
  /** Per group: lowest price, highest price, lowest ask, highest ask. */
  readonly groups: Int32Array;
  readonly minutes: MinuteColumns;
  readonly columns: TickColumns;
  readonly #decoder: GroupDecoder | undefined;
  readonly #decoded: Uint8Array;

  constructor(parts: {
    kind: TickKind;
    count: number;
    baseTime: number;
    lastTime: number;
    groups: Int32Array;
    minutes: MinuteColumns;
    columns: TickColumns;
    decoder?: GroupDecoder;
  }) {
    this.kind = parts.kind;
    this.count = parts.count;
    this.baseTime = parts.baseTime;
    this.lastTime = parts.lastTime;
    this.groups = parts.groups;
    this.minutes = parts.minutes;
    this.columns = parts.columns;
    this.#decoder = parts.decoder;
    this.#decoded = new Uint8Array(Math.ceil(parts.count / groupSize));
  }

  /**
   * Makes sure that the columns hold the ticks [from, to), as far as the block goes. O(1) for a group that was decoded
   * before. When the decoder throws, the groups it was asked for count as not decoded.
   */
  decode(from: number, to: number): void {
    const decoder = this.#decoder;
    if (decoder === undefined || to <= from) return;
    const end = Math.min(Math.floor((to - 1) / groupSize) + 1, this.#decoded.length);
    let group = Math.max(0, Math.floor(from / groupSize));
    while (group < end) {
      while (group < end && this.#decoded[group] === 1) group++;
      const first = group;
      while (group < end && this.#decoded[group] === 0) group++;
      if (group === first) return;
      decoder(this, first, group);
      this.#decoded.fill(1, first, group);
    }
  }
}

/** The scales of a tape: what one unit of its integer columns is worth, as decimal steps. */
export interface TickScale {
  readonly priceStep: string;
  readonly lotStep: string;
}

/**
 * A tape of one instrument, read forward block by block in constant memory. Synchronous: the engine never waits.
 * A returned block is valid until the next call.
 */
export interface TickSource {
  readonly kind: TickKind;
  readonly scale: TickScale;
  /** The next block that ends at or after the source's start time; `undefined` at the end. */
  next(): TickBlock | undefined;
  close(): void;
}
