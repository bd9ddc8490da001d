/** Which price of a market is meant. `last` is the bid where the data are quotes. */
export type PriceSource = 'last' | 'bid' | 'ask' | 'mid';

/** Somebody waits for a price of a market. Told once, and then forgotten. */
export interface PriceWatch {
  readonly source: PriceSource;
  /** Ticks; may lie between two. */
  readonly level: number;
  /** Reached at or above the level; else at or below it. */
  readonly up: boolean;
  /** Set at this market time, ms: a bar that began before it says nothing, for it may have been there before. */
  readonly since: number;
  /** Called after the venue has filled what rests at the price; `price` in ticks. */
  readonly reached: (price: number) => void;
}

/** Whether a price, in ticks, is what a watch waits for. NaN never is. */
export function isReached({ up, level }: PriceWatch, price: number): boolean {
  return up ? price >= level : price <= level;
}
