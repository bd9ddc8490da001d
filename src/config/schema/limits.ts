import { z } from 'zod';
import { integer, number } from './leaf.ts';

/** Hard caps after the strategy: what goes beyond is denied with its reason. */
export const limitsSchema = z.strictObject({
  maxNotional: number({ above: 0 }).exactOptional().describe('Largest value of one order, quote currency'),
  maxQuantity: number({ above: 0 }).exactOptional().describe('Largest quantity of one order, base units'),
  maxOpenTrades: integer({ min: 1 }).exactOptional().describe('Open trades of one account, waiting entries included'),
  maxOpenTradesPerMarket: integer({ min: 1 })
    .default(1)
    .describe(
      'Open trades on one instrument, of all strategies, waiting entries included, each of a `group`; `opposite: hedge` and a straddle need 2. An entry that nets counts without the trades that it ends',
    ),
  maxOrdersPerMinute: integer({ min: 1 })
    .exactOptional()
    .describe('Orders within any minute of market time. Exits and protections count, only entries are refused'),
  maxDailyLoss: number({ above: 0 })
    .exactOptional()
    .describe(
      'Loss of one account since 00:00 UTC, open positions included, account currency: waiting entries are taken back, and no trade is opened until the day ends. Looked at before each entry, at each fill, and when bars close',
    ),
  maxDailyLossPercent: number({ above: 0, max: 100 })
    .exactOptional()
    .describe('The same as percent of the equity at 00:00 UTC'),
});

export type LimitsProfile = z.output<typeof limitsSchema>;
