import { defineStrategy, Ema, Rsi, z } from '../../src/index.ts';

/**
 * A cross of two averages filtered by the RSI enters at the market, one unit, with a stop and a target in percent of the
 * close that decided.
 */
export const crossBracket = defineStrategy({
  name: 'cross-bracket',
  params: z.strictObject({
    fast: z.number().int().default(20),
    slow: z.number().int().default(50),
    stopPercent: z.number().default(0.5),
    targetPercent: z.number().default(1),
  }),
  setup({ track, params }) {
    const fast = track('1m', new Ema(params.fast, { seed: 'first' }));
    const slow = track('1m', new Ema(params.slow, { seed: 'first' }));
    const rsi = track('1m', new Rsi(14, { seed: 'zero', flat: 100 }));
    const stop = params.stopPercent / 100;
    const target = params.targetPercent / 100;
    let before = 0;
    return {
      onBar: ({ close }, context) => {
        const now = Math.sign(fast.value - slow.value);
        const isCross = now !== before && before !== 0;
        before = now;
        if (!isCross || context.position !== 'flat') return undefined;
        if (now > 0 && rsi.value < 70) {
          return {
            kind: 'enter',
            direction: 'long',
            quantity: 1,
            stop: close * (1 - stop),
            target: close * (1 + target),
          };
        }
        if (now < 0 && rsi.value > 30) {
          return {
            kind: 'enter',
            direction: 'short',
            quantity: 1,
            stop: close * (1 + stop),
            target: close * (1 - target),
          };
        }
        return undefined;
      },
    };
  },
});
