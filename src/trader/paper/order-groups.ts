import type { PaperOrder } from './paper-order.ts';

/** Orders of which one cancels the others (OCO), while none of them has. */
export class OrderGroups {
  readonly #members = new Map<string, Set<PaperOrder>>();

  /** An order was sent. */
  join(order: PaperOrder): void {
    const { group } = order.request;
    if (group === undefined) return;
    const members = this.#members.get(group);
    if (members === undefined) this.#members.set(group, new Set([order]));
    else members.add(order);
  }

  /** The order ended unfilled: the others stay. */
  leave(order: PaperOrder): void {
    const { group } = order.request;
    const members = group === undefined ? undefined : this.#members.get(group);
    if (group === undefined || members?.delete(order) !== true) return;
    if (members.size === 0) this.#members.delete(group);
  }

  /** The order has filled or was triggered: the others, which are to go now. Each group ends once. */
  end(order: PaperOrder): PaperOrder[] {
    const { group } = order.request;
    const members = group === undefined ? undefined : this.#members.get(group);
    if (group === undefined || members?.has(order) !== true) return [];
    this.#members.delete(group);
    return [...members].filter((each) => each !== order);
  }
}
