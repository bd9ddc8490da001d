import type { InstrumentId } from './instrument.ts';
import type { OrderSide, OrderState } from './record.ts';

/** When an order acts, and at what price: at once, at its limit or better, or after its trigger was touched. */
export type OrderType =
  | 'market'
  | 'limit'
  | 'stop'
  | 'stop-limit'
  | 'take-profit'
  | 'take-profit-limit'
  | 'trailing-stop';
/** How long it stands: until canceled, fill now what can be, all now or nothing, until a date. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTD';
/** What the order is for in its trade. */
export type OrderPurpose = 'entry' | 'exit' | 'stop' | 'target';

/**
 * From a gain on, a trailing stop stands this far behind the best price. `from` is the price that arms the stage (ticks;
 * for a long trade at or above it); `ratio` the distance as a part of the best price.
 */
export interface TrailingStage {
  readonly from: number;
  readonly ratio: number;
  /** Instead of a distance: the stop goes to this price and stays (breakeven). */
  readonly stop?: number;
}

/** Trades of its strategy-trader that an entry stands beside, for its size and the caps. Lots. */
export interface Opposed {
  /** Of trades that orders on their way close at the market: the funds that they bind will be free. */
  readonly leaving: number;
  /** Of each trade of the other direction that it nets before it opens one of its own, first opened first. */
  readonly netted: readonly number[];
}

/** An order as wished: everything but, for entries, the quantity. Prices in ticks, quantities in lots. */
export interface RawOrder {
  /** Deterministic: derived from the signal that caused it. */
  readonly id: string;
  readonly tradeId: string;
  readonly signalId: string;
  /** The strategy-trader that it belongs to. */
  readonly traderId: string;
  /** Index of the instrument in the run. */
  readonly market: number;
  readonly instrument: InstrumentId;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly purpose: OrderPurpose;
  readonly limit: number | undefined;
  readonly trigger: number | undefined;
  readonly trailing: readonly TrailingStage[] | undefined;
  readonly timeInForce: TimeInForce;
  /** For GTD, ms. */
  readonly expireTime: number | undefined;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Orders of one group cancel each other when one fills (OCO). */
  readonly group: string | undefined;
  /** Lots, when the author or the trade gives them. */
  readonly lots: number | undefined;
  /** Part of the available funds, when the author asks for that. */
  readonly fraction: number | undefined;
  /** Price of the planned stop, for sizing by risk; ticks. */
  readonly plannedStop: number | undefined;
  readonly time: number;
  /** Absent where there is nothing. */
  readonly opposed?: Opposed | undefined;
}

/** An order with its quantity: what the desk sends. Exactly one of `lots` and `fraction` decides its size. */
export interface SizedOrder extends Omit<RawOrder, 'lots' | 'opposed'> {
  readonly lots: number;
}

/** One attempt to have an order at the venue. */
export interface OrderRequest extends SizedOrder {
  readonly clientOrderId: string;
}

/** True when a raw order is complete: it has its quantity. */
export function isSized(order: RawOrder): order is SizedOrder {
  return order.lots !== undefined;
}

/** The same order with its size. Field by field: a spread of so many takes several times as long. */
export function sizedOrder(order: RawOrder, lots: number, fraction: number | undefined): SizedOrder {
  return {
    id: order.id,
    tradeId: order.tradeId,
    signalId: order.signalId,
    traderId: order.traderId,
    market: order.market,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    purpose: order.purpose,
    limit: order.limit,
    trigger: order.trigger,
    trailing: order.trailing,
    timeInForce: order.timeInForce,
    expireTime: order.expireTime,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    group: order.group,
    lots,
    fraction,
    plannedStop: order.plannedStop,
    time: order.time,
  };
}

/** An attempt to have an order at the venue. */
export function orderRequest(order: SizedOrder, clientOrderId: string): OrderRequest {
  return {
    id: order.id,
    tradeId: order.tradeId,
    signalId: order.signalId,
    traderId: order.traderId,
    market: order.market,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    purpose: order.purpose,
    limit: order.limit,
    trigger: order.trigger,
    trailing: order.trailing,
    timeInForce: order.timeInForce,
    expireTime: order.expireTime,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    group: order.group,
    lots: order.lots,
    fraction: order.fraction,
    plannedStop: order.plannedStop,
    time: order.time,
    clientOrderId,
  };
}

/** What a venue reports about an order. Prices in ticks, quantities in lots, fees in money units (see money.ts). */
export type OrderReport =
  | { readonly kind: 'accepted'; readonly orderId: string; readonly time: number }
  | { readonly kind: 'rejected'; readonly orderId: string; readonly time: number; readonly reason: string }
  | { readonly kind: 'canceled'; readonly orderId: string; readonly time: number; readonly reason: string }
  | { readonly kind: 'expired'; readonly orderId: string; readonly time: number; readonly reason: string }
  | FillReport;

/** One execution. */
export interface FillReport {
  readonly kind: 'fill';
  readonly fillId: string;
  readonly orderId: string;
  readonly time: number;
  readonly price: number;
  readonly lots: number;
  readonly fee: bigint;
  readonly maker: boolean;
  /** The fill of a stop that had followed the price. */
  readonly raised: boolean;
  /** Lots of the whole order, where the venue decided them (orders sized by a fraction). */
  readonly orderLots: number;
}

/** The fold of an order's reports. Mutable, owned by the order desk. */
export class Order {
  readonly request: OrderRequest;
  state: OrderState = 'pending';
  lots: number;
  filledLots = 0;
  /** Σ price × lots over the fills, ticks·lots. */
  filledValue = 0;
  reason: string | undefined;

  constructor(request: OrderRequest) {
    this.request = request;
    this.lots = request.lots;
  }

  get isLive(): boolean {
    return this.state === 'pending' || this.state === 'open';
  }

  /** Average fill price in ticks; NaN before the first fill. */
  get averagePrice(): number {
    return this.filledLots === 0 ? NaN : this.filledValue / this.filledLots;
  }

  /**
   * Folds one report in. Absorbs what venues do out of order: a fill that outran its acceptance, or one that lost the
   * race with a cancel (it corrects the quantity, not the state).
   *
   * @returns false when the venue contradicts itself (an overfill, a fill of a rejected order): reconcile, never guess.
   */
  apply(report: OrderReport): boolean {
    switch (report.kind) {
      case 'accepted':
        if (this.state === 'pending') this.state = 'open';
        return true;
      case 'fill':
        return this.#fill(report);
      case 'rejected':
      case 'canceled':
      case 'expired':
        if (this.filledLots > 0 && report.kind === 'rejected') return false;
        if (this.state === 'filled') return true;
        if (this.isLive) {
          this.state = report.kind;
          this.reason = report.reason;
        }
        return true;
    }
  }

  #fill(report: FillReport): boolean {
    if (this.state === 'rejected' || this.state === 'denied' || this.state === 'filled') return false;
    const filled = this.filledLots + report.lots;
    if (!(report.lots > 0) || filled > report.orderLots) return false;
    this.lots = report.orderLots;
    this.filledLots = filled;
    this.filledValue += report.price * report.lots;
    // One that was canceled or has expired stays so, however much of it filled.
    if (this.isLive) this.state = filled === this.lots ? 'filled' : 'open';
    return true;
  }
}
