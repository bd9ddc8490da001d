import { z } from 'zod';
import type { StepStopLoss } from '../../../market/operation.ts';
import { gainAt, gainLevel, gainTicks, gainWords, type Job, type OperationKind, whenReached } from './operation.ts';

/** The stop makes one step. */
export const stepStopLoss = {
  kind: 'step-stop-loss',
  description: 'Once the price has come to a level the stop makes one step',
  schema: z.strictObject({
    kind: z.literal('step-stop-loss'),
    at: gainLevel().describe('Where the price has to come to: a price, or a gain since entry such as 1%'),
    stop: gainLevel().describe('Where the stop goes then, if that is nearer'),
  }),
  begin: ({ at, stop }: StepStopLoss, job: Job) => {
    const { trade, world } = job;
    const { instrument } = world.market;
    const ticks = gainTicks(at, trade, instrument);
    const move = (): void => world.hands.moveStop(trade, gainTicks(stop, trade, instrument));
    return whenReached(job, ticks, gainAt(trade, ticks) >= 0, move);
  },
  words: ({ at, stop }: StepStopLoss) => `at ${gainWords(at)} the stop goes to ${gainWords(stop)}`,
} as const satisfies OperationKind<StepStopLoss>;
