import { z } from 'zod';
import type { CloseAfter, CloseAt } from '../../../market/operation.ts';
import { formatDuration } from '../../../util/duration.ts';
import { duration, number, timeframeName } from '../../schema/leaf.ts';
import { gainAt, gainLevel, gainTicks, gainWords, type Job, type OperationKind, whenReached } from './operation.ts';

/** The trade is closed at a price. */
export const closeAt = {
  kind: 'close-at',
  description: 'Closes the trade at the market once the price has come to a level',
  schema: z.strictObject({
    kind: z.literal('close-at'),
    at: gainLevel().describe('Where the price has to come to: a price, or a gain since entry such as -1%'),
    timeframe: timeframeName()
      .exactOptional()
      .describe('Only when a bar of this length closes there. Default: at once'),
  }),
  begin: ({ at, timeframe }: CloseAt, job: Job) => {
    const { trade, world } = job;
    const ticks = gainTicks(at, trade, world.market.instrument);
    const isGain = gainAt(trade, ticks) >= 0;
    if (timeframe === undefined) return whenReached(job, ticks, isGain, () => world.hands.close(trade));
    const { price } = world.market.instrument;
    return world.onBar(timeframe, ({ close }) => {
      const beyond = (price.fromNumber(close) - ticks) * trade.sign;
      if (isGain ? beyond < 0 : beyond > 0) return;
      job.done();
      world.hands.close(trade);
    });
  },
  words: ({ at, timeframe }: CloseAt) =>
    `closed at ${gainWords(at)}${timeframe === undefined ? '' : ` when a ${timeframe} bar closes there`}`,
} as const satisfies OperationKind<CloseAt>;

/** The trade is closed after a time, if it has gained so much, or so little. */
export const closeAfter = {
  kind: 'close-after',
  description: 'Closes the trade at the market after a time, where its gain lies between two bounds then',
  schema: z.strictObject({
    kind: z.literal('close-after'),
    after: duration({ min: 1 }).describe('Time since the operation began'),
    least: number().exactOptional().describe('Only where the gain is this many percent or more. Default: any'),
    most: number().exactOptional().describe('Only where the gain is this many percent or less. Default: any'),
  }),
  begin: ({ after, least = -Infinity, most = Infinity }: CloseAfter, job: Job) => {
    const { trade, world } = job;
    return world.at(world.now() + after, () => {
      const gain = gainAt(trade, trade.sign > 0 ? world.market.bid : world.market.ask);
      job.done();
      if (gain >= least && gain <= most) world.hands.close(trade);
    });
  },
  words: ({ after, least, most }: CloseAfter) => {
    const bounds = [
      ...(least === undefined ? [] : [`at ${least} % or more`]),
      ...(most === undefined ? [] : [`at ${most} % or less`]),
    ];
    return `closed after ${formatDuration(after)}${bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`}`;
  },
} as const satisfies OperationKind<CloseAfter>;
