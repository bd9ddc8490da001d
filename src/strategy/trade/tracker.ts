import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { AccountEvent, SignalEvent } from '../../market/event.ts';
import type { FillReport, OrderReport } from '../../market/order.ts';
import type { Direction, ExitReason } from '../../market/record.ts';
import type { CancelSignal, EnterSignal, ExitSignal, ModifySignal } from '../../market/signal.ts';
import { ensure } from '../../util/assert.ts';
import { Leaver } from './leaver.ts';
import { mergePlan, modifiedPlan } from './plan.ts';
import type { TrackedMarket, TradeCounter, TradeDefaults } from './ports.ts';
import { Protector } from './protector.ts';
import { TradeBook } from './trade-book.ts';
import { addToTrade, type FillShare, splitShare, takeOffTrade } from './trade-ledger.ts';
import { TradeOrders, hasLimit, hasTrigger } from './trade-orders.ts';
import { type ClosedTrade, Trade } from './trade.ts';

/** What a tracker is made of. */
export interface TrackerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly markets: readonly TrackedMarket[];
  readonly defaults: TradeDefaults;
  readonly counter: TradeCounter;
}

/**
 * Owns the trades: turns signals into raw orders, follows the reports of its orders, keeps every open trade protected
 * as planned, and writes down what is over. Knows nothing of venues or sizes.
 *
 * Every fill of its orders ends up on a trade: what comes after a trade is over is a position all the same, and is left
 * at the market.
 */
export class Tracker {
  /** Trades that are over, in closing order. */
  readonly closed: ClosedTrade[] = [];
  readonly #parts: TrackerParts;
  readonly #book: TradeBook;
  readonly #orders: TradeOrders;
  readonly #protector: Protector;
  readonly #leaver: Leaver;

  constructor(parts: TrackerParts) {
    const { bus, clock, markets } = parts;
    this.#parts = parts;
    const book = new TradeBook(markets.length, parts.counter);
    const orders = new TradeOrders({ bus, clock, markets, book });
    this.#book = book;
    this.#orders = orders;
    this.#protector = new Protector(clock, orders);
    this.#leaver = new Leaver({ clock, orders, book });
    bus.on('signal', (event) => this.#onSignal(event));
    bus.on('order-report', (event) => this.#onReport(event.report));
    bus.on('denied', (event) => {
      const trade = event.orderId === undefined ? undefined : book.ownerOf(event.orderId);
      if (trade !== undefined) this.#orderGone(trade, event.orderId!, event.reason);
    });
    bus.on('account', (event) => this.#onAccount(event));
  }

  /** Rises whenever a trade changed. */
  get version(): number {
    return this.#book.version;
  }

  /** Trades of a strategy-trader: open ones, first opened first, then pending ones. */
  tradesOf(traderId: string): readonly Trade[] {
    return this.#book.tradesOf(traderId);
  }

  /** The open trades of a market: one list for good, which changes in place. */
  openOn(market: number): readonly Trade[] {
    return this.#book.openOn(market);
  }

  /** Takes the prices since the last call into the excursions of the open trades: what they could be closed at. */
  observe(market: number, prices: { bidHigh: number; bidLow: number; askHigh: number; askLow: number }): void {
    for (const trade of this.#book.openOn(market)) {
      const high = trade.sign > 0 ? prices.bidHigh : prices.askHigh;
      const low = trade.sign > 0 ? prices.bidLow : prices.askLow;
      if (high > trade.highest) trade.highest = high;
      if (low < trade.lowest) trade.lowest = low;
    }
  }

  /**
   * Closes trades at the market at a person's word: those that are open or about to be, and one that is named in any
   * case; `undefined` means any. Returns how many.
   */
  closeTrades(trade: string | undefined, instrument: string | undefined): number {
    const meant = this.#book.all.filter(
      (each) => (each.id === trade || isOpening(each)) && this.#isMeant(each, trade, instrument),
    );
    for (const each of meant) this.#leaver.leave(each, {}, 'user');
    return meant.length;
  }

  /** Takes entries back that have not filled. Returns how many. */
  cancelEntries(instrument: string | undefined): number {
    const pending = this.#book.all.filter(
      (each) => each.state === 'pending' && this.#isMeant(each, undefined, instrument),
    );
    for (const each of pending) this.#orders.cancelEntry(each, 'user');
    return pending.length;
  }

  #isMeant(trade: Trade, id: string | undefined, instrument: string | undefined): boolean {
    if (id !== undefined && trade.id !== id) return false;
    return instrument === undefined || this.#orders.market(trade).instrument.id === instrument;
  }

