import type { Instrument } from '../market/instrument.ts';
import type { PriceWatch } from '../market/price-watch.ts';

/** A market as those see it who wait for its prices. Prices in ticks, NaN before the first data. */
export interface WatchedMarket {
  readonly instrument: Instrument;
  readonly last: number;
  readonly bid: number;
  readonly ask: number;
  /** Waits for a price. */
  readonly watch: (watch: PriceWatch) => void;
  /** Waits no longer; nothing when the price was reached. */
  readonly unwatch: (watch: PriceWatch) => void;
}

/** Who made a region, an alert, an operation or a handler. */
export type Origin = 'profile' | 'command' | 'strategy';
