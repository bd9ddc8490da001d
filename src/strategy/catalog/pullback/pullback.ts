import { z } from 'zod';
import { Ema } from '../../../indicator/trend/ema.ts';
import { Atr } from '../../../indicator/volatility/atr.ts';
import { Bollinger } from '../../../indicator/volatility/bollinger.ts';
import type { Bar } from '../../../market/bar.ts';
import type { Direction } from '../../../market/record.ts';
import type { EnterSignal } from '../../../market/signal.ts';
import { defineStrategy, type StrategyContext } from '../../strategy.ts';
import { allows, barsParam, directionParam, show, timeframeParam } from '../params.ts';

/**
 * Enters with the trend when a pullback against it is over: price left the Bollinger band on the side of the pullback
 * and a bar closes back inside. The stop stands beyond the farthest price of the excursion; half is taken at the middle
 * band and the rest at the band on the other side, both as they stand at the entry. Leaves when the trend turns.
 */
export const pullback = defineStrategy({
  name: 'pullback',
  description: 'Pullback: with the trend of a long timeframe, in when price re-enters its Bollinger band',

  params: z.strictObject({
    timeframe: timeframeParam('5m'),
    length: barsParam(20, 'Bars of the Bollinger band', 2),
    deviations: z.number().positive().max(10).default(2).describe('Standard deviations between middle and band'),
    trendTimeframe: timeframeParam('1h', 'Bars that the trend is read from'),
    trend: barsParam(50, 'Bars in the average that the close must be beyond for a trend'),
    direction: directionParam(),
    atr: barsParam(14, 'Bars of the average true range'),
    stopAtr: z.number().min(0).max(100).default(0.5).describe('Stop beyond the excursion, average true ranges'),
    portion: z.number().positive().max(1).default(0.5).describe('Part taken at the middle band; 1: all of it'),
    timeLimit: z.number().min(0).max(10_000).default(0).describe('Hours after which a trade is closed; 0: never'),
  }),

  setup({ params, track, trackBars }) {
    const band = track(params.timeframe, new Bollinger(params.length, params.deviations));
    const atr = trackBars(params.timeframe, new Atr(params.atr));
    const average = track(params.trendTimeframe, new Ema(params.trend));
    const timeLimit = params.timeLimit * 3_600_000;
    let trend: Direction | undefined;
    /** Farthest price since the closes left the band below and above; NaN while they are inside. */
    let low = NaN;
    let high = NaN;

    /** The trend's own bar closed: the only moment it can turn. */
    function readTrend(bar: Bar, position: StrategyContext['position']): ReturnType<typeof leave> | undefined {
      trend = bar.close > average.value ? 'long' : bar.close < average.value ? 'short' : undefined;
      const turned = trend !== undefined && position !== 'flat' && position !== trend;
      return turned ? leave(bar) : undefined;
    }

    function leave(bar: Bar): { kind: 'exit'; why: string } {
      const why = `the trend turned: close ${show(bar.close)}, EMA ${params.trend} ${show(average.value)}`;
      return { kind: 'exit', why };
    }

    /** `edge` is the band that price came back through, `far` the other one, `worst` the end of the excursion. */
    function enter(bar: Bar, direction: Direction, worst: number): EnterSignal | undefined {
      const [sign, edge, far] = direction === 'long' ? [1, band.lower, band.upper] : [-1, band.upper, band.lower];
      const stop = worst - sign * params.stopAtr * atr.value;
      // A bar that came back all the way to the middle leaves nothing to earn; one without a range, nothing to risk.
      if (sign * (band.middle - bar.close) <= 0 || sign * (bar.close - stop) <= 0 || stop <= 0 || far <= 0)
        return undefined;
      const targets =
        params.portion < 1 ? [{ at: band.middle, portion: params.portion }, { at: far }] : [{ at: band.middle }];
      const why = `close ${show(bar.close)} back inside the band at ${show(edge)} after ${show(worst)}, trend ${direction}`;
      return { kind: 'enter', direction, stop, targets, ...(timeLimit > 0 && { timeLimit }), why };
    }

    return {
      onBar(bar, { position, trades }) {
        const turned = bar.timeframe === params.trendTimeframe ? readTrend(bar, position) : undefined;
        if (bar.timeframe !== params.timeframe) return turned;
        const [below, above] = [low, high];
        low = bar.close < band.lower ? Math.min(bar.low, Number.isNaN(low) ? Infinity : low) : NaN;
        high = bar.close > band.upper ? Math.max(bar.high, Number.isNaN(high) ? -Infinity : high) : NaN;
        if (turned !== undefined || trades.length > 0 || trend === undefined) return turned;
        if (!allows(params.direction, trend)) return undefined;
        const worst = trend === 'long' ? Math.min(below, bar.low) : Math.max(above, bar.high);
        const isBack = Number.isNaN(trend === 'long' ? low : high) && !Number.isNaN(worst);
        return isBack ? enter(bar, trend, worst) : undefined;
      },
    };
  },
});
