/**
 * A closed bar as a strategy sees it. Prices are doubles in quote currency, the exact reading of their decimal text.
 * The object is reused by the engine: keep values, or a copy made with `snapshot`, never the object.
 */
export interface Bar {
  /** Instrument id. */
  readonly instrument: string;
  /** `1m`, `1h` … */
  readonly timeframe: string;
  /** Start of the bar, ms UTC. */
  readonly time: number;
  /** End of the bar (exclusive), the moment it closed, ms UTC. */
  readonly closeTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Base units traded. */
  readonly volume: number;
  readonly closed: true;
}

/** A bar still forming: everything may change. A different type, so that it cannot pass for a closed one. */
export interface OpenBar extends Omit<Bar, 'closed'> {
  readonly closed: false;
}

/** A copy that stays. */
export function snapshot<B extends Bar | OpenBar>(bar: B): B {
  return { ...bar };
}

/** Plain OHLCV, the input of indicators over bars. */
export interface Ohlcv {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Which price a stored bar series was made of. */
export type BarSide = 'trade' | 'bid' | 'ask';

/**
 * Bars as columns: whole price units (`priceStep`) and volume units (`volumeStep`), in doubles that hold integers.
 * `time` is the bar's start, strictly rising.
 */
export interface BarBlock {
  readonly count: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly priceStep: string;
  readonly volumeStep: string;
}

/** A bar series of one instrument and timeframe, read forward in constant memory; a block lives until the next call. */
export interface BarSource {
  readonly timeframe: string;
  next(): BarBlock | undefined;
  close(): void;
}

/** A stretch of market data in whole ticks and volume units, reused by those that pass it on. */
export interface BarRow {
  /** Start, ms. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
}

/**
 * A row to fill again and again. A class of its own: the engine keeps the numbers of an object literal in boxes as soon
 * as another literal with the same keys holds arrays.
 */
export class Row implements BarRow {
  time = NaN;
  open = NaN;
  high = NaN;
  low = NaN;
  close = NaN;
  lots = NaN;
}
