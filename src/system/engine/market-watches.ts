import type { Clock } from '../../bus/clock.ts';
import type { BarRow } from '../../market/bar.ts';
import { isReached, type PriceSource, type PriceWatch } from '../../market/price-watch.ts';
import type { PaperMarket } from '../../trader/paper/account.ts';
import { halfSpread } from '../../trader/paper/model.ts';
import type { PaperVenue } from '../../trader/paper/paper-venue.ts';
import { removeFrom } from '../../util/list.ts';

/** Tells those who wait for a price of one market that it was reached: after the venue, before those who decide. */
export class MarketWatches {
  readonly #clock: Clock;
  readonly #venue: PaperVenue;
  readonly #market: PaperMarket;

  constructor(clock: Clock, venue: PaperVenue, market: PaperMarket) {
    this.#clock = clock;
    this.#venue = venue;
    this.#market = market;
  }

  add(watch: PriceWatch): void {
    this.#market.watches.push(watch);
    this.#venue.changed(this.#market);
  }

  remove(watch: PriceWatch): void {
    if (!this.#market.watches.includes(watch)) return;
    removeFrom(this.#market.watches, watch);
    this.#venue.changed(this.#market);
  }

  /** A tick passed, and the venue has looked at it. What is added now waits for the next one. */
  tick(): void {
    for (const watch of [...this.#market.watches]) {
      const price = priceOf(this.#market, watch.source);
      if (isReached(watch, price)) this.#tell(watch, price);
    }
  }

  /**
   * A bar passed. What it reached is told when all markets of its moment stand at their closes. A bar that began before
   * somebody waited says nothing: nobody knows what of it came after.
   */
  bar(row: BarRow): void {
    const told = this.#market.watches.filter(
      (watch) => watch.since <= row.time && isReached(watch, this.#most(watch, row)),
    );
    if (told.length === 0) return;
    const prices = told.map((watch) => this.#priceIn(watch, row));
    this.#clock.at(this.#clock.now(), () => told.forEach((watch, index) => this.#tell(watch, prices[index]!)));
  }

  #tell(watch: PriceWatch, price: number): void {
    if (!this.#market.watches.includes(watch)) return;
    this.remove(watch);
    watch.reached(price);
  }

  /** The farthest that a bar went towards the level. */
  #most({ source, up }: PriceWatch, row: BarRow): number {
    return this.#side(source, up ? row.high : row.low);
  }

  /** The level, or the open where the bar began beyond it. */
  #priceIn(watch: PriceWatch, row: BarRow): number {
    const open = this.#side(watch.source, row.open);
    return isReached(watch, open) ? open : watch.level;
  }

  /** A price of the data as one side of the market. */
  #side(source: PriceSource, price: number): number {
    const half = halfSpread(this.#venue.model, price);
    const bid = Math.max(1, price - Math.floor(half));
    const ask = price + Math.ceil(half);
    return source === 'last' ? price : source === 'bid' ? bid : source === 'ask' ? ask : (bid + ask) / 2;
  }
}

function priceOf({ last, bid, ask }: PaperMarket, source: PriceSource): number {
  return source === 'last' ? last : source === 'bid' ? bid : source === 'ask' ? ask : (bid + ask) / 2;
}
