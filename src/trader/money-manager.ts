import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import { moneyToNumber } from '../market/money.ts';
import { isSized, type RawOrder, sizedOrder } from '../market/order.ts';
import type { Instrument } from '../market/instrument.ts';
import type { AccountView } from './venue.ts';
import { type RiskLimit, type RiskState, type SizedEntry } from './risk/risk.ts';
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
}

/** What a money manager is made of. */
export interface MoneyManagerParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly sizing: Sizing;
  readonly limits: readonly RiskLimit[];
  readonly state: RiskState;
  readonly marketOf: (index: number) => SizingMarket;
  /** The venue sizes orders by a fraction itself. */
  readonly takesFractions: boolean;
}

/**
 * Turns a raw order without quantity into a sized one, or refuses it with a reason. Exits pass: their quantity is that
 * of the trade. Caps are checked after sizing and shrink nothing: an order that breaks one is refused.
 */
export class MoneyManager {
  readonly #parts: MoneyManagerParts;

  constructor(parts: MoneyManagerParts) {
    this.#parts = parts;
    parts.bus.on('raw-order', (event) => this.#size(event.order));
  }

  #size(order: RawOrder): void {
    const market = this.#parts.marketOf(order.market);
    if (order.purpose !== 'entry') {
      this.#parts.bus.publish({ kind: 'order', order: isSized(order) ? order : sizedOrder(order, 0, order.fraction) });
      return;
    }
    const price = entryPrice(order, market);
    if (Number.isNaN(price)) return this.#deny(order, 'no-price');
    if (isBehind(order, price)) return this.#deny(order, 'stop-on-wrong-side');
    const isFraction = order.fraction !== undefined && this.#parts.takesFractions && order.lots === undefined;
    const sized = order.lots ?? this.#lots(order, market, price);
    if (typeof sized === 'string') return this.#deny(order, sized);
    if (sized < 1) return this.#deny(order, 'below-one-lot');
    const entry: SizedEntry = {
      order,
      lots: sized,
      quantity: market.instrument.quantity.toNumber(sized),
      price,
      notional: sized * price * market.tickLotValue,
    };
    for (const limit of this.#parts.limits) {
      const refusal = limit(entry, this.#parts.state, this.#parts.clock.now());
      if (refusal !== undefined) return this.#deny(order, refusal);
    }
    this.#parts.state.accepted(this.#parts.clock.now());
    this.#parts.bus.publish({
      kind: 'order',
      order: sizedOrder(order, sized, isFraction ? order.fraction : undefined),
    });
  }

  #lots(order: RawOrder, market: SizingMarket, price: number): number | string {
    const each = price * market.tickLotValue;
    if (order.fraction !== undefined) {
      const funds = moneyToNumber(market.account.available()) * market.account.leverage;
      return Math.max(1, Math.floor((funds * order.fraction) / (each * (1 + market.takerFee))));
    }
    return this.#parts.sizing({
      price: each,
      // Distance of the planned stop in money of one lot; NaN without one.
      stopDistance: order.plannedStop === undefined ? NaN : Math.abs(price - order.plannedStop) * market.tickLotValue,
      equity: moneyToNumber(market.account.equity()),
      unit: 1 / market.instrument.quantity.toNumber(1),
    });
  }

  #deny(order: RawOrder, reason: string): void {
    this.#parts.bus.publish({
      kind: 'denied',
      stage: 'money',
      reason,
      signalId: order.signalId,
      orderId: order.id,
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
