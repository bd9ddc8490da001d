import { moneyToNumber } from '../../market/money.ts';
import { Overtaken } from '../../market/overtaken.ts';
import type { ContextSource } from '../../strategy/context.ts';
import type { Tracker } from '../../strategy/trade/tracker.ts';
import type { PaperAccount, PaperMarket } from '../../trader/paper/account.ts';

/** Where a strategy on a market has its view of the world from. @param isShared others trade on the account, too */
export function strategySource(
  tracker: Tracker,
  market: PaperMarket,
  { account, isShared }: { readonly account: PaperAccount; readonly isShared: boolean },
): ContextSource {
  const { price, quantity } = market.instrument;
  const divisor = 10 ** price.decimals;
  const shown = (ticks: number): number => (Number.isNaN(ticks) ? NaN : price.toNumber(ticks));
  return {
    version: () => tracker.version,
    tradesOf: (traderId) => tracker.tradesOf(traderId),
    priceOf: (ticks) => (ticks * price.units) / divisor,
    quantityOf: (lots) => quantity.toNumber(lots),
    last: () => {
      market.sync();
      return shown(market.last);
    },
    bid: () => {
      market.sync();
      return shown(market.bid);
    },
    ask: () => {
      market.sync();
      return shown(market.ask);
    },
    equity: () => {
      if (isShared) refuseAhead(market);
      return moneyToNumber(account.equity());
    },
    available: () => {
      if (isShared) refuseAhead(market);
      return moneyToNumber(account.available());
    },
  };
}

/** What depends on other markets, or is told in order with them, cannot be done ahead of them. @throws Overtaken */
export function refuseAhead(market: PaperMarket): void {
  if (!market.isLent) return;
  market.isPeeked = true;
  throw new Overtaken();
}
