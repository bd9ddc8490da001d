import { z } from 'zod';
import { number } from './leaf.ts';

/** How large an entry is when the strategy gives no quantity. */
export const sizingSchema = z.strictObject({
  mode: z
    .enum(['quote', 'percent', 'risk', 'units'])
    .default('percent')
    .describe(
      'quote: an amount of quote currency; percent: of equity; risk: percent of equity lost at the stop (the entry needs one); units: base units',
    ),
  value: number({ above: 0 }).default(10).describe('In the unit that `mode` says'),
});

export type SizingProfile = z.output<typeof sizingSchema>;
