import type { InstrumentId } from './instrument.ts';
import type { Direction } from './record.ts';

/** What a region lets through. */
export type RegionStage = 'entry' | 'exit' | 'both';

/** What all regions may say. */
interface RegionTerms {
  /** Default both. */
  readonly stage?: RegionStage;
  /** Trades of which direction. Default both. */
  readonly direction?: Direction | 'both';
  /** In force from this moment, ms UTC. Default: as soon as it is made. */
  readonly from?: number;
  /** Gone from this moment, ms UTC; or after `for` ms from its making. Default: stays. */
  readonly until?: number;
  readonly for?: number;
  /** A price outside of the region that takes it away when it is reached. */
  readonly cancel?: number;
  /** For people. */
  readonly label?: string;
}

/** Between two prices, or on one side of one. */
export interface RangeRegion extends RegionTerms {
  readonly kind: 'range';
  readonly low?: number;
  readonly high?: number;
}

/** Between two lines: from `lowA` and `highA` at its beginning to `lowB` and `highB` at its end. */
export interface TrendRegion extends RegionTerms {
  readonly kind: 'trend';
  readonly lowA: number;
  readonly highA: number;
  readonly lowB: number;
  readonly highB: number;
}

/**
 * A stretch of price and time that lets signals of a strategy through. Where there is one for a stage, what lies in none
 * of them is refused.
 */
export type RegionPlan = RangeRegion | TrendRegion;

/** What a plan concerns. Absent: every instrument, every strategy. */
export interface Scope {
  readonly instrument?: InstrumentId;
  /** Name of a strategy of the profile. */
  readonly strategy?: string;
}

/** A region and whom it concerns. */
export type RegionSpec = RegionPlan & Scope;
