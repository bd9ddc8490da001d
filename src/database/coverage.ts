import type { BarSide } from '../market/bar.ts';
import type { TickKind, TickScale } from '../market/tick-block.ts';

/** A stretch without data, between the last row before it and the first row after it. */
export interface Gap {
  /** Where data end: the end of the last bar, or of the minute of the last tick, ms UTC. */
  readonly from: number;
  /** Where data go on: the start of the next bar, or of the minute of the next tick, ms UTC. */
  readonly to: number;
}

interface Range {
  readonly instrument: string;
  readonly count: number;
  /** Time of the first and last row, ms UTC. */
  readonly first: number;
  readonly last: number;
  /** Missing bars (any), or an hour or more without ticks, to the minute. Weekends of closed markets are among them. */
  readonly gaps: readonly Gap[];
}

/** What the store holds of one tape. */
export interface TickCoverage extends Range {
  readonly kind: 'ticks';
  readonly ticks: TickKind;
  /** The finest steps among the tape's months. */
  readonly scale: TickScale;
  readonly bytes: number;
}

/** What the store holds of one bar series. */
export interface BarCoverage extends Range {
  readonly kind: 'bars';
  readonly timeframe: string;
  readonly side: BarSide;
  readonly priceStep: string;
  readonly volumeStep: string;
}

/** What the store holds of one series. */
export type Coverage = TickCoverage | BarCoverage;

/**
 * A fault of a stored file or row, named. `torn-tail` was or can be cut; `footer` and `index` are rebuilt from the
 * ticks; `header`, `block` and `bars` mean lost data: fetch or import that range again.
 */
export interface Damage {
  readonly kind: 'torn-tail' | 'footer' | 'index' | 'header' | 'block' | 'bars';
  readonly instrument: string;
  /** What the file or row holds: `trade ticks`, `quote ticks`, `1m trade bars`. */
  readonly series: string;
  /** Where the damage is. */
  readonly file: string;
  /** The time range concerned, ms UTC: the month where the damage hides it. `to` is NaN for what is lost at the end of a recording. */
  readonly from: number;
  readonly to: number;
  /** Bytes that cannot be read; NaN where that is not known. */
  readonly bytes: number;
  /** One sentence for people. */
  readonly message: string;
}
