import { z } from 'zod';
import type { TrendRegion } from '../../market/region.ts';
import { number } from '../schema/leaf.ts';
import { type RegionKind, regionTerms, termsFault } from './region.ts';

/** A channel between two lines over a stretch of time. */
export const trend = {
  kind: 'trend',
  description: 'A channel between two lines, from its beginning to its end',
  schema: z
    .strictObject({
      kind: z.literal('trend'),
      lowA: number({ above: 0 }).describe('Lowest price at the beginning'),
      highA: number({ above: 0 }).describe('Highest price at the beginning'),
      lowB: number({ above: 0 }).describe('Lowest price at the end'),
      highB: number({ above: 0 }).describe('Highest price at the end'),
      ...regionTerms,
    })
    .superRefine((plan, context) => {
      const { lowA, highA, lowB, highB } = plan;
      const isOpen = plan.until === undefined && plan.for === undefined;
      const fault = isOpen
        ? 'expected until or for: a channel has an end'
        : lowA >= highA || lowB >= highB
          ? 'expected lowA below highA and lowB below highB'
          : termsFault(plan, extent(plan));
      // What is wrong alone is told already.
      if (fault !== undefined && context.issues.length === 0) context.addIssue(fault);
    }),
  bounds: (plan, { from, until }, time) => {
    const part = Math.min(1, Math.max(0, (time - from) / (until - from)));
    const { lowA, highA, lowB, highB } = plan;
    return { low: lowA + (lowB - lowA) * part, high: highA + (highB - highA) * part };
  },
  extent,
  words: ({ lowA, highA, lowB, highB }) => `${lowA} to ${highA} at first, ${lowB} to ${highB} in the end`,
} as const satisfies RegionKind<TrendRegion>;

function extent({ lowA, highA, lowB, highB }: TrendRegion): { low: number; high: number } {
  return { low: Math.min(lowA, lowB), high: Math.max(highA, highB) };
}
