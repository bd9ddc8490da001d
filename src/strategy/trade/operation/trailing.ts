import { z } from 'zod';
import type { TrailingOperation } from '../../../market/operation.ts';
import { number } from '../../schema/leaf.ts';
import type { Job, OperationKind } from './operation.ts';

/** The stop follows the price from now on. */
export const trailing = {
  kind: 'trailing',
  description: 'The stop follows the best price',
  schema: z.strictObject({
    kind: z.literal('trailing'),
    percent: number({ above: 0, below: 100 }).describe('Distance from the best price reached'),
    after: number({ min: 0 })
      .exactOptional()
      .describe('Follows once the trade has gained this many percent. Default: at once'),
    tight: z
      .strictObject({
        percent: number({ above: 0, below: 100 }).describe('Narrower distance'),
        after: number({ min: 0 }).describe('From this gain on, percent'),
      })
      .exactOptional()
      .describe('Narrows the distance later'),
  }),
  begin: ({ kind: _kind, ...plan }: TrailingOperation, { trade, world }: Job) => {
    world.hands.trail(trade, plan);
    // The order itself follows from here on.
    return () => undefined;
  },
  words: ({ percent, after }: TrailingOperation) =>
    `the stop follows at ${percent} %${after === undefined ? '' : ` from +${after} % on`}`,
} as const satisfies OperationKind<TrailingOperation>;
