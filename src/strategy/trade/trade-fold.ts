import type { AccountEvent } from '../../market/event.ts';
import type { FillReport, OrderReport, OrderRequest, RequestKind } from '../../market/order.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { EnterSignal } from '../../market/signal.ts';
import { ensure } from '../../util/assert.ts';
import type { ExitOrder } from './exit-orders.ts';
import type { Leaver } from './leaver.ts';
import type { TrackerParts } from './ports.ts';
import { noPlan } from './plan.ts';
import type { Protector } from './protector.ts';
import type { TradeBook } from './trade-book.ts';
import { accountShares, addToTrade, type FillShare, splitShare, takeOffTrade } from './trade-ledger.ts';
import type { TradeOrders } from './trade-orders.ts';
import { type ClosedTrade, noTargets, Trade } from './trade.ts';

/** What the fold works on, shared with the tracker. */
interface FoldParts extends TrackerParts {
  readonly book: TradeBook;
  readonly orders: TradeOrders;
  readonly protector: Protector;
  readonly leaver: Leaver;
}

/**
 * Folds what becomes of orders into the trades they belong to: fills, refusals, funding, liquidations; keeps every open
 * trade protected and writes down what is over.
 */
export class TradeFold {
  /** Trades that are over, in closing order. */
  readonly closed: ClosedTrade[] = [];
  readonly #parts: FoldParts;
  readonly #book: TradeBook;
  readonly #orders: TradeOrders;
  readonly #protector: Protector;
  readonly #leaver: Leaver;
  /** Late fills that found no trade, for ids. */
  #late = 0;

  constructor(parts: FoldParts) {
    const { bus, book } = parts;
    this.#parts = parts;
    this.#book = book;
    this.#orders = parts.orders;
    this.#protector = parts.protector;
    this.#leaver = parts.leaver;
    bus.on('order-report', (event) => this.#onReport(event.report, event.request));
    bus.on('denied', (event) => {
      const { orderId, stage, purpose, reason } = event;
      const trade = orderId === undefined ? undefined : book.ownerOf(orderId);
      if (trade === undefined) return;
      // What the desk denies by name the trading state denies.
      if (stage === 'desk' && purpose !== 'entry') this.#withheld(trade, orderId!);
      else this.#orderGone(trade, orderId!, reason);
    });
    bus.on('account', (event) => this.#onAccount(event));
  }

  #onReport(report: OrderReport, request: OrderRequest): void {
    const trade = this.#book.ownerOf(report.orderId);
    if (trade === undefined) {
      // An order of the venue's own is nobody's: what it did to the trades is an account event.
      if (report.kind === 'fill' && request.traderId !== '') this.#cameLate(report, request);
      return;
    }
    this.#book.version++;
    if (report.kind === 'fill') {
      const share = this.#shareOf(report, trade.market);
      if (report.orderId === trade.entryOrderId) this.#entered(trade, share, report);
      else this.#left(trade, share, report);
    } else if (isEnd(report)) {
      const isWanted = trade.exits.get(report.orderId)?.isCanceled === false;
      // The desk sends exits again that never arrived, but for the trading state.
      if (report.kind === 'absent' && isWanted) this.#withheld(trade, report.orderId);
      else this.#orderGone(trade, report.orderId, report.reason);
    } else if (report.kind === 'refused' || report.kind === 'amended') {
      this.#answered(trade, report, request);
    } else if (report.kind === 'unknown') {
      this.#doubted(trade, trade.exits.get(report.orderId), report.request);
    }
  }

  /** The venue obeyed, or did not: the stop stands as the request says. */
  #answered(
    trade: Trade,
    report: Extract<OrderReport, { readonly kind: 'refused' | 'amended' }>,
    request: OrderRequest,
  ): void {
    const order = trade.exits.get(report.orderId);
    if (report.kind === 'refused') this.#refused(trade, order, report.request);
    else if (order !== undefined) order.changeRefusals = 0;
    if (order === undefined && (report.kind === 'amended' || report.request === 'amend')) {
      trade.isEntryMoveDue = false;
      trade.entryMoveDoubts = 0;
    }
    if (order?.purpose === 'stop' && !order.isCanceled) trade.stop = request.trigger ?? NaN;
  }

