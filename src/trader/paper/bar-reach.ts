import type { BarRow } from '../../market/bar.ts';
import type { PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/** The prices that a bar has to reach for anything to happen in a market. Most bars reach none, and are done with. */
export class BarReach {
  /** The market's revision it was worked out for. */
  revision = -1;
  /** A bar whose high is at or above it. Infinity: none. */
  #above = Infinity;
  /** A bar whose low is at or below it. −Infinity: none. */
  #below = -Infinity;

  get above(): number {
    return this.#above;
  }

  get below(): number {
    return this.#below;
  }

  clear(): void {
    this.#above = Infinity;
    this.#below = -Infinity;
  }

  isTouchedBy(bar: BarRow): boolean {
    return bar.high >= this.#above || bar.low <= this.#below;
  }

  /** What an order waits for; every bar, where the level alone does not tell. */
  add(order: PaperOrder): void {
    if (order.stages.length > 0 || order.earlier !== undefined || order.request.timeInForce !== 'GTC') this.addAll();
    else if (order.waitsForTrigger) this.addLevel(order.trigger, order.isBuy !== order.triggersOnGain);
    else this.addLevel(order.limit, !order.isBuy);
  }

  /** Every bar. */
  addAll(): void {
    this.#above = -Infinity;
  }

  /** Bars that reach a level from below (`up`) or from above. NaN, as of a market order: every bar. */
  addLevel(level: number, up: boolean): void {
    if (Number.isNaN(level)) this.addAll();
    else if (up) this.#above = Math.min(this.#above, level);
    else this.#below = Math.max(this.#below, level);
  }
}

/** Orders, a position, or somebody who waits for a price. */
export function isInUse({ orders, lots, watches }: Pick<PaperMarket, 'orders' | 'lots' | 'watches'>): boolean {
  return orders.length > 0 || lots !== 0 || watches.length > 0;
}
