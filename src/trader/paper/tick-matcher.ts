import type { PriceWatch } from '../../market/price-watch.ts';
import { wholeBelow } from '../../market/round.ts';
import type { PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';
import type { PaperVenue } from './paper-venue.ts';

/**
 * The nearest prices at which something happens in one market, in ticks of the data's own bid and ask. A feed may skip
 * every tick that touches none of them.
 */
export class TouchBook {
  /** An ask at or below it. −Infinity: none. */
  buyBelow = -Infinity;
  /** An ask at or above it. Infinity: none. */
  buyAbove = Infinity;
  /** A bid at or above it. Infinity: none. */
  sellAbove = Infinity;
  /** A bid at or below it. −Infinity: none. */
  sellBelow = -Infinity;
  /** Something waits for the very next tick. */
  nextTick = false;
  /** The market's revision it was worked out for. */
  revision = -1;

  clear(): void {
    this.buyBelow = -Infinity;
    this.buyAbove = Infinity;
    this.sellAbove = Infinity;
    this.sellBelow = -Infinity;
    this.nextTick = false;
  }

  get isEmpty(): boolean {
    return (
      !this.nextTick &&
      this.buyBelow === -Infinity &&
      this.buyAbove === Infinity &&
      this.sellAbove === Infinity &&
      this.sellBelow === -Infinity
    );
  }
}

/** Decides on every touched tick what fills: first level of bid and ask, whole orders unless told otherwise. */
export class TickMatcher {
  readonly #venue: PaperVenue;
  readonly #books: TouchBook[];

  constructor(venue: PaperVenue) {
    this.#venue = venue;
    this.#books = venue.markets.map(() => new TouchBook());
  }

  /** The touch prices of a market, worked out afresh when its orders changed. */
  book(index: number): TouchBook {
    const book = this.#books[index]!;
    const market = this.#venue.markets[index]!;
    if (book.revision !== market.revision) {
      book.revision = market.revision;
      this.#refresh(market, book);
    }
    return book;
  }

  /**
   * One tick. `bid` and `ask` are equal for prints: the model's spread goes around them then.
   *
   * @param volume traded in the print, in the data's units, for partial fills; 0 where it is not known
   */
  tick(market: PaperMarket, time: number, prices: { bid: number; ask: number }, volume: number): void {
    this.#venue.ticks++;
    if (prices.bid === prices.ask && !market.isQuoted) this.#venue.quote(market, prices.bid);
    else {
      market.bid = prices.bid;
      market.ask = prices.ask;
      market.last = prices.bid;
    }
    if (market.lots > 0 ? market.bid <= market.alarm : market.lots < 0 && market.ask >= market.alarm)
      this.#venue.checkMargin(market, time);
    if (market.orders.length === 0) return;
    const { participation } = this.#venue.model;
    let lots =
      participation === 0 || volume === 0 ? Infinity : wholeBelow(volume * market.lotsPerVolume * participation);
    for (const order of [...market.orders]) {
      if (order.isGone || !order.isActive || order.changedAt === this.#venue.ticks) continue;
      const before = order.filled;
      this.#match(market, order, { time, lots });
      lots -= order.filled - before;
    }
  }

  #match(market: PaperMarket, order: PaperOrder, at: { time: number; lots: number }): void {
    const price = order.isBuy ? market.ask : market.bid;
    if (order.waitsForTrigger) {
      if (!order.triggersAt(price)) {
        if (order.stages.length > 0 && order.follow(price)) this.#venue.changed(market);
        return;
      }
      if (!this.#venue.trigger(market, order, price)) return;
    }
    const isMaker = order.hasLimit && !order.takes;
    if (order.takes) {
      order.takes = false;
      this.#venue.changed(market);
    }
    if (order.hasLimit && !this.#reaches(order, price, isMaker)) {
      this.#lapse(order);
      return;
    }
    const most = order.request.timeInForce === 'FOK' && at.lots < order.remaining ? 0 : at.lots;
    if (most > 0) this.#venue.execute(market, order, { ticks: price, time: at.time, isMaker, most });
    if (!order.isGone) this.#lapse(order);
  }

  #reaches(order: PaperOrder, price: number, isMaker: boolean): boolean {
    if (!order.limitReachedAt(price)) return false;
    return !isMaker || this.#venue.model.limitFill === 'touch' || price !== order.limit;
  }

  #lapse(order: PaperOrder): void {
    const force = order.request.timeInForce;
    if (force === 'IOC' || force === 'FOK')
      this.#venue.end(order, 'expired', force === 'IOC' ? 'immediate or cancel' : 'fill or kill');
    // The print may have had nothing left for one that would take: it rests, and must not fill beside another.
    else if (order.isTriggered) this.#venue.endGroup(order);
  }

  #refresh(market: PaperMarket, book: TouchBook): void {
    book.clear();
    const through = this.#venue.model.limitFill === 'through' ? 1 : 0;
    for (const order of market.orders) if (order.isActive) this.#add(book, order, through);
    if (market.lots > 0 && market.alarm > book.sellBelow) book.sellBelow = market.alarm;
    if (market.lots < 0 && market.alarm < book.buyAbove) book.buyAbove = market.alarm;
    for (const watch of market.watches) addWatch(book, watch, market.isQuoted);
    if (!this.#venue.hasPlainPrices && !market.isQuoted) this.#widen(book);
  }

  #add(book: TouchBook, order: PaperOrder, through: number): void {
    if (order.waitsForTrigger) {
      this.#addTrigger(book, order);
      return;
    }
    const force = order.request.timeInForce;
    if (!order.hasLimit || order.takes || force === 'IOC' || force === 'FOK') book.nextTick = true;
    else if (order.isBuy) book.buyBelow = Math.max(book.buyBelow, order.limit - through);
    else book.sellAbove = Math.min(book.sellAbove, order.limit + through);
  }

  #addTrigger(book: TouchBook, order: PaperOrder): void {
    const { trigger } = order;
    if (!Number.isNaN(trigger)) {
      if (order.isBuy && order.triggersOnGain) book.buyBelow = Math.max(book.buyBelow, trigger);
      else if (order.isBuy) book.buyAbove = Math.min(book.buyAbove, trigger);
      else if (order.triggersOnGain) book.sellAbove = Math.min(book.sellAbove, trigger);
      else book.sellBelow = Math.max(book.sellBelow, trigger);
    }
    const next = order.stages.length === 0 ? NaN : order.nextFollow();
    if (Number.isNaN(next)) return;
    if (order.isBuy) book.buyBelow = Math.max(book.buyBelow, next);
    else book.sellAbove = Math.min(book.sellAbove, next);
  }

  /**
   * The model puts a spread around prints, so a touch of bid or ask happens at another print. The book is told in
   * prints, a little too wide; `tick` looks again and does nothing when it was. Towards the market a bid or ask cannot be
   * touched before the print itself touches its price.
   */
  #widen(book: TouchBook): void {
    const { ticks, percent } = this.#venue.model.spread;
    // Bid = print − (ticks + print × rate) / 2, rounded by less than one tick, and the ask alike.
    const rate = percent / 200;
    const half = ticks / 2 + 2;
    if (book.buyAbove !== Infinity) book.buyAbove = (book.buyAbove - half) / (1 + rate);
    if (book.sellBelow !== -Infinity) book.sellBelow = (book.sellBelow + half) / (1 - rate);
  }
}

/**
 * A price that somebody waits for is a threshold like an order's: of the bid or the ask, whichever has to get there first.
 * Prints are bid and ask at once, and stand between those that the model puts around them.
 */
function addWatch(book: TouchBook, { source, level, up }: PriceWatch, isQuoted: boolean): void {
  const isAsk = source === 'ask' || (source === 'mid' && up) || (source === 'last' && !up && !isQuoted);
  if (isAsk && up) book.buyAbove = Math.min(book.buyAbove, level);
  else if (isAsk) book.buyBelow = Math.max(book.buyBelow, level);
  else if (up) book.sellAbove = Math.min(book.sellAbove, level);
  else book.sellBelow = Math.max(book.sellBelow, level);
}
