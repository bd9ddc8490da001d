import type { Clock } from '../../bus/clock.ts';
import type { ExitReason } from '../../market/record.ts';
import type { ExitOrder, PartExit } from './exit-orders.ts';
import type { TradeBook } from './trade-book.ts';
import type { TradeOrders } from './trade-orders.ts';
import type { Leave, Trade } from './trade.ts';

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
    if (how.type === 'limit' || (how.portion ?? 1) < 1) trade.exitWishes = [...trade.exitWishes, { how, reason }];
    else this.leaveWhole(trade, reason);
  }

  /** The entry of a trade has filled, or its rest is gone: exits that were asked for before go out now. */
  entryDone(trade: Trade): void {
    if (trade.exitWishes.length === 0) return;
    const wishes = trade.exitWishes;
    trade.exitWishes = [];
    for (const { how, reason } of wishes) this.#leaveOpen(trade, how, reason);
  }

  #leaveOpen(trade: Trade, how: Leave, reason: ExitReason): void {
    const wanted = how.portion === undefined ? trade.lots : Math.max(1, Math.round(trade.lots * how.portion));
    const isWhole = how.type !== 'limit' && wanted >= trade.lots;
    const due = isWhole ? [] : trade.dueParts.filter(isAtMarket);
    const free = trade.lots - lotsOf(marketExits(trade)) - lotsOf(due);
    const lots = Math.min(free, wanted);
    if (lots <= 0) return;
    for (const order of limitExits(trade)) this.#orders.cancel(order, 'replaced');
    trade.dueParts = due;
    if (isWhole) this.leaveWhole(trade, reason);
    else if (how.type === 'limit') this.#placeLimit(trade, this.#limitExit(trade, how, { lots, reason }));
    else this.#placeMarket(trade, lots, reason);
  }

  /** The trading state keeps an exit back that was to stay: it is due when the state rises. */
  withheld(trade: Trade, order: ExitOrder): void {
    if (trade.leaving !== undefined) {
      trade.due ??= trade.leaving;
      this.failed(trade);
    } else if (!order.isCanceled) trade.dueParts = [...trade.dueParts, order];
  }

  /** The trading state rose: parts that it kept back are taken off at their price, never more than there is left. */
  resume(trade: Trade): void {
    const due = trade.dueParts;
    trade.dueParts = [];
    for (const part of due) {
      const lots = Math.min(part.lots, trade.lots - lotsOf(marketExits(trade)));
      if (lots <= 0 || (part.until !== undefined && part.until <= this.#clock.now())) continue;
      if (isAtMarket(part)) this.#placeMarket(trade, lots, part.reason);
      else this.#placeLimit(trade, { ...part, lots });
    }
  }

  /** Leaves all of a trade at the market, and what may still come into it. */
  leaveWhole(trade: Trade, reason: ExitReason): void {
    trade.leaving ??= reason;
    trade.dueParts = [];
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

  #limitExit(trade: Trade, { price, timeout }: Leave, exit: Pick<PartExit, 'lots' | 'reason'>): PartExit {
    const { instrument } = this.#orders.market(trade);
    const limit = price === undefined ? undefined : instrument.price.fromNumber(price);
    const until = timeout === undefined ? undefined : this.#clock.now() + timeout;
    return { type: 'limit', limit, until, ...exit };
  }

  #placeLimit(trade: Trade, { lots, limit, until, reason }: PartExit): void {
    const id = trade.nextOrderId('x');
    const order = this.#orders.place(trade, { id, purpose: 'exit', reason, type: 'limit', lots, limit, until });
    if (until === undefined) return;
    const end = (): void => {
      if (trade.exits.has(id)) this.#orders.cancel(order, 'exit timeout');
    };
    trade.timers = [...trade.timers, this.#clock.at(until, end)];
  }
}

function isAtMarket({ type }: PartExit): boolean {
  return type === 'market';
}

function marketExits(trade: Trade): ExitOrder[] {
  return trade.exitsOf('exit').filter(isAtMarket);
}

function limitExits(trade: Trade): ExitOrder[] {
  return trade.exitsOf('exit').filter((order) => order.type !== 'market');
}

function lotsOf(orders: readonly PartExit[]): number {
  return orders.reduce((sum, order) => sum + order.lots, 0);
}
