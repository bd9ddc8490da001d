import { z } from 'zod';
import { Sma } from '../../../indicator/trend/sma.ts';
import type { Direction } from '../../../market/record.ts';
import type { Signal } from '../../../market/signal.ts';
import { defineStrategy } from '../../strategy.ts';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from '../params.ts';

/**
 * Always in the market: closes what is open and enters the other way when the fast simple average crosses the slow
 * one. A cross is strict on both sides: `a` crosses above `b` at a bar when it was below at the bar before and is above
 * now, so averages that meet and stay equal for a bar do not cross at all.
 */
export const smaCross = defineStrategy({
  name: 'sma-cross',
  description: 'Always in the market: reverses when a fast simple average crosses a slow one',

  params: z
    .strictObject({
      timeframe: timeframeParam('1d'),
      fast: barsParam(10, 'Bars in the fast average'),
      slow: barsParam(30, 'Bars in the slow average', 2),
      direction: directionParam(),
      fraction: z
        .number()
        .positive()
        .lt(1)
        .optional()
        .describe('Part of the available funds in a trade, 0 … 1; absent: sized by the profile'),
      stopPercent: percentParam(0, 'Stop-loss, % of the entry price away from it'),
      targetPercent: percentParam(0, 'Target, % of the entry price away from it'),
    })
    .refine(({ fast, slow }) => fast < slow, { path: ['slow'], error: 'slow must be longer than fast' }),

  setup({ params, track }) {
    const fast = track(params.timeframe, new Sma(params.fast));
    const slow = track(params.timeframe, new Sma(params.slow));
    const plan = { ...exitPlan(params), ...(params.fraction !== undefined && { fraction: params.fraction }) };
    let gap = NaN;

    return {
      onBar(_bar, { position }) {
        const before = gap;
        gap = fast.value - slow.value;
        const crossed: Direction | undefined =
          before < 0 && gap > 0 ? 'long' : before > 0 && gap < 0 ? 'short' : undefined;
        if (crossed === undefined) return undefined;
        const way = crossed === 'long' ? 'above' : 'below';
        const why = `SMA ${params.fast} (${show(fast.value)}) crossed ${way} SMA ${params.slow} (${show(slow.value)})`;
        const signals: Signal[] = [];
        if (position !== 'flat') signals.push({ kind: 'exit', why });
        if (allows(params.direction, crossed)) signals.push({ kind: 'enter', direction: crossed, ...plan, why });
        return signals;
      },
    };
  },
});
