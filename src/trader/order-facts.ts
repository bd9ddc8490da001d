import type { Order } from '../market/order-fold.ts';
import type { OrderType } from '../market/order.ts';
import type { OrderSide, OrderState } from '../market/record.ts';

/**
 * What is told of an order after a run, for one order after the other: to be read before the next one comes. Prices in
 * ticks, quantities in lots; NaN where there is no price.
 */
export class OrderFacts {
  id = '';
  /** `undefined` when it is the one that `clientOrderId` gives the first attempt of this order. */
  clientOrderId: string | undefined = undefined;
  market: number = 0;
  side: OrderSide = 'buy';
  type: OrderType = 'market';
  state: OrderState = 'pending';
  /** As in force. The level is the limit, else the trigger. */
  lots: number = NaN;
  level: number = NaN;
  /** As sent. */
  sentLots: number = NaN;
  sentLevel: number = NaN;
  filledLots: number = NaN;
  /** Σ price × lots over the fills. */
  filledValue: number = NaN;
  /** Of the order, ms. */
  time: number = NaN;
  reason: string | undefined = undefined;

  /** The facts of an order. @returns itself */
  of(order: Order): this {
    const { request } = order;
    this.id = request.id;
    this.clientOrderId = request.clientOrderId;
    this.market = request.market;
    this.side = request.side;
    this.type = request.type;
    this.state = order.state;
    this.lots = order.lots;
    this.level = order.limit ?? order.trigger ?? NaN;
    this.sentLots = request.lots;
    this.sentLevel = request.limit ?? request.trigger ?? NaN;
    this.filledLots = order.filledLots;
    this.filledValue = order.filledValue;
    this.time = request.time;
    this.reason = order.reason;
    return this;
  }
}
