import type { InstrumentId } from './instrument.ts';
import type { OrderSide } from './record.ts';

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
  /** Room for what `OrderRequest` has besides, so that one object goes all the way; an order may do without. */
  readonly cap?: SizeCap | undefined;
  clientOrderId?: string;
}

/** What the caps allow an order to come to whose quantity is known only when it fills. Absent where no cap says. */
export interface SizeCap {
  /** Lots that only net open trades: so many are allowed whatever the caps say, while there is still as much to net. */
  readonly netted: number;
  readonly lots: number | undefined;
  /** At the price of the fill, settlement currency. */
  readonly notional: number | undefined;
}

/** An order with its quantity: what the desk sends. Exactly one of `lots` and `fraction` decides its size. */
export interface SizedOrder extends Omit<RawOrder, 'lots' | 'opposed'> {
  readonly lots: number;
  /** Only beside a `fraction`. */
  readonly cap?: SizeCap | undefined;
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
export function sizedOrder(order: RawOrder, lots: number, fraction?: number, cap?: SizeCap): SizedOrder {
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
    cap,
    clientOrderId: '',
  };
}

/** The first attempt to have an order at the venue: the order itself where it has room for the id. */
export function firstRequest(order: SizedOrder, clientOrderId: string): OrderRequest {
  if (!hasRoom(order)) return orderRequest(order, clientOrderId);
  order.clientOrderId = clientOrderId;
  return order;
}

function hasRoom(order: SizedOrder): order is SizedOrder & { clientOrderId: string } {
  return order.clientOrderId === '';
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
    cap: order.cap,
    clientOrderId,
  };
}

/** What a venue reports about an order. Prices in ticks, quantities in lots, fees in money units (see money.ts). */
export type OrderReport =
  /** The venue placed an order of its own: a liquidation. `reason` says why. */
  | {
      readonly kind: 'placed';
      readonly orderId: string;
      readonly time: number;
      readonly reason: string;
      readonly request: OrderRequest;
    }
  | { readonly kind: 'accepted'; readonly orderId: string; readonly time: number }
  | EndReport<'rejected' | 'canceled' | 'expired'>
  /** A request went out and what became of it is not known: a timeout, a broken connection, words that make no sense. */
  | { readonly kind: 'unknown'; readonly orderId: string; readonly time: number; readonly request: RequestKind }
  /** Proof that the attempt of this client order id, of unknown fate, is not, and will not be, at the venue. */
  | (EndReport<'absent'> & { readonly clientOrderId: string })
  /** A change holds. From venues that confirm changes; a new price of an entry is confirmed by every venue. */
  | { readonly kind: 'amended'; readonly orderId: string; readonly time: number }
  /** A cancel or a change was not obeyed: the order stands as it did. */
  | {
      readonly kind: 'refused';
      readonly orderId: string;
      readonly time: number;
      readonly request: 'cancel' | 'amend';
      readonly reason: string;
    }
  | FillReport;

interface EndReport<K> {
  readonly kind: K;
  readonly orderId: string;
  readonly time: number;
  readonly reason: string;
}

/** What a venue can be asked. */
export type RequestKind = 'submit' | 'cancel' | 'amend';

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
