import { z } from 'zod';
import type { PriceChangeAlert } from '../../market/alert.ts';
import { number, timeframeName } from '../schema/leaf.ts';
import { type AlertKind, alertTerms, type AlertWorld, termsFault, type Way } from './alert.ts';

/** A bar moves by so many percent. */
export const priceChange = {
  kind: 'price-change',
  description: 'A bar closes so many percent or more away from its open',
  schema: z
    .strictObject({
      kind: z.literal('price-change'),
      timeframe: timeframeName().describe('Length of the bars'),
      percent: number({ above: 0, max: 1000 }).describe('Least distance of the close from the open'),
      when: z
        .enum(['rise', 'fall', 'both'], { error: 'expected one of rise, fall, both' })
        .exactOptional()
        .describe('Which way. Default: both'),
      ...alertTerms,
    })
    .superRefine((plan, context) => {
      const fault = termsFault(plan);
      if (fault !== undefined && context.issues.length === 0) context.addIssue(fault);
    }),
  isOnBars: (_plan: PriceChangeAlert) => true,
  arm: (plan: PriceChangeAlert, { onBar }: AlertWorld, tell: (value: number, way: Way) => void) => {
    const { timeframe, percent, when = 'both' } = plan;
    return onBar(timeframe, ({ open, close }) => {
      const change = (close / open - 1) * 100;
      if (change >= percent && when !== 'fall') tell(close, 'up');
      else if (change <= -percent && when !== 'rise') tell(close, 'down');
    });
  },
  words: ({ timeframe, percent, when = 'both' }: PriceChangeAlert) =>
    `${timeframe} bar ${when === 'rise' ? 'rises' : when === 'fall' ? 'falls' : 'moves'} by ${percent} % or more`,
} as const satisfies AlertKind<PriceChangeAlert>;
