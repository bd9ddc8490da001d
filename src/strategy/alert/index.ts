import type { AlertPlan } from '../../market/alert.ts';
import { readBy, type Reading } from '../schema/fault.ts';
import type { AlertWorld, Way } from './alert.ts';
import { indicatorCross } from './indicator-cross.ts';
import { priceChange } from './price-change.ts';
import { priceCross } from './price-cross.ts';

/** Every kind of alert by its name. A new one is a file, a line here and a member of `AlertPlan`. */
export const alertKinds = {
  'price-cross': priceCross,
  'price-change': priceChange,
  'indicator-cross': indicatorCross,
} as const;

/** Reads what somebody wants to be told of. */
export function readAlert(value: unknown): Reading<AlertPlan> {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (kind === 'price-cross') return readBy(priceCross.schema, value, 'alert');
  if (kind === 'price-change') return readBy(priceChange.schema, value, 'alert');
  if (kind === 'indicator-cross') return readBy(indicatorCross.schema, value, 'alert');
  return { fault: `alert.kind: expected one of ${Object.keys(alertKinds).join(', ')}, came ${String(kind)}` };
}

/** Looks out for what an alert is about. @returns what ends that, or what stands against it */
export function armAlert(
  plan: AlertPlan,
  world: AlertWorld,
  tell: (value: number, way: Way) => void,
): (() => void) | string {
  if (plan.kind === 'price-cross') return priceCross.arm(plan, world, tell);
  if (plan.kind === 'price-change') return priceChange.arm(plan, world, tell);
  return indicatorCross.arm(plan, world, tell);
}

/** Whether an alert looks at closed bars only. */
export function looksAtBars(plan: AlertPlan): boolean {
  return plan.kind !== 'price-cross' || priceCross.isOnBars(plan);
}

/** The condition of an alert for people. */
export function alertWords(plan: AlertPlan): string {
  if (plan.kind === 'price-cross') return priceCross.words(plan);
  return plan.kind === 'price-change' ? priceChange.words(plan) : indicatorCross.words(plan);
}
