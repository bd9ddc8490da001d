import { z } from 'zod';
import { duration, integer, number } from './leaf.ts';

/** A fee is a ratio of the notional; a venue may pay for passive orders, and nothing real costs half the notional. */
export const feeRate = (): ReturnType<typeof number> => number({ min: -0.5, max: 0.5 });

const feeTierSchema = z.strictObject({
  volume: number({ min: 0 }).describe('From this traded notional of the last 30 days on'),
  maker: feeRate().describe('Ratio of the notional: 0.001 is 0.1 %'),
  taker: feeRate().describe('Ratio of the notional'),
});

const feesSchema = z
  .union(
    [
      z.strictObject({
        maker: feeRate().describe('Ratio of the notional: 0.001 is 0.1 %'),
        taker: feeRate().describe('Ratio of the notional'),
      }),
      z.strictObject({ tiers: z.array(feeTierSchema).min(1).describe('Rates by traded notional, volumes rising') }),
    ],
    { error: 'expected {maker: 0.001, taker: 0.001} or {tiers: [{volume: 0, maker: 0.001, taker: 0.001}]}, not both' },
  )
  .exactOptional()
  .describe("Fees of all instruments; tiers replace maker and taker. Default: each instrument's own");

const slippageSchema = z
  .union(
    [
      z.strictObject({ ticks: integer({ min: 0 }).describe('Price steps') }),
      z.strictObject({ percent: number({ min: 0, max: 50 }).describe('Percent of the price') }),
      z.strictObject({ randomTicks: integer({ min: 0 }).describe('Price steps, from 0 to this, by seeded chance') }),
    ],
    { error: 'expected one of {ticks: 1}, {percent: 0.01}, {randomTicks: 2}' },
  )
  .exactOptional()
  .describe('How much worse market and stop orders fill');

const spreadSchema = z
  .union(
    [
      z.strictObject({ ticks: integer({ min: 0 }).describe('Price steps') }),
      z.strictObject({ percent: number({ min: 0, max: 50 }).describe('Percent of the price') }),
    ],
    { error: 'expected {ticks: 1} or {percent: 0.01}' },
  )
  .exactOptional()
  .describe('Distance of ask and bid, for data without them');

/** The paper venue: what it charges, how late and how well it fills. */
export const paperSchema = z.strictObject({
  fees: feesSchema,
  slippage: slippageSchema,
  spread: spreadSchema,
  latency: z
    .strictObject({
      order: duration().default(0).describe('From decision to venue'),
      jitter: duration().default(0).describe('Up to this much more, by seeded chance'),
      cancel: duration().default(0).describe('From cancel to venue'),
    })
    .prefault({})
    .describe('Delays in market time'),
  partialFill: z
    .strictObject({
      participation: number({ above: 0, max: 1 }).describe("Part of each print's volume that may be ours"),
    })
    .exactOptional()
    .describe('Fills no more than the market traded. Default: orders fill whole'),
  limitFill: z
    .enum(['touch', 'through'])
    .default('touch')
    .describe('A resting limit fills when its price is touched, or only when it is traded through'),
  funding: z
    .strictObject({
      rate: number({ min: -1, max: 1 }).describe('Ratio of the notional, paid by longs to shorts'),
      every: duration({ min: 1000 }).prefault('8h').describe('On multiples of this time, UTC'),
    })
    .exactOptional()
    .describe('Funding of perpetuals'),
  bars: z
    .strictObject({
      fill: z
        .enum(['gap', 'level'])
        .default('gap')
        .describe('A level that the open jumped over fills at the open (gap) or at the level (level)'),
      market: z
        .enum(['open', 'close'])
        .default('open')
        .describe('A market order fills at the next open, or at the close of the bar that decided'),
    })
    .prefault({})
    .describe('Fills when only bars are stored'),
});

export type PaperProfile = z.output<typeof paperSchema>;
