import type { BarBlock, BarRow } from '../../market/bar.ts';
import type { TickBlock } from '../../market/tick-block.ts';
import type { Timeframe } from '../../market/timeframe.ts';

/**
 * The data of one instrument as a queue of moments at which something happens. A key orders the moments of all lanes:
 * twice the time, plus one for ticks, so that what closes at a moment comes before the ticks of that moment.
 */
export interface Lane {
  readonly market: number;
  /** One double: the key of the next event; Infinity when there is none (yet). In a typed array, to be read unboxed. */
  readonly next: Float64Array;
  /** Works out the next event afresh. `after` is the key of the event just done, `behind` true when that lane comes later. */
  plan(after: number, behind: boolean): void;
  /**
   * Executes the event that was planned, and following ones up to (not including) `limit`, while nothing comes of them.
   *
   * @param ahead where it lies beyond the limit: bars may pass up to it whatever happens elsewhere meanwhile; what comes of
   *   the last one waits for its moment, and until then prices are shown as they are now
   */
  run(limit: number, ahead?: number): void;
  /** Key of the last event that it executed. */
  readonly doneKey: number;
  /** Whether the bar that ends at the moment of its next event may fill anything: if no lane says so, none is matched. */
  touches(): boolean;
  /** Opens the bar that ends at the moment of its next event: all markets stand at their opens while any is matched. */
  prepare(): void;
  /** Matches the bar that ends at the moment of its next event, where data are bars; nothing for ticks. */
  match(): void;
  /** Hands all rows before the moment of its next event to the series. */
  absorb(): void;
  /** First bid of the data, in ticks of the instrument; `undefined` when there are none (yet). */
  first(): number | undefined;
  /** The bar that began before `time` and whose end is yet to come: only its open may be looked at. `undefined` for ticks. */
  underway(time: number): BarRow | undefined;
  /** Brings the market's quote up to the ticks before `time`, or the bars that end before it. @param isMatching a bar that ends right then stands at its open */
  refresh(time: number, isMatching?: boolean): void;
  /**
   * Sets between which bids and asks the ticks before `time` lie that the market's quote is behind, or more widely, without
   * looking at them; false where there are none. Of bars: those that end by `time`, from now on; false where not all are known.
   */
  reach(time: number, range: PriceRange): boolean;
  /**
   * What passed before `time` (absent: up to the tick at hand, in the lane's own turn) and no series was given yet, as one row:
   * what forming bars lack. `undefined`: nothing.
   */
  unabsorbed(time: number | undefined): BarRow | undefined;
  /** Length of the bars that the data are; `undefined` where they are ticks. */
  readonly frame: Timeframe | undefined;
  /** The data tell bid and ask. */
  readonly isQuote: boolean;
  /** The data tell how much was traded: not quotes, and not bars the first few thousand of which have no volume. */
  readonly tellsVolume: boolean;
  /** Ticks and bars that passed, for the speed line. */
  readonly ticks: number;
  readonly bars: number;
  readonly path: 'next-event' | 'span' | 'bars';
  close(): void;
}

/** The key of a moment at which bars close. */
export function closeKey(time: number): number {
  return time * 2;
}

/** The key of a tick. */
export function tickKey(time: number): number {
  return time * 2 + 1;
}

/** The time of a key. */
export function keyTime(key: number): number {
  return Math.floor(key / 2);
}

/** Nearest prices at which something happens, in ticks of the instrument. */
export interface TouchPrices {
  readonly buyBelow: number;
  readonly buyAbove: number;
  readonly sellAbove: number;
  readonly sellBelow: number;
  readonly nextTick: boolean;
  readonly isEmpty: boolean;
}

/** Between which bids and asks a market moved, in ticks of the instrument. Reused by those that pass it on. */
export class PriceRange {
  bidHigh = NaN;
  bidLow = NaN;
  askHigh = NaN;
  askLow = NaN;
}

/** Which bars of a block may pass. */
export class BarSpan {
  from: number = 0;
  to: number = 0;
  /** ms; their ends lie before it. */
  limit: number = NaN;
  /** Ticks of the instrument in one price unit of the block. */
  factor: number = NaN;
  /** They pass ahead of market time. */
  isAhead = false;
}

/** What a lane drives: the venue's side and the series' side of one market. */
export interface LaneTarget {
  /** Index after the last tick of the block that was shown to anybody in the lane's turn, where forming bars are asked for. */
  readonly shown: Int32Array;
  touch(): TouchPrices;
  /** A tick that is looked at: prices in ticks of the instrument, lots of the print in units of the tape. */
  tick(time: number, bid: number, ask: number, lots: number): void;
  /** Whether a closed bar may fill anything. */
  isTouched(row: BarRow): boolean;
  /** A closed bar: the market stands at its open now. */
  open(row: BarRow): void;
  /** The same bar, to match. */
  bar(row: BarRow): void;
  /** The same bar, matched: the market stands at its close now. */
  barPassed(row: BarRow): void;
  /** The price that the market stands at, without matching. */
  quote(bid: number, ask: number): void;
  /** A row for the series. */
  row(row: BarRow): void;
  /** Whether anybody wants to know between which prices the market moved. */
  hasTrades(): boolean;
  /** The prices passed since the last call: those that trades stood through. */
  passed(range: PriceRange): void;
  /**
   * Takes the bars [from, to) of a block that end before `limit` and touch nothing, up to the first that something comes of,
   * where that can be done faster than bar by bar. What comes of the last one waits for `settle`.
   *
   * @returns the index after the last bar taken
   */
  take(block: BarBlock, span: BarSpan): number;
  /** What came of the last bar that was taken happens now. */
  settle(): void;
  /** End of the bar that something came of which waits for its moment; NaN when nothing waits. */
  waitsFor(): number;
  /** Shows a price as that of now. */
  show(price: number): void;
  /** A bar of the data passed, alone at its moment: what ends now is closed, and those who decide on it are asked. */
  closed(): void;
  /** Rises whenever something happened beside the passing of data. */
  revision(): number;
  /** End of the earliest open bar; Infinity when none is open. */
  openEnd(): number;
  /** End of the shortest bar that a row at `time` belongs to, or would open. */
  endFor(time: number): number;
  /** Moves market time. */
  advance(time: number): void;
}

/**
 * Takes the ticks [from, to) of a block, in order. `touched` says that the venue looked at the first of them just now.
 *
 * @returns the index after the last tick taken: less than `to` when one of them caused something, so that the engine
 * looks again before time goes on
 */
export type SpanHandler = (block: TickBlock, from: number, to: number, touched: boolean) => number;
