import type { InstrumentId } from './instrument.ts';
import { assert } from '../util/assert.ts';
import { type AskState, ChangeQueue, type OrderChange } from './order-change.ts';
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

const none: readonly string[] = [];

/** The fold of an order's reports. Mutable, owned by the order desk. */
export class Order {
  /** The latest attempt. */
  request: OrderRequest;
  /** Client order ids of the attempts before it, which are proved absent. */
  #absentIds: readonly string[] = none;
  state: OrderState = 'pending';
  /** Its quantity and prices as they are in force, as far as is known. */
  lots: number;
  limit: number | undefined;
  trigger: number | undefined;
  filledLots = 0;
  /** Σ price × lots over the fills, ticks·lots. */
  filledValue = 0;
  reason: string | undefined;
  cancelState: AskState = 'none';
  changeState: AskState = 'none';
  /** Changes that the venue has not answered yet. Most orders are never changed. */
  #changes: ChangeQueue | undefined;
  /** Most orders fill once. */
  #fillId: string | undefined;
  #moreFillIds: Set<string> | undefined;

  constructor(request: OrderRequest) {
    this.request = request;
    this.lots = request.lots;
    this.limit = request.limit;
    this.trigger = request.trigger;
  }

  /** Quantity and prices as they will be when every change on its way holds. */
  get wanted(): Pick<Order, 'lots' | 'limit' | 'trigger'> {
    const { filledLots } = this;
    let { lots, limit, trigger } = this;
    for (const change of this.#changes?.open ?? []) {
      if (change.lots !== undefined) lots = filledLots + change.lots;
      limit = change.limit ?? limit;
      trigger = change.trigger ?? trigger;
    }
    return { lots, limit, trigger };
  }

  /** The latest attempt, with quantity and prices as they are in force. */
  get inForce(): OrderRequest {
    const { lots, limit, trigger } = this;
    return orderRequest({ ...this.request, lots, limit, trigger }, this.request.clientOrderId);
  }

  /** A change leaves. It holds at once, as far as is known, where the venue does not confirm it. */
  change(change: OrderChange, isConfirmed: boolean): void {
    if (!isConfirmed) return this.#hold(change);
    this.#changes ??= new ChangeQueue();
    this.#changes.send(change);
    this.changeState = this.#changes.state;
  }

  /** True when this very execution was folded in: a venue may report it again. */
  hasFill(fillId: string): boolean {
    return fillId === this.#fillId || this.#moreFillIds?.has(fillId) === true;
  }

  /** Number of the latest attempt, from 0 on. */
  get attempt(): number {
    return this.#absentIds.length;
  }

  /** May still fill, as far as is known. */
  get isLive(): boolean {
    return this.state === 'pending' || this.state === 'open' || this.state === 'unknown';
  }

  /** Average fill price in ticks; NaN before the first fill. */
  get averagePrice(): number {
    return this.filledLots === 0 ? NaN : this.filledValue / this.filledLots;
  }

  /** Tries again after proof of absence. Never for entries: a new signal makes a new one. */
  retry(clientOrderId: string): OrderRequest {
    assert(
      this.state === 'absent' && this.request.purpose !== 'entry',
      `${this.request.purpose} ${this.request.id} is ${this.state}: only what takes off and is absent is tried again`,
    );
    const { lots, limit, trigger } = this.wanted;
    this.lots = lots;
    this.limit = limit;
    this.trigger = trigger;
    this.#changes = undefined;
    this.#absentIds = [...this.#absentIds, this.request.clientOrderId];
    this.request = orderRequest({ ...this.request, lots, limit, trigger }, clientOrderId);
    this.state = 'pending';
    this.reason = undefined;
    return this.request;
  }

  /**
   * Folds one report in. Absorbs what venues do out of order: a fill that outran its acceptance, or one that lost the
   * race with a cancel (it corrects the quantity, not the state).
   *
   * @returns false when the venue contradicts itself (an overfill, a fill of a rejected order, a word about an order that
   *   was never sent): reconcile, never guess.
   */
  apply(report: OrderReport): boolean {
    if (this.state === 'denied') return false;
    switch (report.kind) {
      case 'placed':
        this.state = 'open';
        this.reason = report.reason;
        return true;
      case 'accepted':
        if (this.state === 'absent') return false;
        if (this.state === 'pending' || this.state === 'unknown') this.state = 'open';
        return true;
      case 'fill':
        return this.#fill(report);
      case 'unknown':
        this.#doubt(report.request);
        return true;
      case 'absent':
        // A query may be answered after the order has ended, and again after it was sent once more.
        if (!this.isLive || this.#absentIds.includes(report.clientOrderId)) return true;
        if (this.state !== 'unknown' || report.clientOrderId !== this.request.clientOrderId) return false;
        return this.#end('absent', report.reason);
      case 'amended':
        this.#answered(true);
        return true;
      case 'refused':
        if (report.request === 'cancel') this.cancelState = 'none';
        else this.#answered(false);
        return true;
      case 'rejected':
        return this.filledLots === 0 && this.#end('rejected', report.reason);
      case 'canceled':
      case 'expired':
        return this.#end(report.kind, report.reason);
    }
  }

  /** A change holds, or came to nothing. */
  #answered(holds: boolean): void {
    if (this.#changes === undefined) return;
    this.#hold(this.#changes.answer(holds) ?? {});
    // What has ended waits for nothing.
    if (this.isLive) this.changeState = this.#changes.state;
  }

  #hold({ lots, limit, trigger }: OrderChange): void {
    if (lots !== undefined) this.lots = this.filledLots + lots;
    this.limit = limit ?? this.limit;
    this.trigger = trigger ?? this.trigger;
  }

  /** What has ended stays as it ended. */
  #end(state: OrderState, reason: string): boolean {
    if (!this.isLive) return true;
    this.state = state;
    this.reason = reason;
    this.cancelState = 'none';
    this.changeState = 'none';
    return true;
  }

  #doubt(request: RequestKind): void {
    if (request === 'cancel' && this.cancelState !== 'none') this.cancelState = 'unknown';
    if (request === 'amend' && this.#changes !== undefined && this.changeState !== 'none') {
      this.#changes.doubt();
      this.changeState = this.#changes.state;
    }
    // Once the venue has spoken of it, it is there.
    if (request === 'submit' && this.state === 'pending') this.state = 'unknown';
  }

  #fill(report: FillReport): boolean {
    if (this.state === 'rejected' || this.state === 'absent' || this.state === 'filled') return false;
    const filled = this.filledLots + report.lots;
    if (!(report.lots > 0) || filled > report.orderLots) return false;
    this.lots = report.orderLots;
    if (this.#fillId === undefined) this.#fillId = report.fillId;
    else (this.#moreFillIds ??= new Set()).add(report.fillId);
    this.filledLots = filled;
    this.filledValue += report.price * report.lots;
    // One that was canceled or has expired stays so, however much of it filled.
    if (this.isLive) this.state = filled === this.lots ? 'filled' : 'open';
    return true;
  }
}