  /** The venue did not obey: the order stands as it did. `undefined`: the trade's entry. */
  #refused(trade: Trade, order: ExitOrder | undefined, request: 'cancel' | 'amend'): void {
    // A new price of an entry is the strategy's to ask for again; what is to go needs no change, what is to stay no cancel.
    if (order === undefined) {
      if (request === 'cancel') this.#orders.cancelEntryAgain(trade, 'cancel was refused');
    } else if (request === 'cancel' && order.isCanceled) this.#orders.cancelAgain(trade, order);
    else if (request === 'amend' && !order.isCanceled) this.#orders.changeAgain(trade, order);
  }

  /** Nobody knows whether the venue obeyed: it is asked again. What became of a new order is not the trade's to find out. */
  #doubted(trade: Trade, order: ExitOrder | undefined, request: RequestKind): void {
    if (order === undefined) {
      if (request === 'cancel') this.#orders.cancelEntryAgain(trade, 'cancel was not answered');
      else if (request === 'amend') this.#orders.moveEntryAgain(trade);
    } else if (request === 'cancel' && order.isCanceled) this.#orders.cancelInDoubt(trade, order);
    else if (request === 'amend' && !order.isCanceled) this.#orders.changeAgain(trade, order);
  }

  /** The trading state keeps an exit back, the venue has no part in it: what is due goes out when the state rises. */
  #withheld(trade: Trade, orderId: string): void {
    const order = ensure(trade.exits.get(orderId), 'exit order', orderId);
    this.#book.version++;
    this.#forget(trade, orderId);
    if (order.purpose === 'exit') this.#leaver.withheld(trade, order);
  }

  /** The trading state rose: exits that it kept back go out, where they are still due. */
  resume(): void {
    for (const trade of this.#book.all) {
      if (trade.state !== 'open') continue;
      const { due } = trade;
      trade.due = undefined;
      this.#fit(trade);
      if (due === undefined) this.#leaver.resume(trade);
      else this.#leaver.leaveWhole(trade, due);
    }
  }

  /** Takes over what the account holds: a trade that is open from now on, protected as it plans. */
  adopt(trade: Trade, share: FillShare): void {
    this.#book.add(trade);
    this.#grow(trade, share);
  }

  /** Lets go of a trade: its orders are taken back, and what it holds is nobody's. What fills meanwhile is still its own. */
  release(trade: Trade): void {
    trade.plan = noPlan;
    trade.targets = noTargets;
    trade.roiTicks = undefined;
    this.#end(trade);
  }

  /** A fill of an order that the venue had said was gone: its trade takes it, or a trade of its own that is left. */
  #cameLate(report: FillReport, request: OrderRequest): void {
    const { tradeId, traderId, market, purpose, side } = request;
    this.#book.version++;
    const share = this.#shareOf(report, market);
    const trade = this.#book.tradesOf(traderId).find((each) => each.id === tradeId);
    if (trade === undefined) {
      this.#warn(tradeId, 'filled after it was over');
      this.#late++;
      const direction: Direction = side === 'buy' ? 'long' : 'short';
      this.#stray({ id: `${request.id}-l${this.#late}`, traderId, market, direction }, share);
    } else if (purpose === 'entry') {
      this.#entered(trade, share, report);
    } else {
      this.#takeOff(trade, share, purpose === 'exit' ? 'signal' : purpose);
    }
  }

  #shareOf({ lots, price, fee, time, orderId, orderLots }: FillReport, market: number): FillShare {
    const value = this.#orders.marketAt(market).valuer.notional(price, lots);
    return { lots, price, fee, time, orderId, isCut: lots !== orderLots, value };
  }

  /** An entry filled: what it nets comes first, the rest opens or grows the trade. */
  #entered(trade: Trade, fill: FillShare, report: FillReport): void {
    const share = this.#parts.defaults.opposite === 'reduce' ? this.#net(trade, fill) : fill;
    trade.orderedLots += report.lots;
    const isDone = trade.orderedLots >= report.orderLots;
    if (isDone) this.#book.unlink(report.orderId);
    if (share.lots > 0) this.#grow(trade, share);
    else if (trade.state === 'pending' && isDone) this.#end(trade);
    if (isDone && trade.state === 'open') this.#leaver.entryDone(trade);
  }

  /** Takes an entry's lots off opposite trades, first opened first; what is left is returned. */
  #net(trade: Trade, fill: FillShare): FillShare {
    let rest = fill;
    const others = this.#book
      .tradesOf(trade.traderId)
      .filter((each) => each.state === 'open' && each.direction !== trade.direction);
    for (const other of others) {
      if (rest.lots === 0) break;
      const [part, after] = splitShare(rest, Math.min(rest.lots, other.lots));
      rest = after;
      this.#reduce(other, part, 'opposite');
    }
    return rest;
  }

  #grow(trade: Trade, share: FillShare): void {
    const isLate = trade.state === 'closed';
    const isFirst = trade.state !== 'open';
    addToTrade(trade, share);
    trade.targetLots += share.lots;
    if (isFirst) {
      trade.entryTime = share.time;
      trade.highest = share.price;
      trade.lowest = share.price;
      this.#book.open(trade);
    }
    this.#announce(trade, isFirst ? 'opened' : 'updated', share);
    if (!isFirst) return this.#fit(trade);
    if (isLate) this.#warn(trade.id, 'filled after it was over');
    else this.#protector.protect(trade, (reason) => this.#leaver.leave(trade, {}, reason));
    if (isLate || trade.leaving !== undefined) this.#leaver.leaveWhole(trade, trade.leaving ?? 'signal');
  }

  #left(trade: Trade, fill: FillShare, report: FillReport): void {
    const order = ensure(trade.exits.get(report.orderId), 'exit order', report.orderId);
    order.lots -= fill.lots;
    order.filled += fill.lots;
    if (order.target !== undefined) order.target.taken += fill.lots;
    // The venue may have made it smaller than it was asked for.
    const isDone = order.filled >= report.orderLots;
    if (isDone) this.#forget(trade, order.id);
    const reason = report.raised && order.purpose === 'stop' ? this.#protector.raisedReason(trade) : order.reason;
    this.#takeOff(trade, fill, reason);
    if (isDone && order.purpose === 'stop' && !order.isCanceled) this.#unprotected(trade);
  }

  /** An exit filled. More than its trade held (it lost a race) makes a position, which is left at once. */
  #takeOff(trade: Trade, fill: FillShare, reason: ExitReason): void {
    const { traderId, market, sign } = trade;
    if (fill.lots <= trade.lots) return this.#reduce(trade, fill, reason);
    const lots = Math.max(0, trade.lots);
    const [part, excess] = splitShare(fill, lots);
    if (lots > 0) this.#reduce(trade, part, reason);
    const id = trade.nextOrderId('l');
    this.#warn(trade.id, 'had more taken off than it held');
    this.#stray({ id, traderId, market, direction: sign > 0 ? 'short' : 'long' }, excess);
  }

  #reduce(trade: Trade, share: FillShare, reason: ExitReason): void {
    const ended = takeOffTrade(trade, share, reason);
    this.closed.push(ended);
    const isAll = trade.lots === 0;
    if (isAll) this.#end(trade);
    else this.#fit(trade);
    this.#announce(trade, isAll ? 'closed' : 'updated', share, ended);
  }

  /** A position that belongs to no trade is left at the market. */
  #stray(of: { id: string; traderId: string; market: number; direction: Direction }, share: FillShare): void {
    const { id, traderId, market, direction } = of;
    const signal: EnterSignal = { kind: 'enter', direction, label: 'late fill' };
    const stray = new Trade({ id, traderId, market, signal, plan: noPlan, time: share.time });
    this.#book.add(stray);
    stray.leaving = 'signal';
    const rest = this.#parts.defaults.opposite === 'reduce' ? this.#net(stray, share) : share;
    if (rest.lots > 0) this.#grow(stray, rest);
    else this.#end(stray);
  }

  /** An order is no more: an entry that never filled ends its trade; a stop must not be missing. */
  #orderGone(trade: Trade, orderId: string, reason: string): void {
    this.#book.version++;
    if (orderId === trade.entryOrderId) {
      this.#book.unlink(orderId);
      if (trade.state === 'pending') this.#end(trade);
      else if (trade.state === 'open') this.#leaver.entryDone(trade);
      return;
    }
    const order = ensure(trade.exits.get(orderId), 'exit order', orderId);
    this.#forget(trade, orderId);
    if (trade.state !== 'open' || reason === 'liquidation') return;
    if (order.isCanceled) {
      if (order.purpose === 'stop') this.#protector.restore(trade);
      return;
    }
    if (order.target !== undefined) order.target.isRefused = true;
    if (order.purpose === 'stop') this.#unprotected(trade);
    if (order.purpose !== 'exit') return;
    if (reason === 'reduce-only' && this.#orders.isOpposed(trade)) this.#leaver.fit(trade);
    else this.#leaver.failed(trade);
  }

  /** The stop is gone, and lots are left that it should have stood for: they are left at the market. */
  #unprotected(trade: Trade): void {
    if (trade.state === 'open') this.#leaver.leave(trade, {}, 'stop');
  }

  #end(trade: Trade): void {
    const { timers, exits } = trade;
    for (let k = 0; k < timers.length; k++) this.#parts.clock.cancel(timers[k]!);
    this.#book.end(trade);
    const { all } = exits;
    for (let k = 0; k < all.length; k++) this.#orders.cancel(all[k]!, 'trade over');
    this.#orders.cancelEntry(trade, 'trade over');
  }

  #onAccount(event: AccountEvent): void {
    const trades = [...this.#book.openOn(event.market)];
    const shares = accountShares(trades, event);
    trades.forEach((trade, index) => {
      const share = shares[index]!;
      if (event.change === 'funding') trade.funding += share;
      else this.#liquidated(trade, event, share);
    });
  }

  #liquidated(trade: Trade, { price, time }: AccountEvent, fee: bigint): void {
    const { lots } = trade;
    const value = this.#orders.market(trade).valuer.notional(price, lots);
    this.#reduce(trade, { lots, price, value, fee, time, isCut: false }, 'liquidation');
  }

  #fit(trade: Trade): void {
    this.#protector.fit(trade);
    this.#leaver.fit(trade);
  }

  #forget(trade: Trade, orderId: string): void {
    const order = trade.exits.get(orderId);
    const slot = order?.target;
    if (slot !== undefined && slot.order === order) slot.order = undefined;
    if (order !== undefined) trade.exits.remove(order);
    this.#book.unlink(orderId);
  }

  #announce(trade: Trade, state: 'opened' | 'updated' | 'closed', at: FillShare, ended?: ClosedTrade): void {
    this.#parts.bus.publish({
      kind: 'trade',
      state,
      tradeId: trade.id,
      traderId: trade.traderId,
      instrument: this.#orders.market(trade).instrument.id,
      direction: trade.direction,
      time: at.time,
      lots: ended?.lots ?? trade.lots,
      price: at.price,
      profit: ended?.profit,
      reason: ended?.reason,
    });
  }

  #warn(tradeId: string, what: string): void {
    const message = `trade ${tradeId} ${what}: the position is closed at the market`;
    this.#parts.bus.publish({
      kind: 'status',
      time: this.#parts.clock.now(),
      level: 'warn',
      source: 'tracker',
      message,
      tradeId,
    });
  }
}

/** An order is no more, and why. */
function isEnd(
  report: OrderReport,
): report is Extract<OrderReport, { readonly kind: 'rejected' | 'canceled' | 'expired' | 'absent' }> {
  return (
    report.kind === 'rejected' || report.kind === 'canceled' || report.kind === 'expired' || report.kind === 'absent'
  );
}
