import type { OrderChange } from '../../market/order-change.ts';
import type { OrderType } from '../../market/order.ts';
import type { ExitReason } from '../../market/record.ts';
import type { TargetPlan } from '../../market/signal.ts';

/** An order that takes lots off a trade, while it lives. */
export interface ExitOrder {
  readonly id: string;
  readonly purpose: 'exit' | 'stop' | 'target';
  readonly reason: ExitReason;
  readonly type: OrderType;
  /** Still to fill. */
  lots: number;
  filled: number;
  /** Its cancel is on the way; it may still fill before that arrives. */
  isCanceled: boolean;
  /** What its cancel was asked for with. */
  cancelReason: string;
  /** Its cancel was refused, and is not asked for again yet. */
  isCancelRefused: boolean;
  /** Cancels that were refused, and those that nobody knows the fate of. */
  cancelRefusals: number;
  cancelDoubts: number;
  /** Changes one after the other that were refused, or that nobody knows the fate of. */
  changeRefusals: number;
  /** A timer will ask for its cancel, or for its change, again. */
  isCancelDue: boolean;
  isChangeDue: boolean;
  /** The prices it was last asked to have. */
  wanted: OrderChange;
  /** Limit that it was placed with, ticks; when it is taken back if it has not filled, ms. */
  readonly limit: number | undefined;
  readonly until: number | undefined;
  /** The target that it is the order of. */
  readonly target: TargetSlot | undefined;
}

/** An exit of a part of a trade, or at a limit: ticks, lots, ms. */
export type PartExit = Pick<ExitOrder, 'type' | 'lots' | 'limit' | 'until' | 'reason'>;

/** A target of a trade and what became of it. */
export interface TargetSlot {
  readonly plan: TargetPlan;
  /** Limit of its order, ticks. */
  readonly ticks: number;
  /** Lots it has taken off. */
  taken: number;
  /** Its order, while it lives. */
  order: ExitOrder | undefined;
  /** The venue did not take its order: it is not tried again. */
  isRefused: boolean;
}

const none: readonly ExitOrder[] = [];

/**
 * The exit orders of one trade that live, in the order they were placed. Two or three, so a list that is made anew with
 * each change is the smallest and quickest thing; what a caller was given stays as it was.
 */
export class ExitOrders {
  #list = none;

  get all(): readonly ExitOrder[] {
    return this.#list;
  }

  get(id: string): ExitOrder | undefined {
    const list = this.#list;
    for (let k = list.length - 1; k >= 0; k--) if (list[k]!.id === id) return list[k];
    return undefined;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  /** Takes a new order in. */
  add(order: ExitOrder): void {
    this.#list = this.#list.length === 0 ? [order] : [...this.#list, order];
  }

  /** The order is no more. */
  remove(order: ExitOrder): void {
    this.#list =
      this.#list.length === 1 && this.#list[0] === order ? none : this.#list.filter((each) => each !== order);
  }
}
