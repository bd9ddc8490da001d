import { z } from 'zod';
import { Ema } from '../../../indicator/trend/ema.ts';
import type { Direction } from '../../../market/record.ts';
import type { Signal } from '../../../market/signal.ts';
import { defineStrategy } from '../../strategy.ts';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from '../params.ts';

/**
 * Follows the trend: enters when the fast average crosses the slow one and leaves when it crosses back. A trade that
 * its stop ended is not entered again before the next cross. A teaching strategy; not expected to earn its fees.
 */
export const emaCross = defineStrategy({
  name: 'ema-cross',
  description: 'Trend: in when a fast exponential average crosses a slow one, out when it crosses back',

  params: z
    .strictObject({
      timeframe: timeframeParam('15m'),
      fast: barsParam(12, 'Bars in the fast average'),
      slow: barsParam(26, 'Bars in the slow average', 2),
      direction: directionParam(),
      stopPercent: percentParam(2, 'Stop-loss, % of the entry price away from it'),
      targetPercent: percentParam(0, 'Target, % of the entry price away from it'),
      trailingPercent: percentParam(0, 'Stop that follows the best price, % of it away'),
    })
    .refine(({ fast, slow }) => fast < slow, { path: ['slow'], error: 'slow must be longer than fast' }),

  setup({ params, track }) {
    const fast = track(params.timeframe, new Ema(params.fast));
    const slow = track(params.timeframe, new Ema(params.slow));
    const plan = exitPlan(params);
    let side: Direction | undefined;

    return {
      onBar(_bar, { position }) {
        const before = side;
        // Equal averages belong to neither side: they keep the one they came from.
        if (fast.value !== slow.value) side = fast.value > slow.value ? 'long' : 'short';
        if (before === undefined || side === undefined || side === before) return undefined;
        const way = side === 'long' ? 'above' : 'below';
        const why = `EMA ${params.fast} (${show(fast.value)}) crossed ${way} EMA ${params.slow} (${show(slow.value)})`;
        const signals: Signal[] = [];
        if (position !== 'flat' && position !== side) signals.push({ kind: 'exit', why });
        if (position !== side && allows(params.direction, side))
          signals.push({ kind: 'enter', direction: side, ...plan, why });
        return signals;
      },
    };
  },
});
