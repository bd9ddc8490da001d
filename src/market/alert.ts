import type { PriceSource } from './price-watch.ts';
import type { Scope } from './region.ts';

/** What all alerts may say. */
interface AlertTerms {
  /** How often it is told before it is done with; −1: each time. Default: once. */
  readonly times?: number;
  /** It waits from this moment, ms UTC. Default: as soon as it is made. */
  readonly from?: number;
  /** Given up at this moment, ms UTC; or after `for` ms. Default: never. */
  readonly until?: number;
  readonly for?: number;
  /** What it says. */
  readonly message?: string;
  /** A name of its maker's, to know it by. */
  readonly label?: string;
}

/** Which way a line is to be crossed: from below to above it, from above to below, or either. */
export type Crossing = 'above' | 'below' | 'cross';

/** The price crosses a level. */
export interface PriceCrossAlert extends AlertTerms {
  readonly kind: 'price-cross';
  readonly price: number;
  /** Default: either way. */
  readonly when?: Crossing;
  /** Default: the last price. */
  readonly source?: PriceSource;
  /** Looked at only when a bar of this length closes, by its close. */
  readonly timeframe?: string;
  /** A price that takes it away when it is reached. */
  readonly cancel?: number;
}

/** A bar closes this many percent or more away from its open. */
export interface PriceChangeAlert extends AlertTerms {
  readonly kind: 'price-change';
  readonly timeframe: string;
  readonly percent: number;
  /** Default: either way. */
  readonly when?: 'rise' | 'fall' | 'both';
}

/** An indicator crosses a level as a bar closes. */
export interface IndicatorCrossAlert extends AlertTerms {
  readonly kind: 'indicator-cross';
  readonly timeframe: string;
  /** Name in the catalog of indicators. */
  readonly indicator: string;
  readonly params?: Readonly<Record<string, number | string>>;
  /** One of its numbers; default: the main one. */
  readonly output?: string;
  readonly level: number;
  /** Default: either way. */
  readonly when?: Crossing;
}

/** A condition of the market that somebody is to be told of. It changes no order by itself. */
export type AlertPlan = PriceCrossAlert | PriceChangeAlert | IndicatorCrossAlert;

/** An alert and the instruments it looks at. */
export type AlertSpec = AlertPlan & Pick<Scope, 'instrument'>;
