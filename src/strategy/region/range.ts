import { z } from 'zod';
import type { RangeRegion } from '../../market/region.ts';
import { number } from '../schema/leaf.ts';
import { type RegionKind, type RegionLife, regionTerms, termsFault } from './region.ts';

/** Between two prices, or above or below one. */
export const range = {
  kind: 'range',
  description: 'Between two prices, or on one side of one',
  schema: z
    .strictObject({
      kind: z.literal('range'),
      low: number({ above: 0 }).exactOptional().describe('Lowest price of it. Default: none'),
      high: number({ above: 0 }).exactOptional().describe('Highest price of it. Default: none'),
      ...regionTerms,
    })
    .superRefine((plan, context) => {
      const fault = termsFault(plan, extent(plan));
      // What is wrong alone is told already.
      if (fault !== undefined && context.issues.length === 0) context.addIssue(fault);
    }),
  bounds: (plan: RangeRegion, _life: RegionLife, _time: number) => extent(plan),
  extent,
  words: ({ low, high }) =>
    low === undefined
      ? high === undefined
        ? 'any price'
        : `up to ${high}`
      : high === undefined
        ? `from ${low}`
        : `${low} to ${high}`,
} as const satisfies RegionKind<RangeRegion>;

function extent({ low = -Infinity, high = Infinity }: RangeRegion): { low: number; high: number } {
  return { low, high };
}
