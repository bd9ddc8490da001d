import { z } from 'zod';
import { number, step } from './leaf.ts';
import { feeRate } from './paper.ts';

const filtersSchema = z.strictObject({
  minQuantity: step().exactOptional().describe('Base units'),
  maxQuantity: step().exactOptional().describe('Base units'),
  minNotional: step().exactOptional().describe('Quote currency'),
  maxNotional: step().exactOptional().describe('Quote currency'),
  priceBand: number({ above: 0, max: 1 })
    .exactOptional()
    .describe('Farthest a limit may stand from the last price, as a ratio'),
});

/** What a profile says about an instrument, over what the store knows. */
export const marketSchema = z.strictObject({
  kind: z.enum(['spot', 'perpetual', 'future', 'forex', 'cfd', 'equity']).exactOptional().describe('What is traded'),
  tickSize: step().exactOptional().describe('Smallest price step, quote currency'),
  lotSize: step().exactOptional().describe('Smallest quantity step, base units'),
  contractSize: step().exactOptional().describe('Base units per contract'),
  makerFee: feeRate().exactOptional().describe('Ratio of the notional: 0.001 is 0.1 %'),
  takerFee: feeRate().exactOptional().describe('Ratio of the notional'),
  filters: filtersSchema.exactOptional().describe('Limits that the venue sets on orders'),
});

export type MarketProfile = z.output<typeof marketSchema>;
