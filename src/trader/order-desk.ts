import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import type { TradingState } from '../market/command.ts';
import type { OrderChange } from '../market/order-change.ts';
import { Order } from '../market/order-fold.ts';
import { firstRequest, orderRequest, type OrderReport, type SizedOrder } from '../market/order.ts';
import { AssertionError, assert } from '../util/assert.ts';
import { SmallMap } from '../util/small-map.ts';
import { clientOrderId } from './client-order-id.ts';
import type { OrderJournal } from './journal.ts';
import { OrderList } from './order-list.ts';
import type { Venue } from './venue.ts';

/** Orders that are kept after their end. */
const finishedKept = 1000;

/**
 * The only door to a venue. Writes each intent to the journal before it is sent, gives it its client order id, folds
 * the venue's reports, drops duplicates, and lets nothing out that the trading state forbids.
 */
export class OrderDesk {
  /** Tag of this instance in client order ids. */
  readonly instance: string;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #venue: Venue;
  readonly #journal: OrderJournal;
  readonly #orders: OrderList;
  /** Those that may still fill. */
  readonly #live = new SmallMap<Order>();
  /** Ids of those that are over, first ended first. */
  readonly #finished: string[] = [];
  #hasForgotten = false;
  #state: TradingState = 'active';

  constructor(parts: { bus: Bus; clock: Clock; venue: Venue; journal: OrderJournal; instance: string }) {
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#venue = parts.venue;
    this.#journal = parts.journal;
    this.instance = parts.instance;
    this.#orders = new OrderList((id) => clientOrderId(parts.instance, id, 0));
    this.#bus.on('order', (event) => this.#place(event.order));
    this.#bus.on('cancel', (event) => this.#cancel(event.orderId, event.reason));
    this.#bus.on('amend', (event) => this.#amend(event.orderId, event.change));
    this.#bus.on('venue-report', (event) => this.#fold(event.report));
  }

  /** All orders of the run but those that were forgotten, in the order they were placed. */
  get orders(): OrderList {
    return this.#orders;
  }

  /** Those that may still fill, in a list of its own. */
  get live(): readonly Order[] {
    return this.#live.values();
  }

  get state(): TradingState {
    return this.#state;
  }

  /** Keeps no more than the last thousand orders that are over: of those a venue may still speak, late or once more. */
  forgetFinished(): void {
    if (this.#finished.length <= finishedKept) return;
    this.#orders.forget(this.#finished.splice(0, this.#finished.length - finishedKept));
    this.#hasForgotten = true;
  }

  /** Sets the trading state, up as well as down: a person's word. */
  setState(state: TradingState): void {
    this.#state = state;
  }

  #place(order: SizedOrder): void {
    const refusal = this.#refusal(order);
    if (refusal !== undefined) {
      this.#deny(order, refusal);
      return;
    }
    const request = firstRequest(order, clientOrderId(this.instance, order.id, 0));
    this.#keep(new Order(request));
    this.#journal.append({ kind: 'intent', request });
    this.#venue.submit(request);
  }

