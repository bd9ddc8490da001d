import { defineStrategy, Ema, z } from '../../src/index.ts';

/** Looks at every tick: an average of the price, a count, a volume; and one-minute bars. Never trades. */
export const everyTick = defineStrategy({
  name: 'every-tick',
  params: z.strictObject({}),
  setup({ track, log }) {
    const mean = new Ema(100, { seed: 'first', early: true });
    const slow = track('1m', new Ema(26));
    const seen = { count: 0, volume: 0.5 };
    return {
      onTick: (_time, price, quantity) => {
        mean.next(price);
        seen.count++;
        seen.volume += quantity;
        return undefined;
      },
      onBar: () => {
        if (mean.value < 0 || slow.value < 0) log('a price fell below zero', seen);
        return undefined;
      },
    };
  },
});
