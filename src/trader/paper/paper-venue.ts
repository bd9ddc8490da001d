import type { Bus } from '../../bus/bus.ts';
import type { SimulatedClock } from '../../bus/clock.ts';
import type { OrderChange } from '../../market/event.ts';
import { moneyToNumber, timesRate } from '../../market/money.ts';
import type { OrderReport, OrderRequest } from '../../market/order.ts';
import { ensure } from '../../util/assert.ts';
import type { Random } from '../../util/random.ts';
import type { Venue } from '../venue.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import { refuse } from './filter.ts';
import { FeeSchedule, halfSpread, type PaperModel, slippageTicks } from './model.ts';
import { PaperOrder } from './paper-order.ts';

/** What a venue is made of. */
export interface PaperVenueParts {
  readonly bus: Bus;
  readonly clock: SimulatedClock;
  readonly model: PaperModel;
  readonly random: Random;
  readonly markets: readonly PaperMarket[];
  /** The account that a market's orders are booked on. */
  readonly accountOf: (market: PaperMarket) => PaperAccount;
}

/** How an order fills now. */
export interface Execution {
  readonly ticks: number;
  readonly time: number;
  readonly isMaker: boolean;
  /** Most lots that may fill; Infinity for all. */
  readonly most: number;
}

/**
 * The simulated exchange: orders, balances, filters, fees. It holds what rests; the tick and bar matchers decide what
 * fills when. One and the same for paper trading and backtests.
 */
export class PaperVenue implements Venue {
  readonly takesFractions = true;
  readonly markets: readonly PaperMarket[];
  readonly model: PaperModel;
  /** Markets whose orders changed since the engine last looked. */
  readonly dirty = new Set<number>();
  /** Money lost to slippage so far, as a double: for the report. */
  slippage = 0;
  /** Notional traded so far, as a double: for the report. */
  turnover = 0;
  readonly #bus: Bus;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #accountOf: (market: PaperMarket) => PaperAccount;
  readonly #fees: FeeSchedule;
  readonly #orders = new Map<string, PaperOrder>();
  readonly #isPlain: boolean;

  constructor(parts: PaperVenueParts) {
    this.markets = parts.markets;
    this.model = parts.model;
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#accountOf = parts.accountOf;
    this.#fees = new FeeSchedule(parts.model);
    this.#isPlain = parts.model.spread.ticks === 0 && parts.model.spread.percent === 0;
  }

  /** No spread is put around prints. */
  get hasPlainPrices(): boolean {
    return this.#isPlain;
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
    const half = halfSpread(this.model, last);
    market.bid = last - Math.floor(half);
    market.ask = last + Math.ceil(half);
  }

  /** Says that what rests in a market, or what it holds, is not what it was. */
  changed(market: PaperMarket): void {
    market.revision++;
    this.dirty.add(market.index);
  }