  #refusal(order: SizedOrder): string | undefined {
    return this.#orders.has(order.id) ? 'duplicate-order' : this.#forbidden(order);
  }

  /** What the trading state says against an order of this purpose. */
  #forbidden(order: SizedOrder): string | undefined {
    if (this.#state === 'active') return undefined;
    if (this.#state === 'reducing') return order.purpose === 'entry' ? 'reducing-only' : undefined;
    // A position must not stand naked: its stop may be placed in every state.
    if (order.purpose === 'stop') return undefined;
    return this.#state === 'halted' ? 'halted' : 'cancel-only';
  }

  #deny(order: SizedOrder, reason: string): void {
    if (reason !== 'duplicate-order') {
      const denied = new Order(orderRequest(order, ''));
      denied.state = 'denied';
      denied.reason = reason;
      this.#orders.add(denied);
      this.#over(denied);
    }
    // A second order of an id says nothing of the first, which lives on.
    this.#tellDenied(order, reason, reason === 'duplicate-order' ? {} : { orderId: order.id });
  }

  /** @param of the order that does not come to be, or that lives on as it was */
  #tellDenied(order: SizedOrder, reason: string, of: { orderId?: string; standing?: string }): void {
    this.#bus.publish({
      kind: 'denied',
      stage: 'desk',
      reason,
      signalId: order.signalId,
      orderId: of.orderId,
      standing: of.standing,
      tradeId: order.tradeId,
      traderId: order.traderId,
      instrument: order.instrument,
      time: this.#clock.now(),
      purpose: order.purpose,
      lots: order.lots,
    });
  }

  #cancel(orderId: string, reason: string): void {
    const order = this.#orders.get(orderId);
    // One that is on its way is not sent again; one of unknown fate may be: a cancel twice is a cancel.
    if (order === undefined || !order.isLive || order.cancelState === 'sent') return;
    order.cancelState = 'sent';
    this.#journal.append({ kind: 'cancel', orderId, reason, time: this.#clock.now() });
    this.#venue.cancel(orderId, reason);
  }

  #amend(orderId: string, change: OrderChange): void {
    const order = this.#orders.get(orderId);
    if (order === undefined || !order.isLive) return;
    // Where no entry may leave, none may be moved to where it fills.
    const isMove = order.request.purpose === 'entry' && change.lots === undefined;
    const refusal = isMove ? this.#forbidden(order.request) : undefined;
    if (refusal !== undefined) return this.#tellDenied(order.request, refusal, { standing: orderId });
    this.#journal.append({ kind: 'amend', orderId, change, time: this.#clock.now() });
    order.change(change, isMove || this.#venue.confirmsChanges);
    this.#venue.amend(orderId, change);
  }

  #fold(report: OrderReport): void {
    const { kind, orderId } = report;
    const known = this.#live.get(orderId) ?? this.#orders.get(orderId);
    const order = kind === 'placed' ? new Order(report.request) : known;
    if (order === undefined) return this.#foldForgotten(report);
    if (isRepeated(report, known)) return;
    if (kind === 'placed') this.#keep(order);
    this.#journal.append({ kind: 'report', report });
    const { isLive } = order;
    const isWanted = order.request.purpose !== 'entry' && order.cancelState === 'none';
    // The message is made only when it is needed: this runs several times an order.
    if (!order.apply(report))
      throw new AssertionError(`the venue contradicts itself on order ${orderId}: ${kind} when ${order.state}`);
    if (!isNews(kind, order, isLive)) return;
    if (order.state === 'absent' && isWanted && this.#forbidden(order.request) === undefined) return this.#retry(order);
    if (isLive && !order.isLive) this.#end(order);
    this.#tell(order, report);
  }

  #keep(order: Order): void {
    this.#orders.add(order);
    this.#live.set(order.request.id, order);
  }

  #end(order: Order): void {
    this.#live.delete(order.request.id);
    this.#over(order);
  }

  #over(order: Order): void {
    this.#finished.push(order.request.id);
    this.#orders.ended(order);
  }

  #tell(order: Order, report: OrderReport): void {
    const isOfChange = report.kind === 'amended' || report.kind === 'refused';
    this.#bus.publish({ kind: 'order-report', report, request: isOfChange ? order.inForce : order.request });
  }

  /** A word about an order that ended so long ago that it is kept no more changes nothing; about none at all there is none. */
  #foldForgotten({ kind, orderId }: OrderReport): void {
    assert(this.#hasForgotten, `a report for an order that was never placed: ${orderId}`);
    const message = `the venue speaks of order ${orderId}, which is known no more: ${kind}`;
    this.#bus.publish({ kind: 'status', time: this.#clock.now(), level: 'error', source: 'order-desk', message });
  }

  /** An order that takes off never reached the venue: the next attempt goes out under an id of its own. */
  #retry(order: Order): void {
    const { id } = order.request;
    const request = order.retry(clientOrderId(this.instance, id, order.attempt + 1));
    this.#journal.append({ kind: 'intent', request });
    const message = `order ${id} never reached the venue: it is sent again, attempt ${order.attempt + 1}`;
    this.#bus.publish({ kind: 'status', time: this.#clock.now(), level: 'warn', source: 'order-desk', message });
    this.#venue.submit(request);
  }
}

/** What has ended is told once: only a fill is still news. A proof that an earlier attempt is absent is none. */
function isNews(kind: OrderReport['kind'], { state }: Order, wasLive: boolean): boolean {
  if (kind === 'absent' && state !== 'absent') return false;
  return wasLive || kind === 'fill';
}

/** A venue may say again what it has said. @param known the order, where it was placed before */
function isRepeated(report: OrderReport, known: Order | undefined): boolean {
  return report.kind === 'placed' ? known !== undefined : report.kind === 'fill' && known!.hasFill(report.fillId);
}
