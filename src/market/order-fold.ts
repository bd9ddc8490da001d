import { assert } from '../util/assert.ts';
import { type AskState, ChangeQueue, type OrderChange } from './order-change.ts';
import { type FillReport, orderRequest, type OrderReport, type OrderRequest, type RequestKind } from './order.ts';
import type { OrderState } from './record.ts';

const none: readonly string[] = [];

/** What is known of a plain order that is over, beside its request. */
export interface EndedOrder extends Pick<
  Order,
  'state' | 'lots' | 'limit' | 'trigger' | 'filledLots' | 'filledValue' | 'reason'
> {
  /** Of its one fill, if it had one. */
  readonly fillId: string | undefined;
}

/** The fold of an order's reports. Mutable, owned by the order desk. */
export class Order {
  /** Where it stands in the list that keeps it. */
  place = -1;
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
  /** The venue placed it by itself. */
  #isForeign = false;

  constructor(request: OrderRequest) {
    this.request = request;
    this.lots = request.lots;
    this.limit = request.limit;
    this.trigger = request.trigger;
  }

  /** A plain order that is over, made again of what was kept of it. */
  static ended(request: OrderRequest, ended: EndedOrder): Order {
    const order = new Order(request);
    order.state = ended.state;
    order.lots = ended.lots;
    order.limit = ended.limit;
    order.trigger = ended.trigger;
    order.filledLots = ended.filledLots;
    order.filledValue = ended.filledValue;
    order.reason = ended.reason;
    order.#fillId = ended.fillId;
    return order;
  }

  /** It is ours, was sent no more than once and filled no more than once, and no answer to anything is due. */
  get isPlain(): boolean {
    return (
      !this.#isForeign &&
      this.#changes === undefined &&
      this.#absentIds.length === 0 &&
      this.#moreFillIds === undefined &&
      this.cancelState === 'none' &&
      this.changeState === 'none'
    );
  }

  /** Id of its first fill. */
  get fillId(): string | undefined {
    return this.#fillId;
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
        this.#isForeign = true;
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
