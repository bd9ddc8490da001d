import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { AccountEvent } from '../../market/event.ts';
import { timesRate } from '../../market/money.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderReport, OrderRequest } from '../../market/order.ts';
import { Overtaken } from '../../market/overtaken.ts';
import { ensure } from '../../util/assert.ts';
import type { Random } from '../../util/random.ts';
import { removeFrom } from '../../util/list.ts';
import { SmallMap } from '../../util/small-map.ts';
import type { Venue } from '../venue.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import { Costs } from './costs.ts';
import { refuse, refuseMove, refusedQuantity } from './filter.ts';
import { halfSpread, type PaperModel } from './model.ts';
import { sizeByFraction } from './size-cap.ts';
import { MarketSet } from './market-set.ts';
import { OrderGroups } from './order-groups.ts';
import { closingOrder } from './own-order.ts';
import { type Ending, type Execution, PaperOrder } from './paper-order.ts';

/** What a venue is made of. */
export interface PaperVenueParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly model: PaperModel;
  /** Chance is drawn by account, so that accounts that share nothing do not share it either. */
  readonly randomOf: (market: PaperMarket) => Random;
  readonly markets: readonly PaperMarket[];
  /** The account that a market's orders are booked on. */
  readonly accountOf: (market: PaperMarket) => PaperAccount;
  /** Orders of its own that earlier starts of the session may have placed: ids go on after them. */
  readonly firstOwnOrder?: number;
}

/**
 * The simulated exchange: orders, balances, filters, fees. It holds what rests; the tick and bar matchers decide what
 * fills when. One and the same for paper trading and backtests.
 */
export class PaperVenue implements Venue {
  readonly takesFractions = true;
  readonly confirmsChanges = false;
  readonly markets: readonly PaperMarket[];
  readonly model: PaperModel;
  /** Markets whose orders changed since the engine last looked. */
  readonly dirty: MarketSet;
  readonly costs: Costs;
  /** The market whose ticks pass at this moment, by index; −1 between ticks. Set by the engine. */
  turn = -1;
  /** Orders that were let in so far. */
  arrivals = 0;
  /** Ticks looked at so far. Set by the tick matcher. */
  ticks = 0;
  /** Bars are being matched: prices stand at their opens, though they have closed. Set by the bar matcher. */
  isMatchingBars = false;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #randomOf: (market: PaperMarket) => Random;
  readonly #accountOf: (market: PaperMarket) => PaperAccount;
  readonly #orders = new SmallMap<PaperOrder>();
  readonly #groups = new OrderGroups();
  readonly #isPlain: boolean;
  /** Orders of its own so far, by market, for their ids: what happens elsewhere must not change them. */
  readonly #ownOrders: number[];

  constructor(parts: PaperVenueParts) {
    this.markets = parts.markets;
    this.dirty = new MarketSet(parts.markets.length);
    this.model = parts.model;
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#randomOf = parts.randomOf;
    this.#accountOf = parts.accountOf;
    this.#ownOrders = parts.markets.map(() => parts.firstOwnOrder ?? 0);
    this.costs = new Costs(parts.model, parts.randomOf);
    this.#isPlain = parts.model.spread.ticks === 0 && parts.model.spread.percent === 0;
  }

  /** No spread is put around prints. */
  get hasPlainPrices(): boolean {
    return this.#isPlain;
  }

  /** Market time, ms. */
  now(): number {
    return this.#clock.now();
  }

  account(market: PaperMarket): PaperAccount {
    return this.#accountOf(market);
  }

  /** Prices of data without bid and ask, with the model's spread put around them. */
  quote(market: PaperMarket, last: number): void {
    market.last = last;
    if (this.#isPlain) {
      market.bid = last;
      market.ask = last;
      return;
    }
    market.bid = this.#bidOf(last);
    market.ask = last + Math.ceil(halfSpread(this.model, last));
  }

  /** Says what a market's data will begin with: what is held is worth something from the start on. */
  opens(market: PaperMarket, bid: number): void {
    market.opening = market.isQuoted ? bid : this.#bidOf(bid);
  }

