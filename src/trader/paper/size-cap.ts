import type { SizeCap } from '../../market/order.ts';
import type { FillTerms, PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/** Gives an order by a fraction its lots, once: when it first fills. Says why there are none, where a cap is why. */
export function sizeByFraction(
  market: PaperMarket,
  order: PaperOrder,
  account: PaperAccount,
  at: Omit<FillTerms, 'fraction'>,
): string | undefined {
  const { fraction, cap } = order.request;
  if (fraction === undefined || order.filled > 0) return undefined;
  const lots = account.lotsFor(market, order, { fraction, ...at });
  const reducible = account.reducible(market, order.isBuy);
  order.remaining =
    cap === undefined ? lots : cappedLots(cap, lots, { price: at.ticks * market.valuer.rough, reducible });
  return lots > 0 && order.remaining <= 0 ? 'max-notional' : undefined;
}

/**
 * Lots that the caps leave of those that the funds allow.
 *
 * @param at price of one lot, settlement currency, and the lots that there still are to net
 */
export function cappedLots(cap: SizeCap, lots: number, at: { price: number; reducible: number }): number {
  const byNotional = cap.notional === undefined ? Infinity : Math.floor(cap.notional / at.price);
  const netted = Math.min(cap.netted, at.reducible);
  return Math.min(lots, Math.max(netted, Math.min(cap.lots ?? Infinity, byNotional)));
}
