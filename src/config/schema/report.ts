import { z } from 'zod';

/** What a report is made of. */
export const reportSchema = z.strictObject({
  equity: z
    .enum(['auto', 'bar', '1m', '1h', '1d'])
    .default('auto')
    .describe('Resolution of the equity curve; auto keeps it small enough to draw'),
});

export type ReportProfile = z.output<typeof reportSchema>;
