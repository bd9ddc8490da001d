import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import type { EntryMoveEvent } from '../market/event.ts';
import { moneyToNumber } from '../market/money.ts';
import { isSized, type RawOrder, type SizeCap, sizedOrder } from '../market/order.ts';
import type { Instrument } from '../market/instrument.ts';
import type { OrderView } from './order-list.ts';
import type { AccountView } from './venue.ts';
import type { RiskLimit, RiskState, SizedEntry } from './risk/risk.ts';
import type { Sizing } from './sizing/index.ts';

/** What the money manager knows of a market when it sizes: the instrument and its present prices in ticks. */
export interface SizingMarket {
  readonly instrument: Instrument;
  /** Money, as a double, of one tick × one lot. */
  readonly tickLotValue: number;
  readonly bid: number;
  readonly ask: number;
  readonly account: AccountView;
  readonly takerFee: number;
  /** Whether orders may be marked reduce-only: not where several strategies share one net position. */
  reduceOnly: boolean;
}

/** What a money manager is made of. */
export interface MoneyManagerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly sizing: Sizing;
  readonly limits: readonly RiskLimit[];
  /** What the caps count on the account of a market. */
  readonly stateOf: (market: number) => RiskState;
  readonly marketOf: (index: number) => SizingMarket;
  /** All orders by id. */
  readonly orders: OrderView;
  /** The venue sizes orders by a fraction itself. */
  readonly takesFractions: boolean;
}

/** What would become of an entry. */
export interface EntryQuote {
  /** 0 where it could not be sized. */
  readonly lots: number;
  /** Ticks. */
  readonly price: number;
  readonly refusal: string | undefined;
}

/**
 * Turns a raw order without quantity into a sized one, or refuses it with a reason. Exits pass: their quantity is that
 * of the trade. Caps are checked after sizing: an order that breaks one is refused. One that the venue sizes when it
 * fills carries them along, and is made no larger than they allow. An entry that only nets open trades breaks none; what
 * it nets may be gone when it fills, so where a cap says no to one of its size it goes out reduce-only. A new price for an
 * entry that waits goes through the same caps.
 */
export class MoneyManager {
  readonly #parts: MoneyManagerParts;
  /** The lowest of the caps on one order; Infinity without one. */
  readonly #mostNotional: number;
  readonly #mostQuantity: number;
  /** Lots that a person set for the entries of a market, in place of the sizing. */
  readonly #fixed = new Map<number, number>();

