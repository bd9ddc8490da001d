import type { Fresh, PaperOrder } from './paper-order.ts';

/** The bar as one side of the market sees it. */
export interface SideBar {
  open: number;
  high: number;
  low: number;
  close: number;
  previousClose: number;
}

/** True when the bar reaches the trigger: upwards (`up`) or downwards. */
export function reaches(up: boolean, trigger: number, side: SideBar): boolean {
  return up ? side.high >= trigger : side.low <= trigger;
}

/** True when the bar reaches the limit, or goes beyond it where that is asked for (`strict`). */
export function isPassed(order: PaperOrder, limit: number, side: SideBar, strict: boolean): boolean {
  const beyond = order.isBuy ? limit - side.low : side.high - limit;
  return strict ? beyond > 0 : beyond >= 0;
}

/** The better of two prices for the order. */
export function betterOf(order: PaperOrder, a: number, b: number): number {
  return order.isBuy ? Math.min(a, b) : Math.max(a, b);
}

/** The nearest price that the bar holds. */
export function clamp(price: number, side: SideBar): number {
  return Math.min(Math.max(price, side.low), side.high);
}

/**
 * A target inside the bar of an entry that filled below the open (long): the bar fell to the entry, so the target is
 * sure only when the bar then rose through it to its close.
 */
export function doubtful(order: PaperOrder, fresh: Fresh, limit: number, side: SideBar): boolean {
  if (order.isBuy) return side.open < side.close && fresh.entryPrice > side.open && limit < side.close;
  return side.open > side.close && fresh.entryPrice < side.open && limit > side.close;
}
