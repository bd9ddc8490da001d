import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { OrderType, RawOrder } from '../../market/order.ts';
import { ensure } from '../../util/assert.ts';
import type { ExitOrder, TargetSlot } from './exit-orders.ts';
import { levelTicks } from './plan.ts';
import type { ExitRequest, TrackedMarket } from './ports.ts';
import type { TradeBook } from './trade-book.ts';
import type { Trade } from './trade.ts';

/** No price was asked for since it was placed. */
const asPlaced: OrderChange = {};

/** Sends what trades want of their orders: new ones, changes, cancels. */
export class TradeOrders {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #markets: readonly TrackedMarket[];
  readonly #book: TradeBook;

  constructor(parts: { bus: Bus; clock: Clock; markets: readonly TrackedMarket[]; book: TradeBook }) {
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#markets = parts.markets;
    this.#book = parts.book;
  }

  market(trade: Trade): TrackedMarket {
    return this.marketAt(trade.market);
  }

  marketAt(index: number): TrackedMarket {
    return ensure(this.#markets[index], 'market', index);
  }

  now(): number {
    return this.#clock.now();
  }

  /** Asks for the trade's entry; `netted` are the open trades that it nets. */
  enter(trade: Trade, netted: readonly Trade[]): void {
    const order = this.entryOrder(trade, this.#opposed(trade, netted));
    trade.entryOrderId = order.id;
    this.#book.link(order.id, trade);
    this.#bus.publish({ kind: 'raw-order', order });
  }

  /** Places an exit order of the trade. */
  place(trade: Trade, request: ExitRequest, target?: TargetSlot): ExitOrder {
    const order: ExitOrder = {
      id: request.id,
      purpose: request.purpose,
      reason: request.reason,
      type: request.type,
      lots: request.lots,
      filled: 0,
      isCanceled: false,
      cancelReason: '',
      isCancelRefused: false,
      cancelRefusals: 0,
      cancelDoubts: 0,
      changeRefusals: 0,
      isCancelDue: false,
      isChangeDue: false,
      wanted: asPlaced,
      limit: request.limit,
      until: request.until,
      target,
    };
    if (target !== undefined) target.order = order;
    trade.exits.add(order);
    this.#book.link(order.id, trade);
    this.#bus.publish({
      kind: 'raw-order',
      order: {
        id: order.id,
        tradeId: trade.id,
        signalId: trade.id,
        traderId: trade.traderId,
        market: trade.market,
        instrument: this.market(trade).instrument.id,
        side: trade.sign > 0 ? 'sell' : 'buy',
        type: request.type,
        purpose: request.purpose,
        limit: request.limit,
        trigger: request.trigger,
        trailing: request.trailing,
        timeInForce: 'GTC',
        expireTime: undefined,
        postOnly: false,
        reduceOnly: this.#mayOnlyReduce(trade, request),
        group: undefined,
        lots: request.lots,
        fraction: undefined,
        plannedStop: undefined,
        time: this.now(),
        cap: undefined,
        clientOrderId: '',
      },
    });
    return order;
  }

  /** Trades of both directions stand on the trade's market: the venue's net position is not what either of them holds. */
  isOpposed(trade: Trade): boolean {
    const open = this.#book.openOn(trade.market);
    for (let k = 0; k < open.length; k++) if (open[k]!.sign !== trade.sign) return true;
    return false;
  }

  /** Takes an exit order back; it may still fill until the venue has done so. */
  cancel(order: ExitOrder, reason: string): void {
    if (order.isCanceled) return;
    order.isCanceled = true;
    order.cancelReason = reason;
    this.#cancel(order.id, reason);
  }

  /** Gives an exit order that rests a new price. */
  reprice(order: ExitOrder, change: OrderChange): void {
    order.wanted = { ...order.wanted, ...change };
    this.#amend(order.id, change);
  }

  /** A cancel was not obeyed: it is asked for again, ever more seldom, as long as the order lives and is to go. */
  cancelAgain(trade: Trade, order: ExitOrder): void {
    order.isCancelRefused = true;
    order.cancelRefusals++;
    this.#cancelLater(trade, order);
  }

  /** Nobody knows what became of a cancel: the same, but what may be gone does not serve again. */
  cancelInDoubt(trade: Trade, order: ExitOrder): void {
    order.cancelDoubts++;
    this.#cancelLater(trade, order);
  }

