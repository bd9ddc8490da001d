import { defineStrategy, Ema, Sma, z } from 'siis';

/**
 * Trades one instrument by what another one does: long pullbacks, but only while the leader is above its own average.
 * The leader needs data like any other instrument; it is never traded.
 */
export default defineStrategy({
  name: 'second-instrument',
  params: z.strictObject({
    leader: z.string().default('demo:BTC/USDT').describe('Instrument that is looked at'),
    trend: z.int().min(2).default(24).describe("Hours in the leader's average"),
    pullback: z.int().min(2).default(20).describe('Five-minute bars in the own average'),
  }),

  setup({ instrument, params, track, watch }) {
    const options = { instrument: params.leader };
    const trend = track('1h', new Sma(params.trend), options);
    // A bar for each minute of the leader, without an indicator: only to know its price.
    watch('1m', options);
    const own = track('5m', new Ema(params.pullback));
    let leaderClose = NaN;

    return {
      // Called for the bars of all three series: look at where a bar comes from.
      onBar(bar, { position, trades }) {
        if (bar.instrument === params.leader && bar.timeframe === '1m') leaderClose = bar.close;
        if (bar.instrument !== instrument || bar.timeframe !== '5m') return undefined;
        const isUp = leaderClose > trend.value;
        if (position !== 'flat') return isUp ? undefined : { kind: 'exit', why: 'the leader turned' };
        if (trades.length > 0 || !isUp || bar.close >= own.value) return undefined;
        return {
          kind: 'enter',
          direction: 'long',
          stop: { percent: 1 },
          target: { percent: 1 },
          why: `leader at ${leaderClose}, above ${trend.value.toFixed(1)}`,
        };
      },
    };
  },
});
