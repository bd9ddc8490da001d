import { money, rateOf, timesRate } from '../../market/money.ts';
import type { DayCap, RiskLimit, SizedEntry } from './risk.ts';

/** Notional of one order, settlement currency. */
function maxNotional(most: number): RiskLimit {
  const limit: RiskLimit = (entry) => (entry.notional > most ? 'max-notional' : undefined);
  return Object.assign(limit, { mostNotional: most });
}

/** Base units of one order. */
function maxQuantity(most: number): RiskLimit {
  const limit: RiskLimit = (entry) => (entry.quantity > most ? 'max-quantity' : undefined);
  return Object.assign(limit, { mostQuantity: most });
}

/** Trades open or waiting, in all. The one asking is counted already, those that it ends go. */
function maxOpenTrades(most: number): RiskLimit {
  return (entry, state) =>
    !entry.isMove && state.openTrades - entry.ends > most ? `max-open-trades${ofGroup(entry)}` : undefined;
}

/** Trades open or waiting on one market, of all strategies. The one asking is counted already, those that it ends go. */
function maxOpenTradesPerMarket(most: number): RiskLimit {
  return (entry, state) => {
    const open = (state.openByMarket.get(entry.order.market) ?? 0) - entry.ends;
    return !entry.isMove && open > most ? `max-open-trades-per-market${ofGroup(entry)}` : undefined;
  };
}

/** Of a straddle one order at most is to fill, and yet it needs room for two. */
function ofGroup({ order }: SizedEntry): string {
  return order.group === undefined ? '' : ' (each of a group counts)';
}

/** Orders that leave within any minute: all are counted, entries are refused. */
function maxOrdersPerMinute(most: number): RiskLimit {
  return (_entry, state, time) => (state.sentLastMinute(time) >= most ? 'max-orders-per-minute' : undefined);
}

/** Every cap on an entry by its name in a profile. */
export const riskLimits = {
  maxNotional,
  maxQuantity,
  maxOpenTrades,
  maxOpenTradesPerMarket,
  maxOrdersPerMinute,
} as const;

/** Loss of the UTC day, settlement currency. */
function maxDailyLoss(most: number): DayCap {
  const amount = money(most);
  return () => amount;
}

/** Loss of the UTC day in percent of the equity at its start. */
function maxDailyLossPercent(most: number): DayCap {
  const rate = rateOf(most / 100);
  return (dayEquity) => timesRate(dayEquity, rate);
}

/** Every cap on the loss of a day by its name in a profile. */
export const dayCaps = { maxDailyLoss, maxDailyLossPercent } as const;