  #onSignal(event: SignalEvent): void {
    switch (event.signal.kind) {
      case 'enter':
        return this.#enter(event, event.signal);
      case 'exit':
        return this.#exit(event, event.signal);
      case 'modify':
        return this.#modify(event, event.signal);
      case 'cancel':
        return this.#cancel(event, event.signal);
    }
  }

  #enter(event: SignalEvent, signal: EnterSignal): void {
    const { defaults } = this.#parts;
    if (defaults.direction !== 'both' && defaults.direction !== signal.direction)
      return this.#deny(event, 'direction-not-allowed');
    const against = this.tradesOf(event.traderId).filter((trade) => trade.direction !== signal.direction);
    if (against.length > 0 && defaults.opposite === 'ignore') return this.#deny(event, 'opposite-trade-open');
    if (against.length > 0 && defaults.opposite === 'close') this.#leaveAll(against, 'opposite');
    const { id, traderId, market, time } = event;
    const trade = new Trade({ id, traderId, market, signal, plan: mergePlan(signal, defaults), time });
    this.#book.add(trade);
    const timeout = signal.entryTimeout ?? defaults.entryTimeout;
    if (timeout !== undefined) {
      const end = (): void => this.#orders.cancelEntry(trade, 'entry timeout');
      trade.timers.push(this.#parts.clock.at(time + timeout, end));
    }
    this.#orders.enter(trade);
  }

  #exit(event: SignalEvent, signal: ExitSignal): void {
    const meant = this.tradesOf(event.traderId).filter(
      (trade) => (trade.id === signal.trade || isOpening(trade)) && matches(trade, signal),
    );
    for (const trade of meant) this.#leaver.leave(trade, signal, 'signal');
  }

  /** Leaves trades at the market; entries that wait are taken back, and left if they fill all the same. */
  #leaveAll(trades: readonly Trade[], reason: ExitReason): void {
    for (const trade of trades) this.#leaver.leave(trade, {}, reason);
  }

  #modify(event: SignalEvent, signal: ModifySignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      if (signal.trade !== undefined && trade.id !== signal.trade) continue;
      if (signal.entryPrice !== undefined) this.#moveEntry(trade, signal.entryPrice);
      if (trade.state === 'open') this.#protector.modify(trade, signal);
      else trade.plan = modifiedPlan(trade.plan, signal);
      this.#book.version++;
    }
  }

  /** A limit is moved where the entry has one, else the trigger; a market order has neither. */
  #moveEntry(trade: Trade, price: number): void {
    if (this.#book.ownerOf(trade.entryOrderId) === undefined) return;
    const ticks = this.#orders.market(trade).instrument.price.fromNumber(price);
    const type = trade.signal.type ?? 'market';
    if (hasLimit(type)) this.#orders.amend(trade.entryOrderId, { limit: ticks });
    else if (hasTrigger(type)) this.#orders.amend(trade.entryOrderId, { trigger: ticks });
  }

  #cancel(event: SignalEvent, signal: CancelSignal): void {
    for (const trade of [...this.tradesOf(event.traderId)]) {
      const isMeant = signal.trade === undefined || trade.id === signal.trade;
      if (isMeant) this.#orders.cancelEntry(trade, 'canceled by signal');
    }
  }

  #onReport(report: OrderReport): void {
    const trade = this.#book.ownerOf(report.orderId);
    if (trade === undefined) return;
    this.#book.version++;
    if (report.kind === 'fill') {
      const { valuer } = this.#orders.market(trade);
      const { lots, price, fee, time } = report;
      const share: FillShare = { lots, price, fee, time, value: valuer.notional(price, lots) };
      if (report.orderId === trade.entryOrderId) this.#entered(trade, share, report);
      else this.#left(trade, share, report);
    } else if (report.kind !== 'accepted') {
      this.#orderGone(trade, report.orderId, report.reason);
    }
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
    const others = this.tradesOf(trade.traderId).filter(
      (each) => each.state === 'open' && each.direction !== trade.direction,
    );
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
    if (isLate) this.#warn(trade, 'filled after it was over');
    else this.#protector.protect(trade, (reason) => this.#leaver.leave(trade, {}, reason));
    if (isLate || trade.leaving !== undefined) this.#leaver.leaveWhole(trade, trade.leaving ?? 'signal');
  }

  #left(trade: Trade, fill: FillShare, report: FillReport): void {
    const order = ensure(trade.exits.get(report.orderId), `exit order ${report.orderId}`);
    order.lots -= fill.lots;
    order.filled += fill.lots;
    if (order.target !== undefined) order.target.taken += fill.lots;
    // The venue may have made it smaller than it was asked for.
    const isDone = order.filled >= report.orderLots;
    if (isDone) this.#forget(trade, order.id);
    const reason = report.raised && order.purpose === 'stop' ? this.#protector.raisedReason(trade) : order.reason;
    const lots = Math.min(fill.lots, trade.lots);
    const [part, excess] = splitShare(fill, lots);
    if (lots > 0) this.#reduce(trade, part, reason);
    if (excess.lots > 0) this.#stray(trade, excess);
    if (isDone && order.purpose === 'stop' && !order.isCanceled) this.#unprotected(trade);
  }

  #reduce(trade: Trade, share: FillShare, reason: ExitReason): void {
    const ended = takeOffTrade(trade, share, reason);
    this.closed.push(ended);
    this.#parts.counter.realised(share.time, ended.profit);
    const isAll = trade.lots === 0;
    if (isAll) this.#end(trade);
    else this.#fit(trade);
    this.#announce(trade, isAll ? 'closed' : 'updated', share, ended);
  }

  /** An exit filled more than its trade held (it lost a race): the position this made is left at once. */
  #stray(trade: Trade, share: FillShare): void {
    const direction: Direction = trade.sign > 0 ? 'short' : 'long';
    const { traderId, market } = trade;
    const id = trade.nextOrderId('l');
    const signal: EnterSignal = { kind: 'enter', direction, label: 'late fill' };
    const stray = new Trade({ id, traderId, market, signal, plan: {}, time: share.time });
    this.#book.add(stray);
    stray.leaving = 'signal';
    this.#warn(trade, 'had more taken off than it held');
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
    const order = ensure(trade.exits.get(orderId), `exit order ${orderId}`);
    this.#forget(trade, orderId);
    if (order.isCanceled || trade.state !== 'open' || reason === 'liquidation') return;
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
    for (const timer of trade.timers) this.#parts.clock.cancel(timer);
    this.#book.end(trade);
    for (const order of [...trade.exits.values()]) this.#orders.cancel(order, 'trade over');
    this.#orders.cancelEntry(trade, 'trade over');
  }

  #onAccount(event: AccountEvent): void {
    const trades = [...this.openOn(event.market)];
    const weights = trades.map((trade) => (event.change === 'funding' ? trade.sign * trade.lots : trade.lots));
    const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
    let rest = event.amount;
    trades.forEach((trade, index) => {
      const isLast = index === trades.length - 1 || total === 0n;
      const share = isLast ? rest : (event.amount * BigInt(weights[index]!)) / total;
      rest -= share;
      if (event.change === 'funding') trade.funding += share;
      else this.#liquidated(trade, event, share);
    });
  }

  #liquidated(trade: Trade, { price, time }: AccountEvent, fee: bigint): void {
    const { lots } = trade;
    const value = this.#orders.market(trade).valuer.notional(price, lots);
    this.#reduce(trade, { lots, price, value, fee, time }, 'liquidation');
  }

  #fit(trade: Trade): void {
    this.#protector.fit(trade);
    this.#leaver.fit(trade);
  }

  #forget(trade: Trade, orderId: string): void {
    const order = trade.exits.get(orderId);
    const slot = order?.target;
    if (slot !== undefined && slot.order === order) slot.order = undefined;
    trade.exits.delete(orderId);
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

  #warn(trade: Trade, what: string): void {
    const message = `trade ${trade.id} ${what}: the position is closed at the market`;
    this.#parts.bus.publish({
      kind: 'status',
      time: this.#parts.clock.now(),
      level: 'warn',
      source: 'tracker',
      message,
    });
  }

  #deny(event: SignalEvent, reason: string): void {
    this.#parts.bus.publish({
      kind: 'denied',
      stage: 'tracker',
      reason,
      signalId: event.id,
      orderId: undefined,
      tradeId: undefined,
      traderId: event.traderId,
      instrument: event.instrument,
      time: event.time,
      purpose: 'entry',
      lots: undefined,
    });
  }
}

/** Open, or with an entry at the market on its way. What rests at a price of its own is taken back by a cancel. */
function isOpening(trade: Trade): boolean {
  return trade.state === 'open' || (trade.signal.type ?? 'market') === 'market';
}

function matches(trade: Trade, signal: ExitSignal): boolean {
  if (signal.trade !== undefined && signal.trade !== trade.id) return false;
  return signal.direction === undefined || signal.direction === trade.direction;
}
