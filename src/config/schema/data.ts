import { z } from 'zod';
import { moment, number, text, timeframeName } from './leaf.ts';

/** The market that `source: synthetic` invents. */
const syntheticSchema = z.strictObject({
  speed: number({ above: 0, max: 1_000_000 })
    .default(60)
    .describe('Market time per wall time: 60 is a minute a second'),
  ticksPerSecond: number({ above: 0, max: 10_000 }).exactOptional().describe('Mean over a day. Default: by instrument'),
  volatility: number({ above: 0, max: 0.2 })
    .exactOptional()
    .describe("Standard deviation of a day's return, ratio: 0.03 is 3 %. Default: by instrument"),
  price: number({ above: 0 }).exactOptional().describe('First price. Default: by instrument'),
  start: moment().prefault('2026-01-01').describe('Market time of the first tick, UTC'),
});

/** Where market data come from. */
export const dataSchema = z.strictObject({
  dir: text('a folder').default('data').describe('The data folder, relative to the workspace; --data goes first'),
  source: z
    .enum(['auto', 'ticks', 'bars', 'synthetic'])
    .default('auto')
    .describe('auto: ticks where they are stored, else bars; synthetic: an invented market from the seed'),
  timeframe: timeframeName().exactOptional().describe('Of the stored bars. Default: the finest stored'),
  side: z.enum(['bid', 'ask']).default('bid').describe('Price side of bars made from quotes'),
  synthetic: syntheticSchema.prefault({}).describe('The market of `source: synthetic`'),
});

export type DataProfile = z.output<typeof dataSchema>;
