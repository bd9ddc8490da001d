import { money, rateOf, timesRate } from '../../market/money.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { PaperAccount, PaperMarket } from './account.ts';
import type { PaperOrder } from './paper-order.ts';

/** Prices that an order has, or is to have, in ticks; NaN where it has none. */
type OrderPrices = Pick<PaperOrder, 'limit' | 'trigger'>;

/** Why the venue does not take an order, or `undefined`: its filters first, then the account's funds. */
export function refuse(market: PaperMarket, order: PaperOrder, account: PaperAccount): string | undefined {
  const postOnly = refusedTaking(market, order, order);
  if (postOnly !== undefined) return postOnly;
  if (order.request.reduceOnly && account.reducible(market, order.isBuy) === 0) return 'reduce-only';
  return (
    refusedPrice(market, order, order) ??
    (order.request.fraction === undefined ? refusedQuantity(market, order.remaining, !order.isExit) : undefined) ??
    refusedNotional(market, order, order) ??
    account.admit(market, order)
  );
}

/** Why the venue does not give new prices to an entry that it holds, or `undefined`: what it would say to a new one. */
export function refuseMove(
  market: PaperMarket,
  order: PaperOrder,
  change: OrderChange,
  account: PaperAccount,
): string | undefined {
  const to = { limit: change.limit ?? order.limit, trigger: change.trigger ?? order.trigger };
  return (
    refusedTaking(market, order, to) ??
    refusedPrice(market, order, to) ??
    refusedNotional(market, order, to) ??
    refusedFunds(market, order, to, account)
  );
}

/** The funds do not reach to the new prices; what the order locks at its own stays then. */
function refusedFunds(
  market: PaperMarket,
  order: PaperOrder,
  to: OrderPrices,
  account: PaperAccount,
): string | undefined {
  const { limit, trigger } = order;
  order.limit = to.limit;
  order.trigger = to.trigger;
  const refusal = account.admit(market, order);
  order.limit = limit;
  order.trigger = trigger;
  return refusal;
}

function refusedTaking(market: PaperMarket, order: PaperOrder, { limit }: OrderPrices): string | undefined {
  if (!order.request.postOnly || order.waitsForTrigger) return undefined;
  const takes = order.isBuy ? market.ask <= limit : market.bid >= limit;
  return takes ? 'post-only' : undefined;
}

function refusedPrice(market: PaperMarket, order: PaperOrder, prices: OrderPrices): string | undefined {
  if (levelOf(market, order, prices) <= 0) return 'price-not-positive';
  const { filters, price } = market.instrument;
  if (filters.priceBand === undefined || !order.hasLimit || order.waitsForTrigger || !(market.last > 0))
    return undefined;
  const band = timesRate(money(price.toText(market.last)), rateOf(filters.priceBand));
  return money(price.toText(Math.abs(prices.limit - market.last))) > band ? 'price-band' : undefined;
}

/** The price that an order counts at: NaN where there is none yet. */
function levelOf(market: PaperMarket, { isBuy }: PaperOrder, { limit, trigger }: OrderPrices): number {
  if (!Number.isNaN(limit)) return limit;
  if (!Number.isNaN(trigger)) return trigger;
  return isBuy ? market.ask : market.bid;
}

/** Why a quantity is not taken. What takes a position off may be as small as the position is (`hasLeast` false). */
export function refusedQuantity({ instrument }: PaperMarket, lots: number, hasLeast: boolean): string | undefined {
  const { minQuantity, maxQuantity } = instrument.filters;
  if (minQuantity === undefined && maxQuantity === undefined) return undefined;
  const quantity = money(instrument.quantity.toText(lots));
  if (hasLeast && minQuantity !== undefined && quantity < money(minQuantity)) return 'min-quantity';
  return maxQuantity !== undefined && quantity > money(maxQuantity) ? 'max-quantity' : undefined;
}

/** What has filled of it counts as well: the rest of an order may be small. */
function refusedNotional(market: PaperMarket, order: PaperOrder, prices: OrderPrices): string | undefined {
  const { minNotional, maxNotional } = market.instrument.filters;
  if (minNotional === undefined && maxNotional === undefined) return undefined;
  const level = levelOf(market, order, prices);
  if (order.isExit || order.request.fraction !== undefined || Number.isNaN(level)) return undefined;
  const notional = market.valuer.notional(level, order.filled + order.remaining);
  if (minNotional !== undefined && notional < money(minNotional)) return 'min-notional';
  return maxNotional !== undefined && notional > money(maxNotional) ? 'max-notional' : undefined;
}
