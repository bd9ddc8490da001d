import { z } from 'zod';
import { defineStrategy } from '../../strategy.ts';
import { exitPlan, percentParam, timeframeParam } from '../params.ts';

/**
 * Enters once, at the first closed bar, and stays: the yardstick of every other strategy. An entry that was refused is
 * tried again at the next bar; a trade that ended is not.
 */
export const buyAndHold = defineStrategy({
  name: 'buy-and-hold',
  description: 'The yardstick: enters once and stays',

  params: z.strictObject({
    timeframe: timeframeParam('1m', 'Bar whose first close is the moment to enter'),
    direction: z.enum(['long', 'short']).default('long').describe('Which way to hold'),
    fraction: z
      .number()
      .positive()
      .lt(1)
      .default(0.99)
      .describe('Part of the available funds to put in, 0 … 1; what is left pays the fees'),
    stopPercent: percentParam(0, 'Stop-loss, % of the entry price away from it'),
  }),

  setup({ params, watch }) {
    watch(params.timeframe);
    const { direction, fraction } = params;
    const why = `buy and hold: ${direction} once with ${fraction * 100} % of the funds`;
    let hasEntered = false;

    return {
      onBar(_bar, { trades }) {
        if (hasEntered || trades.length > 0) return undefined;
        hasEntered = true;
        return { kind: 'enter', direction, fraction, ...exitPlan(params), why };
      },

      onOrder({ purpose, state }) {
        if (purpose === 'entry' && (state === 'denied' || state === 'rejected')) hasEntered = false;
        return undefined;
      },
    };
  },
});
