import { z } from 'zod';
import type { RegionSpec } from '../../market/region.ts';
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

function kindError(kinds: object): (issue: { readonly input?: unknown; readonly code?: string }) => string {
  const names = Object.keys(kinds).join(', ');
  return ({ code }) => (code === 'invalid_type' ? `expected a map with a kind: ${names}` : `expected one of ${names}`);
}
