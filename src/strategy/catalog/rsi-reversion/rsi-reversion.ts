import { z } from 'zod';
import { Rsi } from '../../../indicator/momentum/rsi.ts';
import { Ema } from '../../../indicator/trend/ema.ts';
import type { Bar } from '../../../market/bar.ts';
import type { Direction } from '../../../market/record.ts';
import { defineStrategy } from '../../strategy.ts';
import { allows, barsParam, directionParam, exitPlan, percentParam, show, timeframeParam } from '../params.ts';

/**
 * Buys when the RSI comes back up through the oversold level and sells when it comes back down through the overbought
 * one: not while it still falls. Leaves at the middle. A long average may forbid trades against the trend.
 */
export const rsiReversion = defineStrategy({
  name: 'rsi-reversion',
  description: 'Mean reversion: in when the RSI comes back from an extreme, out at its middle',

  params: z
    .strictObject({
      timeframe: timeframeParam('15m'),
      length: barsParam(14, 'Bars of the RSI', 2),
      oversold: z.number().min(1).max(49).default(30).describe('RSI to come back up through for a long trade'),
      overbought: z.number().min(51).max(99).default(70).describe('RSI to come back down through for a short trade'),
      exit: z.number().min(1).max(99).default(50).describe('RSI to leave at; for a short trade 100 minus it'),
      trend: z.int().min(0).max(5000).default(0).describe('Bars of the average that trades must agree with; 0: none'),
      direction: directionParam(),
      stopPercent: percentParam(2, 'Stop-loss, % of the entry price away from it'),
      targetPercent: percentParam(0, 'Target, % of the entry price away from it'),
    })
    .refine(({ oversold, exit }) => exit > oversold, { path: ['exit'], error: 'exit must lie above oversold' })
    .refine(({ overbought, exit }) => 100 - exit < overbought, {
      path: ['exit'],
      error: '100 - exit must lie below overbought',
    }),

  setup({ params, track }) {
    const rsi = track(params.timeframe, new Rsi(params.length, { flat: 50 }));
    const trend = params.trend > 0 ? track(params.timeframe, new Ema(params.trend)) : undefined;
    const plan = exitPlan(params);
    let last = NaN;

    function isAgainstTrend({ close }: Bar, direction: Direction): boolean {
      if (trend === undefined) return false;
      return direction === 'long' ? close < trend.value : close > trend.value;
    }

    return {
      onBar(bar, { position, trades }) {
        const [before, now] = [last, rsi.value];
        last = now;
        if (position !== 'flat') {
          const goal = position === 'long' ? params.exit : 100 - params.exit;
          const isThere = position === 'long' ? now >= goal : now <= goal;
          return isThere ? { kind: 'exit', why: `RSI ${show(now)} is back at ${goal}` } : undefined;
        }
        const up = before < params.oversold && now >= params.oversold;
        const down = before > params.overbought && now <= params.overbought;
        if (trades.length > 0 || (!up && !down)) return undefined;
        const direction: Direction = up ? 'long' : 'short';
        if (!allows(params.direction, direction) || isAgainstTrend(bar, direction)) return undefined;
        const level = up ? params.oversold : params.overbought;
        const why = `RSI came back ${up ? 'up' : 'down'} through ${level}: ${show(before)} to ${show(now)}`;
        return { kind: 'enter', direction, ...plan, why };
      },
    };
  },
});
