import { z } from 'zod';
import type { DynamicStopLoss, DynamicTakeProfit } from '../../../market/operation.ts';
import { number, timeframeName } from '../../schema/leaf.ts';
import { gainAt, type Job, type OperationKind } from './operation.ts';

const keys = {
  timeframe: timeframeName().describe('Bars whose closes move it'),
  percent: number({ above: 0, below: 100 }).describe('Distance from the close'),
  after: number().exactOptional().describe('Only while the trade gains this many percent or more at the close'),
};

/** The stop follows the closes of bars. */
export const dynamicStopLoss = {
  kind: 'dynamic-stop-loss',
  description: 'With each bar that closes the stop moves to a distance from its close, never back',
  schema: z.strictObject({ kind: z.literal('dynamic-stop-loss'), ...keys }),
  begin: (plan: DynamicStopLoss, job: Job) =>
    atCloses(plan, job, -1, (ticks) => job.world.hands.moveStop(job.trade, ticks)),
  words: ({ timeframe, percent }: DynamicStopLoss) => `the stop follows the closes of ${timeframe} at ${percent} %`,
} as const satisfies OperationKind<DynamicStopLoss>;

/** The target runs ahead of the closes of bars. */
export const dynamicTakeProfit = {
  kind: 'dynamic-take-profit',
  description: 'With each bar that closes the target moves to a distance beyond its close, never back',
  schema: z.strictObject({ kind: z.literal('dynamic-take-profit'), ...keys }),
  begin: (plan: DynamicTakeProfit, job: Job) =>
    atCloses(plan, job, 1, (ticks) => job.world.hands.moveTarget(job.trade, ticks)),
  words: ({ timeframe, percent }: DynamicTakeProfit) =>
    `the target runs ${percent} % ahead of the closes of ${timeframe}`,
} as const satisfies OperationKind<DynamicTakeProfit>;

function atCloses(
  { timeframe, percent, after = -Infinity }: DynamicStopLoss | DynamicTakeProfit,
  { trade, world }: Job,
  side: 1 | -1,
  move: (ticks: number) => void,
): (() => void) | string {
  const { price } = world.market.instrument;
  return world.onBar(timeframe, ({ close }) => {
    const ticks = price.fromNumber(close);
    if (gainAt(trade, ticks) < after) return;
    move(Math.max(1, Math.round(ticks * (1 + (side * trade.sign * percent) / 100))));
  });
}