  submit(request: OrderRequest): void {
    const { order: delay, jitter } = this.model.latency;
    const order = new PaperOrder(request, this.#clock.now());
    this.#orders.set(request.id, order);
    if (delay === 0 && jitter === 0) {
      this.#arrive(order);
      return;
    }
    const wait = delay + (jitter === 0 ? 0 : this.#random.below(jitter + 1));
    this.#clock.at(this.#clock.now() + wait, () => this.#arrive(order));
  }

  cancel(orderId: string, reason: string): void {
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    if (this.model.latency.cancel === 0) {
      this.end(order, 'canceled', reason);
      return;
    }
    this.#clock.at(this.#clock.now() + this.model.latency.cancel, () => this.end(order, 'canceled', reason));
  }

  amend(orderId: string, change: OrderChange): void {
    const order = this.#orders.get(orderId);
    if (order === undefined || order.isGone) return;
    if (order.effective < this.#clock.now()) order.earlier = { limit: order.limit, trigger: order.trigger };
    order.effective = this.#clock.now();
    if (change.limit !== undefined) {
      order.limit = change.limit;
      order.isChanged = true;
    }
    if (change.trigger !== undefined) order.trigger = change.trigger;
    if (change.lots !== undefined) order.remaining = change.lots;
    const market = this.#marketOf(order);
    if (order.remaining <= 0) {
      this.end(order, 'canceled', 'amended to nothing');
      return;
    }
    this.#accountOf(market).release(order);
    const refusal = this.#accountOf(market).admit(market, order);
    if (refusal !== undefined) this.end(order, 'canceled', refusal);
    this.changed(market);
  }

  /** Takes an order away and reports why. Nothing happens when it is gone already. */
  end(order: PaperOrder, kind: 'canceled' | 'expired' | 'rejected', reason: string): void {
    if (order.isGone) return;
    const market = this.#marketOf(order);
    this.#remove(market, order);
    this.#accountOf(market).release(order);
    this.#report({ kind, orderId: order.request.id, time: this.#clock.now(), reason });
  }

  /**
   * Fills an order, whole or in part, and reports it; everything that reacts has run when this returns. Funds,
   * reduce-only and the model's slippage are applied here, for every kind of data.
   */
  execute(market: PaperMarket, order: PaperOrder, at: Execution): void {
    const account = this.#accountOf(market);
    const ticks = at.isMaker ? at.ticks : this.#slipped(market, order, at.ticks);
    const rate = this.#fees.rate(at.time, at.isMaker, at.isMaker ? market.makerFee : market.takerFee);
    const { fraction, reduceOnly } = order.request;
    if (fraction !== undefined && order.filled === 0) {
      order.remaining = account.lotsFor(market, fraction, { ticks, feeRate: rate, isBuy: order.isBuy });
    }
    let lots = Math.min(order.remaining, at.most);
    const clipped = reduceOnly ? Math.min(lots, account.reducible(market, order.isBuy)) : lots;
    if (clipped <= 0) {
      this.end(order, 'canceled', reduceOnly ? 'reduce-only' : 'insufficient-margin');
      return;
    }
    if (clipped < lots) order.remaining = clipped;
    lots = clipped;
    const notional = market.valuer.notional(ticks, lots);
    const fee = timesRate(notional, rate);
    const refusal = account.fillable(market, order, { ticks, lots, fee });
    if (refusal !== undefined) {
      this.end(order, 'canceled', refusal);
      return;
    }
    account.book(market, { isBuy: order.isBuy, ticks, lots, fee });
    const rough = moneyToNumber(notional);
    this.#fees.traded(at.time, rough);
    this.turnover += rough;
    order.filled += lots;
    order.remaining -= lots;
    if (order.remaining === 0) this.#remove(market, order);
    else account.admit(market, order);
    this.changed(market);
    this.#report({
      kind: 'fill',
      fillId: `${order.request.id}.${order.filled}`,
      orderId: order.request.id,
      time: at.time,
      price: ticks,
      lots,
      fee,
      maker: at.isMaker,
      raised: order.isRaised,
      orderLots: order.filled + order.remaining,
    });
  }

  /** Books the venue's own closing of a position, its orders first. */
  liquidate(market: PaperMarket, ticks: number, time: number): void {
    for (const order of [...market.orders]) this.end(order, 'canceled', 'liquidation');
    const account = this.#accountOf(market);
    const lots = Math.abs(market.lots);
    const isBuy = market.lots < 0;
    const fee = timesRate(market.valuer.notional(ticks, lots), market.takerFee);
    account.book(market, { isBuy, ticks, lots, fee });
    this.changed(market);
    this.#bus.publish({
      kind: 'account',
      account: account.name,
      market: market.index,
      time,
      change: 'liquidation',
      amount: fee,
      price: ticks,
    });
  }

  /** Pays or takes funding on every open position of a market. */
  fund(market: PaperMarket, rate: bigint, time: number): void {
    if (market.lots === 0 || Number.isNaN(market.last)) return;
    const amount = -timesRate(market.valuer.notional(market.last, market.lots), rate);
    const account = this.#accountOf(market);
    account.pay(amount);
    this.#bus.publish({
      kind: 'account',
      account: account.name,
      market: market.index,
      time,
      change: 'funding',
      amount,
      price: market.last,
    });
  }

  #arrive(order: PaperOrder): void {
    if (order.isGone) return;
    const market = this.#marketOf(order);
    const refusal = refuse(market, order, this.#accountOf(market));
    if (refusal !== undefined) {
      order.isGone = true;
      this.#orders.delete(order.request.id);
      this.#report({ kind: 'rejected', orderId: order.request.id, time: this.#clock.now(), reason: refusal });
      return;
    }
    order.isActive = true;
    order.effective = this.#clock.now();
    order.takes =
      !order.waitsForTrigger && (!order.hasLimit || order.limitReachedAt(order.isBuy ? market.ask : market.bid));
    if (order.stages.length > 0) order.best = order.isBuy ? market.ask : market.bid;
    // Stops and closes go first, newest first; targets and entries queue up by time.
    if (order.isExit && order.request.purpose !== 'target') market.orders.unshift(order);
    else market.orders.push(order);
    this.changed(market);
    const expiry = order.request.expireTime;
    if (expiry !== undefined) this.#clock.at(expiry, () => this.end(order, 'expired', 'good till date'));
    this.#report({ kind: 'accepted', orderId: order.request.id, time: this.#clock.now() });
  }

  #slipped(market: PaperMarket, order: PaperOrder, ticks: number): number {
    if (order.hasLimit) return ticks;
    const slip = slippageTicks(this.model, ticks, this.#random);
    if (slip === 0) return ticks;
    this.slippage += slip * order.remaining * market.valuer.rough;
    return order.isBuy ? ticks + slip : Math.max(1, ticks - slip);
  }

  #remove(market: PaperMarket, order: PaperOrder): void {
    order.isGone = true;
    this.#orders.delete(order.request.id);
    const at = market.orders.indexOf(order);
    if (at >= 0) market.orders.splice(at, 1);
    this.changed(market);
  }

  #marketOf(order: PaperOrder): PaperMarket {
    return ensure(this.markets[order.request.market], `market ${order.request.market}`);
  }

  #report(report: OrderReport): void {
    this.#bus.publish({ kind: 'order-report', report });
  }
}
