import type { RiskLimit } from './risk.ts';

/** Notional of one order, settlement currency. */
function maxNotional(most: number): RiskLimit {
  return (entry) => (entry.notional > most ? 'max-notional' : undefined);
}

/** Base units of one order. */
function maxQuantity(most: number): RiskLimit {
  return (entry) => (entry.quantity > most ? 'max-quantity' : undefined);
}

/** Trades open or waiting, in all. The one asking is counted already. */
function maxOpenTrades(most: number): RiskLimit {
  return (_entry, state) => (state.openTrades > most ? 'max-open-trades' : undefined);
}

/** Trades open or waiting on one market. The one asking is counted already. */
function maxOpenTradesPerMarket(most: number): RiskLimit {
  return (entry, state) =>
    (state.openByMarket.get(entry.order.market) ?? 0) > most ? 'max-open-trades-per-market' : undefined;
}

/** Entries that leave within any minute. */
function maxOrdersPerMinute(most: number): RiskLimit {
  return (_entry, state, time) => (state.sentLastMinute(time) >= most ? 'max-orders-per-minute' : undefined);
}

/** Realised loss of the UTC day, settlement currency; no entries for the rest of the day. */
function maxDailyLoss(most: number): RiskLimit {
  return (_entry, state, time) => (-state.dayProfit(time) >= most ? 'daily-loss' : undefined);
}

/** Realised loss of the UTC day in percent of the equity at its start. */
function maxDailyLossPercent(most: number): RiskLimit {
  return (_entry, state, time) => {
    const loss = -state.dayProfit(time);
    return loss > 0 && loss >= (state.dayEquity * most) / 100 ? 'daily-loss' : undefined;
  };
}

/** Every cap by its name in a profile. */
export const riskLimits = {
  maxNotional,
  maxQuantity,
  maxOpenTrades,
  maxOpenTradesPerMarket,
  maxOrdersPerMinute,
  maxDailyLoss,
  maxDailyLossPercent,
} as const;
