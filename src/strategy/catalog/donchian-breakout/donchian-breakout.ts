import { z } from 'zod';
import { Atr } from '../../../indicator/volatility/atr.ts';
import { Donchian } from '../../../indicator/volatility/donchian.ts';
import type { Direction } from '../../../market/record.ts';
import { defineStrategy } from '../../strategy.ts';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from '../params.ts';

/**
 * Enters when a bar closes beyond all bars of a long channel, leaves when one closes beyond a shorter channel on the
 * other side. The stop stands a few average ranges away. Channels are those of the bars before the deciding one.
 *
 * - source: C. Faith, Way of the Turtle (2007), system 1, decided at the close
 */
export const donchianBreakout = defineStrategy({
  name: 'donchian-breakout',
  description: 'Breakout: in at a close beyond a long Donchian channel, out at one beyond a short channel',

  params: z.strictObject({
    timeframe: timeframeParam('1h'),
    entry: barsParam(20, 'Bars of the channel to break out of', 2),
    exit: barsParam(10, 'Bars of the channel to leave at'),
    direction: directionParam(),
    atr: barsParam(20, 'Bars of the average true range'),
    stopAtr: z.number().min(0).max(100).default(2).describe('Stop-loss, average true ranges from the close; 0: none'),
    targetPercent: percentParam(0, 'Target, % of the entry price away from it'),
  }),

  setup({ params, trackBars }) {
    const entry = trackBars(params.timeframe, new Donchian(params.entry, 'prior'));
    const exit = trackBars(params.timeframe, new Donchian(params.exit, 'prior'));
    const atr = trackBars(params.timeframe, new Atr(params.atr));
    const plan = exitPlan({ targetPercent: params.targetPercent });

    return {
      onBar(bar, { position, trades }) {
        const { close } = bar;
        if (position === 'long' && close < exit.lower) {
          return { kind: 'exit', why: `close ${show(close)} below the ${params.exit}-bar low ${show(exit.lower)}` };
        }
        if (position === 'short' && close > exit.upper) {
          return { kind: 'exit', why: `close ${show(close)} above the ${params.exit}-bar high ${show(exit.upper)}` };
        }
        const broke: Direction | undefined = close > entry.upper ? 'long' : close < entry.lower ? 'short' : undefined;
        if (broke === undefined || trades.length > 0 || !allows(params.direction, broke)) return undefined;
        const [sign, edge] = broke === 'long' ? [1, entry.upper] : [-1, entry.lower];
        const stop = close - sign * params.stopAtr * atr.value;
        const protectedBy = params.stopAtr > 0 && atr.value > 0 && stop > 0 ? { stop } : {};
        const why = `close ${show(close)} beyond the ${params.entry}-bar channel at ${show(edge)}`;
        return { kind: 'enter', direction: broke, ...plan, ...protectedBy, why };
      },
    };
  },
});
