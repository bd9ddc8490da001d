import { z } from 'zod';
import type { AlertSpec } from '../../market/alert.ts';
import type { OperationPlan } from '../../market/operation.ts';
import type { RegionSpec } from '../../market/region.ts';
import { alertKinds } from '../../strategy/alert/index.ts';
import { operationKinds } from '../../strategy/trade/operation/index.ts';
import { regionKinds } from '../../strategy/region/index.ts';
import { instrument, text } from './leaf.ts';

/** Whom a region, an alert or a handler concerns. */
const scope = {
  instrument: instrument().exactOptional().describe('Default: each instrument that is traded'),
  strategy: text('the name of a strategy').exactOptional().describe('Default: every strategy'),
};

const { range, trend } = regionKinds;

/** A region of a profile. */
export const regionSchema: z.ZodType<RegionSpec> = z.discriminatedUnion(
  'kind',
  [range.schema.safeExtend(scope), trend.schema.safeExtend(scope)],
  { error: kindError(regionKinds) },
);

const { 'price-cross': priceCross, 'price-change': priceChange, 'indicator-cross': indicatorCross } = alertKinds;
const looksAt = { instrument: scope.instrument };

/** An alert of a profile. */
export const alertSchema: z.ZodType<AlertSpec> = z.discriminatedUnion(
  'kind',
  [
    priceCross.schema.safeExtend(looksAt),
    priceChange.schema.safeExtend(looksAt),
    indicatorCross.schema.safeExtend(looksAt),
  ],
  { error: kindError(alertKinds) },
);

/** An operation on a trade. */
export const operationSchema: z.ZodType<OperationPlan> = z.discriminatedUnion(
  'kind',
  [
    operationKinds['step-stop-loss'].schema,
    operationKinds.breakeven.schema,
    operationKinds.trailing.schema,
    operationKinds['dynamic-stop-loss'].schema,
    operationKinds['dynamic-take-profit'].schema,
    operationKinds['close-at'].schema,
    operationKinds['close-after'].schema,
  ],
  { error: kindError(operationKinds) },
);

function kindError(kinds: object): (issue: { readonly input?: unknown; readonly code?: string }) => string {
  const names = Object.keys(kinds).join(', ');
  return ({ code }) => (code === 'invalid_type' ? `expected a map with a kind: ${names}` : `expected one of ${names}`);
}
