import { z } from 'zod';
import { integer, number } from './leaf.ts';

/** Hard caps after the strategy: what goes beyond is denied with its reason. */
export const limitsSchema = z.strictObject({
  maxNotional: number({ above: 0 }).exactOptional().describe('Largest value of one order, quote currency'),
  maxQuantity: number({ above: 0 }).exactOptional().describe('Largest quantity of one order, base units'),
  maxOpenTrades: integer({ min: 1 }).exactOptional().describe('Open trades of the whole profile'),
  maxOpenTradesPerMarket: integer({ min: 1 }).default(1).describe('Open trades on one instrument, of all strategies'),
  maxOrdersPerMinute: integer({ min: 1 }).exactOptional().describe('Entries within any minute of market time'),
  maxDailyLoss: number({ above: 0 })
    .exactOptional()
    .describe('Realised loss since 00:00 UTC after which no new trade is opened that day, account currency'),
  maxDailyLossPercent: number({ above: 0, max: 100 })
    .exactOptional()
    .describe('The same as percent of the equity at 00:00 UTC'),
});

export type LimitsProfile = z.output<typeof limitsSchema>;
