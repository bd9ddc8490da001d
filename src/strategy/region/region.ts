import { z } from 'zod';
import type { RegionPlan } from '../../market/region.ts';
import { duration, moment, number, text } from '../schema/leaf.ts';

/** From when to when a region is in force, ms UTC; `until` is Infinity for one that stays. */
export interface RegionLife {
  readonly from: number;
  readonly until: number;
}

/** A kind of region: what may be written of it, and what lies in it. */
export interface RegionKind<P extends RegionPlan = RegionPlan> {
  readonly kind: P['kind'];
  readonly description: string;
  readonly schema: z.ZodObject & z.ZodType<P>;
  /** Between which prices it lies at a moment of its life. */
  readonly bounds: (plan: P, life: RegionLife, time: number) => { readonly low: number; readonly high: number };
  /** The widest that it ever is. */
  readonly extent: (plan: P) => { readonly low: number; readonly high: number };
  /** Its prices for people. */
  readonly words: (plan: P) => string;
}

/** Keys that all regions have. */
export const regionTerms = {
  stage: z
    .enum(['entry', 'exit', 'both'], { error: 'expected one of entry, exit, both' })
    .exactOptional()
    .describe('What it lets through. Default: both. Stops, targets, time limits and commands are never held back'),
  direction: z
    .enum(['long', 'short', 'both'], { error: 'expected one of long, short, both' })
    .exactOptional()
    .describe('Trades of which direction. Default: both'),
  from: moment().exactOptional().describe('In force from this time. Default: at once'),
  until: moment().exactOptional().describe('Gone from this time. Default: stays'),
  for: duration({ min: 1 }).exactOptional().describe('Instead of `until`: gone after this time'),
  cancel: number({ above: 0 })
    .exactOptional()
    .describe('Gone when the price reaches this one, which lies outside of it'),
  label: text().exactOptional().describe('For people'),
} as const;

/** What is wrong between the terms of a region, each of which is right; `undefined` when nothing is. */
export function termsFault(plan: RegionPlan, extent: { low: number; high: number }): string | undefined {
  const { from, until, cancel } = plan;
  if (until !== undefined && plan.for !== undefined) return 'expected until or for, came both';
  if (until !== undefined && from !== undefined && until <= from) return 'expected until after from';
  if (!(extent.low < extent.high)) return 'expected low below high';
  if (cancel !== undefined && cancel > extent.low && cancel < extent.high)
    return 'expected cancel outside of the region';
  return undefined;
}