  #cancelLater(trade: Trade, order: ExitOrder): void {
    if (order.isCancelDue) return;
    order.isCancelDue = true;
    this.#clock.at(this.now() + patience(order.cancelRefusals + order.cancelDoubts), () => {
      order.isCancelDue = false;
      if (trade.exits.get(order.id) !== order || !order.isCanceled) return;
      order.isCancelRefused = false;
      this.#cancel(order.id, order.cancelReason);
    });
  }

  /** A change was not obeyed, or nobody knows: what the order is to be by then is asked for again. */
  changeAgain(trade: Trade, order: ExitOrder): void {
    order.changeRefusals++;
    if (order.isChangeDue) return;
    order.isChangeDue = true;
    this.#clock.at(this.now() + patience(order.changeRefusals), () => {
      order.isChangeDue = false;
      if (trade.exits.get(order.id) !== order || order.isCanceled) return;
      this.#amend(order.id, { ...order.wanted, lots: order.lots });
    });
  }

  /** A cancel of an entry was not obeyed, or nobody knows: the same. Until then anybody else may ask. */
  cancelEntryAgain(trade: Trade, reason: string): void {
    trade.isEntryCanceled = false;
    trade.entryRefusals++;
    this.#clock.at(this.now() + patience(trade.entryRefusals), () => this.cancelEntry(trade, reason));
  }

  /** Takes back what has not filled of the entry. False when there is nothing, or it was taken back already. */
  cancelEntry(trade: Trade, reason: string): boolean {
    if (trade.isEntryCanceled || this.#book.ownerOf(trade.entryOrderId) === undefined) return false;
    trade.isEntryCanceled = true;
    this.#cancel(trade.entryOrderId, reason);
    return true;
  }

  /** Gives an exit order this many lots still to fill; none takes it back. */
  resize(order: ExitOrder, lots: number): void {
    if (order.isCanceled || order.lots === lots) return;
    if (lots <= 0) {
      this.cancel(order, 'nothing left');
      return;
    }
    order.lots = lots;
    this.#amend(order.id, { lots });
  }

  #amend(orderId: string, change: OrderChange): void {
    this.#bus.publish({ kind: 'amend', orderId, change, time: this.now() });
  }

  /** An exit that makes way for an opposite entry may fill after it; it has to sell what it holds all the same. */
  #mayOnlyReduce(trade: Trade, { reason }: ExitRequest): boolean {
    return this.market(trade).reduceOnly && reason !== 'opposite' && !this.isOpposed(trade);
  }

  #cancel(orderId: string, reason: string): void {
    this.#bus.publish({ kind: 'cancel', orderId, reason, time: this.now() });
  }

  /** Asks for a new price of an entry that waits: its limit where it has one, else its trigger. */
  moveEntry(trade: Trade, price: number): void {
    if (trade.isEntryCanceled || this.#book.ownerOf(trade.entryOrderId) === undefined) return;
    const ticks = this.market(trade).instrument.price.fromNumber(price);
    const type = trade.signal.type ?? 'market';
    // A market order has neither.
    if (type === 'market') return;
    trade.entryPriceAsked = price;
    this.#bus.publish({
      kind: 'entry-move',
      orderId: trade.entryOrderId,
      change: hasLimit(type) ? { limit: ticks } : { trigger: ticks },
      plannedStop: this.#plannedStop(trade, ticks, this.market(trade).instrument),
      time: this.now(),
    });
  }

  /** Nobody knows what became of a new price of an entry: the one that is wanted by then is asked for again. */
  moveEntryAgain(trade: Trade): void {
    trade.entryMoveDoubts++;
    if (trade.isEntryMoveDue) return;
    trade.isEntryMoveDue = true;
    this.#clock.at(this.now() + patience(trade.entryMoveDoubts), () => {
      // The answer may have come after all.
      if (!trade.isEntryMoveDue || trade.entryPriceAsked === undefined) return;
      trade.isEntryMoveDue = false;
      this.moveEntry(trade, trade.entryPriceAsked);
    });
  }

  #opposed({ traderId }: Trade, netted: readonly Trade[]): RawOrder['opposed'] {
    let leaving = 0;
    const trades = this.#book.tradesOf(traderId);
    for (let k = 0; k < trades.length; k++) if (trades[k]!.leaving !== undefined) leaving += trades[k]!.lots;
    return leaving === 0 && netted.length === 0 ? undefined : { leaving, netted: netted.map(({ lots }) => lots) };
  }

  #plannedStop({ plan, sign }: Trade, entry: number, instrument: Instrument): number | undefined {
    return plan.stop === undefined ? undefined : levelTicks(plan.stop, entry, { sign, gain: false, instrument });
  }

  /** The order that the trade's signal asks for. */
  entryOrder(trade: Trade, opposed: RawOrder['opposed']): RawOrder {
    const { signal } = trade;
    const { instrument, last } = this.market(trade);
    const { price, quantity } = instrument;
    const type = signal.type ?? 'market';
    const limit = signal.price === undefined || !hasLimit(type) ? undefined : price.fromNumber(signal.price);
    const trigger = signal.trigger === undefined || !hasTrigger(type) ? undefined : price.fromNumber(signal.trigger);
    return {
      id: trade.nextOrderId('e'),
      tradeId: trade.id,
      signalId: trade.id,
      traderId: trade.traderId,
      market: trade.market,
      instrument: instrument.id,
      side: trade.sign > 0 ? 'buy' : 'sell',
      type,
      purpose: 'entry',
      limit,
      trigger,
      trailing: undefined,
      timeInForce: signal.timeInForce ?? 'GTC',
      expireTime: signal.timeInForce === 'GTD' ? signal.expires : undefined,
      postOnly: signal.postOnly ?? false,
      reduceOnly: false,
      group: signal.group === undefined ? undefined : `${trade.traderId}/${signal.group}`,
      lots: signal.quantity === undefined ? undefined : quantity.fromNumber(signal.quantity, 'floor'),
      fraction: signal.fraction,
      plannedStop: this.#plannedStop(trade, limit ?? trigger ?? last, instrument),
      time: this.now(),
      opposed,
    };
  }
}

/** True for orders that fill at a price of their own or better. */
function hasLimit(type: OrderType): boolean {
  return type === 'limit' || type === 'stop-limit' || type === 'take-profit-limit';
}

/** True for orders that wait for a trigger price. */
function hasTrigger(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

/** How long a venue that did not obey, or did not answer, is left alone, ms: a second at first, then twice as long each time, to a minute. */
function patience(refusals: number): number {
  return Math.min(60_000, 1000 * 2 ** (refusals - 1));
}
