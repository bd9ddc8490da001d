import type { Clock } from '../../bus/clock.ts';
import type { ExitReason } from '../../market/record.ts';
import type { TradeBook } from './trade-book.ts';
import type { TradeOrders } from './trade-orders.ts';
import type { ExitOrder, Leave, Trade } from './trade.ts';

/** Takes trades off by order of a signal, a person or a timer, at the market or at a limit. */
export class Leaver {
  readonly #clock: Clock;
  readonly #orders: TradeOrders;
  readonly #book: TradeBook;

  constructor(parts: { clock: Clock; orders: TradeOrders; book: TradeBook }) {
    this.#clock = parts.clock;
    this.#orders = parts.orders;
    this.#book = parts.book;
  }

  /**
   * Leaves a trade, or a part of it. A new exit takes the place of a limit exit that waits. Where the entry is still on
   * its way, it is taken back, and what fills all the same is left at once; an exit at a limit or of a part waits until
   * the entry is done.
   */
  leave(trade: Trade, how: Leave, reason: ExitReason): void {
    if (trade.state === 'open') return this.#leaveOpen(trade, how, reason);
    if (how.type === 'limit' || (how.portion ?? 1) < 1) trade.exitWishes.push({ how, reason });
    else this.leaveWhole(trade, reason);
  }

  /** The entry of a trade has filled, or its rest is gone: exits that were asked for before go out now. */
  entryDone(trade: Trade): void {
    for (const { how, reason } of trade.exitWishes.splice(0)) this.#leaveOpen(trade, how, reason);
  }

  #leaveOpen(trade: Trade, how: Leave, reason: ExitReason): void {
    const free = trade.lots - lotsOf(marketExits(trade));
    const wanted = how.portion === undefined ? trade.lots : Math.max(1, Math.round(trade.lots * how.portion));
    const lots = Math.min(free, wanted);
    if (lots <= 0) return;
    for (const order of limitExits(trade)) this.#orders.cancel(order, 'replaced');
    if (how.type === 'limit') this.#placeLimit(trade, how, { lots, reason });
    else if (wanted >= trade.lots) this.leaveWhole(trade, reason);
    else this.#placeMarket(trade, lots, reason);
  }

  /** Leaves all of a trade at the market, and what may still come into it. */
  leaveWhole(trade: Trade, reason: ExitReason): void {
    trade.leaving ??= reason;
    this.#book.uncount(trade);
    this.#orders.cancelEntry(trade, 'trade is being left');
    this.fit(trade);
  }

  /** Fits the exits on their way to the lots left: never more, and all of them where the whole trade is being left. */
  fit(trade: Trade): void {
    let rest = trade.lots;
    for (const order of [...marketExits(trade), ...limitExits(trade)]) {
      const lots = Math.min(order.lots, rest);
      rest -= lots;
      this.#orders.resize(order, lots);
    }
    const missing = trade.lots - lotsOf(marketExits(trade));
    if (trade.leaving !== undefined && trade.state === 'open' && missing > 0)
      this.#placeMarket(trade, missing, trade.leaving);
  }

  /** An exit came to nothing without being taken back: the trade goes on. */
  failed(trade: Trade): void {
    trade.leaving = undefined;
    this.#book.recount(trade);
  }

  #placeMarket(trade: Trade, lots: number, reason: ExitReason): void {
    this.#orders.place(trade, { id: trade.nextOrderId('x'), purpose: 'exit', reason, type: 'market', lots });
  }

  #placeLimit(trade: Trade, how: Leave, { lots, reason }: { lots: number; reason: ExitReason }): void {
    const { price } = this.#orders.market(trade).instrument;
    const limit = how.price === undefined ? undefined : price.fromNumber(how.price);
    const id = trade.nextOrderId('x');
    const order = this.#orders.place(trade, { id, purpose: 'exit', reason, type: 'limit', lots, limit });
    if (how.timeout === undefined) return;
    const end = (): void => {
      if (trade.exits.has(id)) this.#orders.cancel(order, 'exit timeout');
    };
    trade.timers.push(this.#clock.at(this.#clock.now() + how.timeout, end));
  }
}

function marketExits(trade: Trade): ExitOrder[] {
  return trade.exitsOf('exit').filter((order) => order.type === 'market');
}

function limitExits(trade: Trade): ExitOrder[] {
  return trade.exitsOf('exit').filter((order) => order.type !== 'market');
}

function lotsOf(orders: readonly ExitOrder[]): number {
  return orders.reduce((sum, order) => sum + order.lots, 0);
}
