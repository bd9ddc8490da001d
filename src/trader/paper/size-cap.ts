import type { SizeCap } from '../../market/order.ts';

/**
 * Lots that the caps leave of those that the funds allow.
 *
 * @param price of one lot, settlement currency
 */
export function cappedLots(cap: SizeCap, lots: number, price: number): number {
  const byNotional = cap.notional === undefined ? Infinity : Math.floor(cap.notional / price);
  return Math.min(lots, Math.max(cap.netted, Math.min(cap.lots ?? Infinity, byNotional)));
}
