import { z } from 'zod';
import { flag, number, text } from './leaf.ts';

/** The paper account: what it holds at the start and how far it may borrow. */
export const accountSchema = z.strictObject({
  kind: z
    .enum(['margin', 'spot'])
    .default('margin')
    .describe('margin: positions against a balance, short as well as long; spot: buys and sells what it holds'),
  currency: text('a currency such as USD')
    .toUpperCase()
    .exactOptional()
    .describe('Currency of the balance. Default: what the first instrument settles in'),
  balance: number({ above: 0 }).default(10_000).describe('Money at the start'),
  assets: z
    .record(z.string().toUpperCase(), number({ min: 0 }), { error: 'expected a map of currency to quantity' })
    .default({})
    .describe('Spot only: other holdings at the start, `{BTC: 0.5}`'),
  leverage: number({ min: 1, max: 200 }).default(1).describe('Margin only: notional per unit of margin'),
  maintenance: number({ min: 0, max: 1 })
    .default(0.5)
    .describe('Margin only: a position is liquidated when its equity falls below this part of its initial margin'),
  separate: flag().default(false).describe('true: one account of `balance` for each instrument'),
});

export type AccountProfile = z.output<typeof accountSchema>;