  /** Says that what rests in a market, or what it holds, is not what it was. */
  changed(market: PaperMarket): void {
    if (market.aheadOf >= this.#clock.now()) throw new Overtaken();
    market.revision++;
    this.dirty.add(market.index);
  }

  submit(request: OrderRequest): void {
    const order = new PaperOrder(request, this.#clock.now());
    this.#orders.set(request.id, order);
    this.#groups.join(order);
    const wait = this.#latency(order);
    if (wait === 0) this.#arrive(order);
    else this.#arriveLater(order, wait);
  }

  cancel(orderId: string, reason: string): void {
    const order = this.#orders.get(orderId);
    const { cancel: wait } = this.model.latency;
    if (order === undefined) return;
    if (wait === 0) this.#withdraw(order, 'canceled', reason);
    else this.#clock.at(this.#clock.now() + wait, () => this.#withdraw(order, 'canceled', reason));
  }

  /** New prices take as long as a new order; the lots of a protection follow its position at once. */
  amend(orderId: string, change: OrderChange): void {
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    const { lots, limit, trigger } = change;
    if (lots !== undefined) this.#resize(order, lots);
    if (limit === undefined && trigger === undefined) return;
    const due = order.changeArrives(this.#clock.now(), this.#latency(order));
    if (due === undefined) this.#reprice(order, change);
    else this.#clock.at(due, () => this.#reprice(order, change));
  }

  /** Takes an order away and reports why. Nothing happens when it is gone already. `time`: when it ended, if not now. */
  end(order: PaperOrder, kind: 'canceled' | 'expired' | 'rejected', reason: string, time = this.#clock.now()): void {
    if (order.isGone) return;
    const market = this.#marketOf(order);
    this.#remove(market, order);
    this.#accountOf(market).release(market, order);
    this.#groups.leave(order);
    this.#report({ kind, orderId: order.request.id, time, reason });
  }

  /**
   * An order's trigger was reached at `price`: it is a market or limit order from now on. Returns false when it is gone:
   * it must not take, and would have to.
   */
  trigger(market: PaperMarket, order: PaperOrder, price: number): boolean {
    order.isTriggered = true;
    order.takes = order.takesAt(price);
    this.changed(market);
    if (order.takes && order.request.postOnly) {
      this.end(order, 'canceled', 'post-only');
      return false;
    }
    // One that takes ends its group when it fills; one that rests must not fill beside another.
    if (!order.takes) this.endGroup(order);
    return true;
  }

  /**
   * Fills an order, whole or in part, and reports it; everything that reacts has run when this returns. Funds,
   * reduce-only and the model's slippage are applied here, for every kind of data.
   */
  execute(market: PaperMarket, order: PaperOrder, at: Execution): void {
    const { time, isMaker } = at;
    const account = this.#accountOf(market);
    const slip = isMaker ? 0 : this.costs.slip(market, order, at.ticks);
    const ticks = order.isBuy ? at.ticks + slip : Math.max(1, at.ticks - slip);
    const rate = this.costs.rate(account, market, time, isMaker);
    const unsized =
      order.request.fraction === undefined
        ? undefined
        : sizeByFraction(market, order, account, { ticks, feeRate: rate });
    const reducible = order.request.reduceOnly ? account.reducible(market, order.isBuy) : Infinity;
    const lots = Math.min(order.remaining, at.most, reducible);
    const refusal =
      lots <= 0 ? (reducible <= 0 ? 'reduce-only' : (unsized ?? account.shortage)) : this.#refusedSize(market, order);
    if (refusal !== undefined) return this.end(order, 'canceled', refusal);
    if (reducible < Math.min(order.remaining, at.most)) order.remaining = reducible;
    const notional = market.valuer.notional(ticks, lots);
    const fee = timesRate(notional, rate);
    const shortage = account.take(market, order, { isBuy: order.isBuy, ticks, lots, fee });
    if (shortage !== undefined) return this.end(order, 'canceled', shortage);
    this.costs.count(account, time, notional);
    this.costs.countSlip(market, slip, lots);
    order.filled += lots;
    order.remaining -= lots;
    const isWhole = order.remaining === 0;
    if (isWhole) this.#remove(market, order);
    const unlocked = isWhole ? undefined : account.admit(market, order);
    this.#watchMargin(market, undefined);
    this.#report({
      kind: 'fill',
      fillId: order.request.id + `.${order.filled}`,
      orderId: order.request.id,
      time,
      price: ticks,
      lots,
      fee,
      maker: isMaker,
      raised: order.isRaised,
      orderLots: order.filled + order.remaining,
    });
    this.endGroup(order);
    if (unlocked !== undefined) this.end(order, 'canceled', unlocked);
  }

  /** An order has filled, or was triggered and rests: those of its group must not fill beside it. */
  endGroup(order: PaperOrder): void {
    if (order.request.group === undefined) return;
    for (const other of this.#groups.end(order)) this.end(other, 'canceled', 'oco');
  }

  /** A market's alarm price was reached: liquidates its position when the margin is used up, else sets new alarms. */
  checkMargin(market: PaperMarket, time: number): void {
    if (this.#accountOf(market).isExhausted()) this.liquidate(market, market.mark, time);
    else this.watchMargin(market);
  }

  /** Sets the alarms anew after a market's was reached. */
  watchMargin(market: PaperMarket): void {
    this.#watchMargin(market, market);
  }

  /** Sets the alarms of an account anew; lanes whose alarm moved are to look again. @param reached the market whose alarm was */
  setAlarms(account: PaperAccount, reached: PaperMarket | undefined): void {
    const moved = account.setAlarms(reached);
    for (let k = 0; k < moved.length; k++) {
      moved[k]!.revision++;
      this.dirty.add(moved[k]!.index);
    }
  }

  /** Closes a position by an order of the venue's own, after the market's orders are gone. */
  liquidate(market: PaperMarket, ticks: number, time: number): void {
    for (const order of [...market.orders]) this.end(order, 'canceled', 'liquidation');
    const account = this.#accountOf(market);
    const order = closingOrder(market, `liquidation-${market.instrument.id}-${this.#nextOwn(market)}`, time);
    const { id: orderId, lots } = order;
    const notional = market.valuer.notional(ticks, lots);
    const fee = timesRate(notional, this.costs.rate(account, market, time, false));
    account.book(market, { isBuy: order.side === 'buy', ticks, lots, fee });
    this.costs.count(account, time, notional);
    this.#watchMargin(market, undefined);
    this.#report({ kind: 'placed', orderId, time, reason: 'liquidation', request: order });
    const fill = { fillId: `${orderId}.${lots}`, orderId, time, price: ticks, lots, fee, orderLots: lots };
    this.#report({ kind: 'fill', ...fill, maker: false, raised: false });
    this.#tell(market, { change: 'liquidation', amount: fee, price: ticks, time });
  }

  /** Pays or takes funding on a margin account's position in a market. */
  fund(market: PaperMarket, rate: bigint, time: number): void {
    const account = this.#accountOf(market);
    if (market.lots === 0 || !account.isMargin) return;
    market.sync();
    const price = market.last;
    const amount = -timesRate(market.valuer.notional(price, market.lots), rate);
    account.pay(amount);
    this.#watchMargin(market, undefined);
    this.#tell(market, { change: 'funding', amount, price, time });
  }

  #nextOwn({ index }: PaperMarket): number {
    this.#ownOrders[index]! += 1;
    return this.#ownOrders[index]!;
  }

  #bidOf(last: number): number {
    return Math.max(1, last - Math.floor(halfSpread(this.model, last)));
  }

  #arrive(order: PaperOrder): void {
    if (order.isGone) return;
    const market = this.#marketOf(order);
    market.sync();
    const refusal = refuse(market, order, this.#accountOf(market));
    if (refusal !== undefined) return this.end(order, 'rejected', refusal);
    const near = order.isBuy ? market.ask : market.bid;
    order.isActive = true;
    order.arrival = ++this.arrivals;
    order.effective = this.#clock.now();
    order.takes = !order.waitsForTrigger && !order.request.postOnly && (Number.isNaN(near) || order.takesAt(near));
    if (order.stages.length > 0 && !Number.isNaN(near)) order.follow(near);
    // Stops and closes go first, newest first; targets and entries queue up by time.
    if (order.isExit && order.request.purpose !== 'target') market.orders.unshift(order);
    else market.orders.push(order);
    this.changed(market);
    const expiry = order.request.expireTime;
    if (expiry !== undefined) this.#setExpiry(order, expiry);
    this.#report({ kind: 'accepted', orderId: order.request.id, time: this.#clock.now() });
  }

  // A function of its own, as all that makes one that is called later: what it closes over is set aside at each call.
  #arriveLater(order: PaperOrder, wait: number): void {
    this.#clock.at(this.#clock.now() + wait, () => this.#arrive(order));
  }

