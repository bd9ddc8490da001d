import { z } from 'zod';
import type { BreakevenOperation } from '../../../market/operation.ts';
import { number } from '../../schema/leaf.ts';
import { gainTicks, type Job, type OperationKind, whenReached } from './operation.ts';

/** The stop goes to the entry price. */
export const breakeven = {
  kind: 'breakeven',
  description: 'Once the trade has gained so much the stop goes to the entry price',
  schema: z.strictObject({
    kind: z.literal('breakeven'),
    after: number({ above: 0 }).describe('Gain in percent that moves the stop'),
    plus: number({ min: 0 }).exactOptional().describe('Percent beyond the entry price'),
  }),
  begin: ({ after, plus = 0 }: BreakevenOperation, job: Job) => {
    const { trade, world } = job;
    const { instrument } = world.market;
    const move = (): void => world.hands.moveStop(trade, gainTicks({ percent: plus }, trade, instrument));
    return whenReached(job, gainTicks({ percent: after }, trade, instrument), true, move);
  },
  words: ({ after, plus = 0 }: BreakevenOperation) =>
    `at +${after} % the stop goes to the entry${plus === 0 ? '' : ` +${plus} %`}`,
} as const satisfies OperationKind<BreakevenOperation>;
