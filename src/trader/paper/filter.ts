import { money, rateOf, timesRate } from '../../market/money.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/** Why the venue does not take an order, or `undefined`: its filters first, then the account's funds. */
export function refuse(market: PaperMarket, order: PaperOrder, account: PaperAccount): string | undefined {
  const near = order.isBuy ? market.ask : market.bid;
  if (order.request.postOnly && !order.waitsForTrigger && order.limitReachedAt(near)) return 'post-only';
  if (order.request.reduceOnly && account.reducible(market, order.isBuy) === 0) return 'reduce-only';
  const level = order.hasLimit ? order.limit : Number.isNaN(order.trigger) ? near : order.trigger;
  return (
    refusedPrice(market, order, level) ??
    (order.request.fraction === undefined ? refusedQuantity(market, order.remaining, !order.isExit) : undefined) ??
    refusedNotional(market, order, level) ??
    account.admit(market, order)
  );
}

function refusedPrice(market: PaperMarket, order: PaperOrder, level: number): string | undefined {
  if (level <= 0) return 'price-not-positive';
  const { filters, price } = market.instrument;
  if (filters.priceBand === undefined || !order.hasLimit || order.waitsForTrigger || !(market.last > 0))
    return undefined;
  const band = timesRate(money(price.toText(market.last)), rateOf(filters.priceBand));
  return money(price.toText(Math.abs(order.limit - market.last))) > band ? 'price-band' : undefined;
}

/** Why a quantity is not taken. What takes a position off may be as small as the position is (`hasLeast` false). */
export function refusedQuantity({ instrument }: PaperMarket, lots: number, hasLeast: boolean): string | undefined {
  const { minQuantity, maxQuantity } = instrument.filters;
  if (minQuantity === undefined && maxQuantity === undefined) return undefined;
  const quantity = money(instrument.quantity.toText(lots));
  if (hasLeast && minQuantity !== undefined && quantity < money(minQuantity)) return 'min-quantity';
  return maxQuantity !== undefined && quantity > money(maxQuantity) ? 'max-quantity' : undefined;
}

function refusedNotional(market: PaperMarket, order: PaperOrder, level: number): string | undefined {
  const { minNotional, maxNotional } = market.instrument.filters;
  if (minNotional === undefined && maxNotional === undefined) return undefined;
  if (order.isExit || order.request.fraction !== undefined || Number.isNaN(level)) return undefined;
  const notional = market.valuer.notional(level, order.remaining);
  if (minNotional !== undefined && notional < money(minNotional)) return 'min-notional';
  return maxNotional !== undefined && notional > money(maxNotional) ? 'max-notional' : undefined;
}
