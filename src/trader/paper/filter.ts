import { money, rateOf, timesRate } from '../../market/money.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/** Why the venue does not take an order, or `undefined`: its filters first, then the account's funds. */
export function refuse(market: PaperMarket, order: PaperOrder, account: PaperAccount): string | undefined {
  if (order.request.postOnly && order.limitReachedAt(order.isBuy ? market.ask : market.bid)) return 'post-only';
  if (order.request.reduceOnly && account.reducible(market, order.isBuy) === 0) return 'reduce-only';
  return refusedByFilter(market, order) ?? account.admit(market, order);
}

function refusedByFilter(market: PaperMarket, order: PaperOrder): string | undefined {
  const { filters, quantity, price } = market.instrument;
  const near = order.isBuy ? market.ask : market.bid;
  const level = order.hasLimit ? order.limit : Number.isNaN(order.trigger) ? near : order.trigger;
  if (level <= 0) return 'price-not-positive';
  if (filters.priceBand !== undefined && order.hasLimit && !order.waitsForTrigger && market.last > 0) {
    const band = timesRate(money(price.toText(market.last)), rateOf(filters.priceBand));
    const away = money(price.toText(Math.abs(order.limit - market.last)));
    if (away > band) return 'price-band';
  }
  if (order.request.fraction !== undefined) return undefined;
  const size = money(quantity.toText(order.remaining));
  if (filters.minQuantity !== undefined && size < money(filters.minQuantity)) return 'min-quantity';
  if (filters.maxQuantity !== undefined && size > money(filters.maxQuantity)) return 'max-quantity';
  if (order.request.reduceOnly || Number.isNaN(level)) return undefined;
  const notional = market.valuer.notional(level, order.remaining);
  if (filters.minNotional !== undefined && notional < money(filters.minNotional)) return 'min-notional';
  if (filters.maxNotional !== undefined && notional > money(filters.maxNotional)) return 'max-notional';
  return undefined;
}
