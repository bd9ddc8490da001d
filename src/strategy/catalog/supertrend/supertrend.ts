import { z } from 'zod';
import { Supertrend } from '../../../indicator/trend/supertrend.ts';
import type { Direction } from '../../../market/record.ts';
import type { Signal } from '../../../market/signal.ts';
import { defineStrategy } from '../../strategy.ts';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from '../params.ts';

/**
 * Trades each change of the SuperTrend: long while the line is below the price, short while it is above. The stop
 * stands on the line and follows it bar by bar, in the trade's favour only.
 */
export const supertrendStrategy = defineStrategy({
  name: 'supertrend',
  description: 'Trend: in and out when the SuperTrend turns, with a stop that follows its line',

  params: z.strictObject({
    timeframe: timeframeParam('15m'),
    length: barsParam(10, 'Bars of the average true range', 2),
    multiplier: z.number().positive().max(100).default(3).describe('Average true ranges between price and line'),
    direction: directionParam(),
    follow: z.boolean().default(true).describe('Stop on the line, moved with it; false: stopPercent'),
    stopPercent: percentParam(2, 'Stop-loss when it does not follow the line, % of the entry price away from it'),
    targetPercent: percentParam(0, 'Target, % of the entry price away from it'),
  }),

  setup({ params, trackBars }) {
    const trend = trackBars(params.timeframe, new Supertrend(params.length, params.multiplier));
    const fixed = exitPlan(params);
    let side: Direction | undefined;
    let stop = NaN;

    return {
      onBar(bar, { position }) {
        const before = side;
        side = trend.direction > 0 ? 'long' : 'short';
        const line = trend.line;
        if (before === undefined || side === before) {
          // The line of a running trend only tightens; a stop is sent when it moved.
          if (!params.follow || position !== side || line === stop) return undefined;
          stop = line;
          return { kind: 'modify', stop, why: `SuperTrend line moved to ${show(line)}` };
        }
        const why = `SuperTrend turned ${side === 'long' ? 'up' : 'down'}: close ${show(bar.close)}, line ${show(line)}`;
        const signals: Signal[] = [];
        if (position !== 'flat' && position !== side) signals.push({ kind: 'exit', why });
        if (allows(params.direction, side)) {
          stop = line;
          signals.push({ kind: 'enter', direction: side, ...fixed, ...(params.follow && { stop }), why });
        }
        return signals;
      },
    };
  },
});
