import type { RegionPlan } from '../../market/region.ts';
import { readBy, type Reading } from '../schema/fault.ts';
import { range } from './range.ts';
import type { RegionLife } from './region.ts';
import { trend } from './trend.ts';

/** Every kind of region by its name. A new one is a file, a line here and a member of `RegionPlan`. */
export const regionKinds = { range, trend } as const;

/** Reads what somebody wants a region to be. */
export function readRegion(value: unknown): Reading<RegionPlan> {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (kind === 'range') return readBy(range.schema, value, 'region');
  if (kind === 'trend') return readBy(trend.schema, value, 'region');
  return { fault: `region.kind: expected one of ${Object.keys(regionKinds).join(', ')}, came ${String(kind)}` };
}

/** Between which prices a region lies at a moment of its life. */
export function boundsOf(plan: RegionPlan, life: RegionLife, time: number): { low: number; high: number } {
  return plan.kind === 'range' ? range.bounds(plan, life, time) : trend.bounds(plan, life, time);
}

/** Between which prices a region lies at its widest. */
export function extentOf(plan: RegionPlan): { low: number; high: number } {
  return plan.kind === 'range' ? range.extent(plan) : trend.extent(plan);
}

/** The prices of a region for people. */
export function regionWords(plan: RegionPlan): string {
  return plan.kind === 'range' ? range.words(plan) : trend.words(plan);
}
