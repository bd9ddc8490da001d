import { z } from 'zod';
import { duration, integer } from './leaf.ts';

/** What the strategies of a session may use up on their workers. */
export const budgetSchema = z.strictObject({
  time: duration({ min: 10 })
    .prefault('10s')
    .describe('Longest that one call of a strategy may take, wall time; one that takes longer is stopped'),
  memory: integer({ min: 16, max: 65_536 })
    .default(512)
    .describe(
      'MB of heap and array buffers that the strategies of one worker may hold; one that holds more alone is stopped',
    ),
});

export type BudgetProfile = z.output<typeof budgetSchema>;