  #setExpiry(order: PaperOrder, time: number): void {
    // A date that is past already ends it at once, before anything else may happen.
    const end = (): void => this.#withdraw(order, 'expired', 'good till date');
    order.expiry = this.#clock.at(Math.max(time, this.#clock.now()), end);
  }

  /** An order ends in its time: by a cancel or a date. A bar that began before it still fills what it fills at its open. */
  #withdraw(order: PaperOrder, kind: Ending['kind'], reason: string): void {
    if (this.isMatchingBars || order.isGone || !this.#marketOf(order).fillsAtOpen(order)) this.end(order, kind, reason);
    else order.ending ??= { kind, reason, time: this.#clock.now() };
  }

  #resize(order: PaperOrder, lots: number): void {
    if (lots <= 0) return this.end(order, 'canceled', 'amended to nothing');
    order.remaining = lots;
    this.#lockAnew(order);
  }

  /** Gives an order new prices. Those of an entry are answered: they may be refused. */
  #reprice(order: PaperOrder, change: OrderChange): void {
    if (order.isGone) return;
    const market = this.#marketOf(order);
    const { isExit, isActive } = order;
    const answer = { orderId: order.request.id, time: this.#clock.now() };
    if (isActive) {
      // Before its prices are looked at: it must not have run ahead.
      this.changed(market);
      market.sync();
    }
    // One on its way is looked at when it arrives.
    const refusal = isExit || !isActive ? undefined : refuseMove(market, order, change, this.#accountOf(market));
    if (refusal !== undefined) return this.#report({ kind: 'refused', ...answer, request: 'amend', reason: refusal });
    order.reprice(change, { time: answer.time, ticks: this.ticks, barBegan: market.barBegan() });
    if (isActive && change.limit !== undefined && !order.waitsForTrigger)
      order.takes = order.takesAt(order.isBuy ? market.ask : market.bid);
    if (!isExit) this.#report({ kind: 'amended', ...answer });
    this.#lockAnew(order);
  }

  /** What an order locks after it was changed. One on its way is looked at when it arrives. */
  #lockAnew(order: PaperOrder): void {
    if (!order.isActive || order.isGone) return;
    const market = this.#marketOf(order);
    const account = this.#accountOf(market);
    account.release(market, order);
    const refusal = account.admit(market, order);
    this.changed(market);
    if (refusal !== undefined) this.end(order, 'canceled', refusal);
  }

  /** The quantity of an order by a fraction is known, and checked, only when it fills. */
  #refusedSize(market: PaperMarket, order: PaperOrder): string | undefined {
    if (order.request.fraction === undefined || order.filled > 0) return undefined;
    return refusedQuantity(market, order.remaining, true);
  }

  /** A market's position, or the money behind it, changed. */
  #watchMargin(market: PaperMarket, reached: PaperMarket | undefined): void {
    this.changed(market);
    this.setAlarms(this.#accountOf(market), reached);
  }

  /** How long a message about an order, sent now, takes to arrive, ms. */
  #latency(about: PaperOrder): number {
    const { order, jitter } = this.model.latency;
    return order + (jitter === 0 ? 0 : this.#randomOf(this.#marketOf(about)).below(jitter + 1));
  }

  #remove(market: PaperMarket, order: PaperOrder): void {
    order.isGone = true;
    if (order.expiry !== undefined) this.#clock.cancel(order.expiry);
    this.#orders.delete(order.request.id);
    removeFrom(market.orders, order);
    this.changed(market);
  }

  #marketOf(order: PaperOrder): PaperMarket {
    return ensure(this.markets[order.request.market], 'market', order.request.market);
  }

  #tell(market: PaperMarket, what: Pick<AccountEvent, 'change' | 'amount' | 'price' | 'time'>): void {
    this.#bus.publish({ kind: 'account', account: this.#accountOf(market).name, market: market.index, ...what });
  }

  #report(report: OrderReport): void {
    this.#bus.publish({ kind: 'venue-report', report });
  }
}
