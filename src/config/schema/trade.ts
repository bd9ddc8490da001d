import { z } from 'zod';
import { operationSchema } from './guard.ts';
import { duration, integer, number } from './leaf.ts';

const percent = number({ above: 0, below: 100 });
const gain = number({ min: 0 });

const levelError = 'expected a price, or a distance from the entry such as 2% or {percent: 2}';
const percentText = /^(\d+(?:\.\d+)?)\s*%$/;

/** A price, or a distance from the entry price: `{percent: 2}` or `2%`. */
export const levelSchema = z
  .union(
    [
      z.number().gt(0, { error: levelError }),
      z.string().regex(/^\d+(?:\.\d+)?(?:\s*%)?$/, { error: levelError }),
      z.strictObject({ percent: number({ above: 0, max: 1000 }).describe('Percent of the entry price') }),
    ],
    { error: levelError },
  )
  .meta({ title: 'level' })
  .transform((value, context): number | { readonly percent: number } => {
    if (typeof value === 'object') return value;
    const match = percentText.exec(String(value));
    const found = Number(match === null ? value : match[1]);
    if (found > 0) return match === null ? found : { percent: found };
    context.issues.push({ code: 'custom', message: levelError, input: value });
    return z.NEVER;
  });

const targetSchema = z.strictObject({
  at: levelSchema.describe('Where this part is taken off'),
  portion: number({ above: 0, max: 1 }).exactOptional().describe('Part of the position. Default: the rest'),
});

const trailingSchema = z.strictObject({
  percent: percent.describe('Distance from the best price reached'),
  after: gain
    .exactOptional()
    .describe('Starts to follow once the trade has gained this many percent. Default: at once'),
  tight: z
    .strictObject({
      percent: percent.describe('Narrower distance'),
      after: gain.describe('From this gain on, percent'),
    })
    .exactOptional()
    .describe('Narrows the distance later'),
});

const breakevenSchema = z.strictObject({
  after: number({ above: 0 }).describe('Gain in percent that moves the stop to the entry price'),
  plus: number({ min: 0 }).exactOptional().describe('Percent beyond the entry price'),
});

const planKeys = {
  stop: levelSchema.exactOptional().describe('Stop-loss'),
  target: levelSchema.exactOptional().describe('Where the whole trade takes its profit'),
  targets: z
    .array(targetSchema, { error: 'expected a list of targets, {at: 2%, portion: 0.5}' })
    .min(1, { error: 'expected one to three targets' })
    .max(3, { error: 'expected one to three targets' })
    .exactOptional()
    .describe('Up to three targets, each with its portion; instead of `target`'),
  trailing: trailingSchema.exactOptional().describe('A stop that follows the best price'),
  breakeven: breakevenSchema.exactOptional().describe('Moves the stop to the entry price after a gain'),
  roi: z
    .record(z.string().regex(/^\d+$/, { error: 'expected whole minutes' }), number({ min: -1 }), {
      error: 'expected a map of minutes since entry to gain, {0: 0.04, 60: 0.01}',
    })
    .exactOptional()
    .describe('Minutes since entry to the gain (ratio) that is enough from then on; -1 leaves at any price'),
  timeLimit: duration({ min: 1 }).exactOptional().describe('Closes at the market after this time'),
  entryTimeout: duration({ min: 1 }).exactOptional().describe('Cancels an entry that has not filled after this time'),
  operations: z
    .array(operationSchema, { error: 'expected a list of operations, [{kind: step-stop-loss, at: 1%, stop: 0.2%}]' })
    .exactOptional()
    .describe('What is done to each trade by itself while it is open'),
};

/** Protections and ends of every trade that the strategy did not plan itself. */
export const tradeSchema = z.strictObject({
  ...planKeys,
  opposite: z
    .enum(['reduce', 'close', 'ignore', 'hedge'])
    .default('close')
    .describe(
      'An entry against open trades or waiting entries of the other direction, but for those of its own `group`: reduce nets what is open, oldest first; close closes what is open and takes back what waits, then enters; ignore refuses it; hedge keeps both, and needs `limits.maxOpenTradesPerMarket` of 2 or more',
    ),
  direction: z.enum(['both', 'long', 'short']).default('both').describe('Directions that may be entered'),
});

export type TradeProfile = z.output<typeof tradeSchema>;

/** A named set of terms for entries. */
export const contextSchema = z.strictObject({
  mode: z
    .enum(['trade', 'signal', 'none'])
    .default('trade')
    .describe('trade: entries trade; signal: they are only told of; none: they are refused'),
  maxTrades: integer({ min: 1 })
    .exactOptional()
    .describe('Open and waiting trades of this context, on all markets together'),
  maxSpread: number({ min: 0 }).exactOptional().describe('Widest spread at which it enters, percent'),
  minProfit: number({ min: 0 }).exactOptional().describe('Least distance of the first target from the entry, percent'),
  ...planKeys,
});