  constructor(parts: MoneyManagerParts) {
    const { bus } = parts;
    this.#parts = parts;
    this.#mostNotional = Math.min(...parts.limits.map(({ mostNotional = Infinity }) => mostNotional));
    this.#mostQuantity = Math.min(...parts.limits.map(({ mostQuantity = Infinity }) => mostQuantity));
    bus.on('raw-order', (event) => this.#size(event.order));
    bus.on('entry-move', (event) => this.#move(event));
    bus.on('order-report', ({ report, request }) => {
      if (report.kind === 'fill') this.#watchLoss(parts.stateOf(request.market));
    });
    bus.on('account', (event) => this.#watchLoss(parts.stateOf(event.market)));
  }

  /** Looks whether the caps on the loss of the day are reached: where they are, entries that wait are taken back. */
  watchLoss(states: Iterable<RiskState>): void {
    for (const state of states) this.#watchLoss(state);
  }

  /** A person trades on the market as well: exits there cannot be marked reduce-only any more. */
  share(market: number): void {
    this.#parts.marketOf(market).reduceOnly = false;
  }

  /** Entries on a market that say no quantity have this one, in place of the sizing; `undefined`: sized again. Lots. */
  fix(market: number, lots: number | undefined): void {
    if (lots === undefined) this.#fixed.delete(market);
    else this.#fixed.set(market, lots);
  }

  /** The lots that a person set for the entries of a market. */
  fixedOn(market: number): number | undefined {
    return this.#fixed.get(market);
  }

  /** What an entry would be sized to now, and why it would be refused. Changes nothing. */
  quote(order: RawOrder): EntryQuote {
    const market = this.#parts.marketOf(order.market);
    const price = entryPrice(order, market);
    if (Number.isNaN(price)) return { lots: 0, price, refusal: 'no-price' };
    const lots = order.lots ?? this.#lots(order, market, price);
    if (typeof lots === 'string') return { lots: 0, price, refusal: lots };
    if (isBehind(order, price)) return { lots, price, refusal: 'stop-on-wrong-side' };
    if (lots < 1) return { lots, price, refusal: 'below-one-lot' };
    return { lots, price, refusal: this.#capped(order, { lots, price, isMove: false }, false) };
  }

  #size(order: RawOrder): void {
    const { bus, clock, takesFractions } = this.#parts;
    const state = this.#parts.stateOf(order.market);
    if (order.purpose !== 'entry') {
      state.sent(clock.now());
      bus.publish({ kind: 'order', order: isSized(order) ? order : sizedOrder(order, 0, order.fraction) });
      return;
    }
    const market = this.#parts.marketOf(order.market);
    const price = entryPrice(order, market);
    if (Number.isNaN(price)) return this.#deny(order, 'no-price');
    if (isBehind(order, price)) return this.#deny(order, 'stop-on-wrong-side');
    const lots = order.lots ?? this.#lots(order, market, price);
    if (typeof lots === 'string') return this.#deny(order, lots);
    if (lots < 1) return this.#deny(order, 'below-one-lot');
    if (lots > Number.MAX_SAFE_INTEGER) return this.#deny(order, 'too-many-lots');
    const refusal = this.#refusal(order, { lots, price, isMove: false });
    if (refusal !== undefined && !mayOnlyNet(order, lots, market)) return this.#deny(order, refusal);
    state.sent(clock.now());
    const allowed = refusal === undefined ? order : { ...order, reduceOnly: market.reduceOnly };
    const isFraction = order.fraction !== undefined && takesFractions && order.lots === undefined;
    const sized = isFraction
      ? sizedOrder(allowed, lots, order.fraction, this.#capOf(order, market))
      : sizedOrder(allowed, lots);
    bus.publish({ kind: 'order', order: sized });
  }

  #capOf({ opposed }: RawOrder, { instrument }: SizingMarket): SizeCap | undefined {
    const isEndless = this.#mostQuantity === Infinity || !instrument.quantity.canCount(this.#mostQuantity);
    if (this.#mostNotional === Infinity && isEndless) return undefined;
    return {
      netted: nettedLots(opposed),
      lots: isEndless ? undefined : instrument.quantity.fromNumber(this.#mostQuantity, 'floor'),
      notional: this.#mostNotional === Infinity ? undefined : this.#mostNotional,
    };
  }

  /** An entry that waits is to have another price: it goes where a new one of that price would go, or stays as it was. */
  #move({ orderId, change, plannedStop, time }: EntryMoveEvent): void {
    const { bus, clock, orders } = this.#parts;
    const order = orders.get(orderId);
    if (order?.isLive !== true) return;
    const { limit, trigger } = { ...order.wanted, ...change };
    const moved: RawOrder = { ...order.request, limit, trigger, plannedStop };
    const market = this.#parts.marketOf(moved.market);
    const price = entryPrice(moved, market);
    const isFraction = moved.fraction !== undefined && order.filledLots === 0;
    const sized = isFraction ? this.#lots(moved, market, price) : order.lots;
    const lots = typeof sized === 'number' ? sized : order.lots;
    const refusal = isBehind(moved, price) ? 'stop-on-wrong-side' : this.#refusal(moved, { lots, price, isMove: true });
    if (refusal !== undefined) return this.#deny(moved, refusal, true);
    this.#parts.stateOf(moved.market).sent(clock.now());
    bus.publish({ kind: 'amend', orderId, change, time });
  }

  #refusal(order: RawOrder, sized: { lots: number; price: number; isMove: boolean }): string | undefined {
    // It may only net, whatever its price.
    if (sized.isMove && order.reduceOnly) return undefined;
    this.#watchLoss(this.#parts.stateOf(order.market));
    return this.#capped(order, sized, true);
  }

  /** The cap that an entry would break. @param isCounted its trade is there already, and counts as open */
  #capped(
    order: RawOrder,
    { lots, price, isMove }: { lots: number; price: number; isMove: boolean },
    isCounted: boolean,
  ): string | undefined {
    const state = this.#parts.stateOf(order.market);
    if (state.isStopped) return 'daily-loss';
    const market = this.#parts.marketOf(order.market);
    const entry: SizedEntry = {
      order,
      lots,
      quantity: market.instrument.quantity.toNumber(lots),
      price,
      notional: lots * price * market.tickLotValue,
      // What opens a trade ends those that it nets, unless they have ended by then.
      ends: (order.opposed?.netted.length ?? 0) - (isCounted ? 0 : 1),
      isMove,
    };
    const { limits } = this.#parts;
    const now = this.#parts.clock.now();
    for (let k = 0; k < limits.length; k++) {
      const refusal = limits[k]!(entry, state, now);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #lots(order: RawOrder, market: SizingMarket, price: number): number | string {
    const each = price * market.tickLotValue;
    if (order.fraction !== undefined) {
      // What is on its way out will have freed its funds when this fills.
      const freed = (order.opposed?.leaving ?? 0) * each;
      const funds = moneyToNumber(market.account.available()) * market.account.leverage + freed;
      return Math.max(1, Math.floor((funds * order.fraction) / (each * (1 + market.takerFee))));
    }
    const fixed = this.#fixed.get(order.market);
    if (fixed !== undefined) return fixed;
    return this.#parts.sizing({
      price: each,
      // Distance of the planned stop in money of one lot; NaN without one.
      stopDistance: order.plannedStop === undefined ? NaN : Math.abs(price - order.plannedStop) * market.tickLotValue,
      equity: moneyToNumber(market.account.equity()),
      unit: 1 / market.instrument.quantity.toNumber(1),
    });
  }

  #watchLoss(state: RiskState): void {
    if (!state.stopsNow()) return;
    const { bus, clock, orders } = this.#parts;
    const time = clock.now();
    let count = 0;
    for (const { request, isLive } of orders.values()) {
      if (!isLive || request.purpose !== 'entry' || this.#parts.stateOf(request.market) !== state) continue;
      count++;
      bus.publish({ kind: 'cancel', orderId: request.id, reason: 'daily-loss', time });
    }
    const message = `the day has lost what it may: no new trades before 00:00 UTC; ${count} waiting ${count === 1 ? 'entry' : 'entries'} taken back`;
    bus.publish({ kind: 'status', time, level: 'warn', source: 'money', message });
  }

  /** @param lives the order is at the venue and stays there */
  #deny(order: RawOrder, reason: string, lives = false): void {
    this.#parts.bus.publish({
      kind: 'denied',
      stage: 'money',
      reason,
      signalId: order.signalId,
      orderId: lives ? undefined : order.id,
      standing: lives ? order.id : undefined,
      tradeId: order.tradeId,
      traderId: order.traderId,
      instrument: order.instrument,
      time: this.#parts.clock.now(),
      purpose: order.purpose,
      lots: order.lots,
    });
  }
}

/** True when the planned stop lies where the trade would gain: it would end the trade as it opens. */
function isBehind({ side, plannedStop }: RawOrder, price: number): boolean {
  if (plannedStop === undefined) return false;
  return side === 'buy' ? plannedStop >= price : plannedStop <= price;
}

/** The price an entry is sized with: its limit, its trigger, or what the market asks now. */
function entryPrice(order: RawOrder, market: SizingMarket): number {
  return order.limit ?? order.trigger ?? (order.side === 'buy' ? market.ask : market.bid);
}

function nettedLots(opposed: RawOrder['opposed']): number {
  return opposed?.netted.reduce((sum, each) => sum + each, 0) ?? 0;
}

/**
 * True for an entry that nets open trades and opens none, and goes on doing so: it can be marked reduce-only, or fills at
 * once. Where several strategies share the market one that waits could find nothing to net.
 */
function mayOnlyNet({ opposed, type }: RawOrder, lots: number, market: SizingMarket): boolean {
  return nettedLots(opposed) >= lots && (market.reduceOnly || type === 'market');
}
