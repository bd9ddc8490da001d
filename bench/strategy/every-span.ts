import { defineStrategy, Ema, z } from '../../src/index.ts';

/** The same as every-tick, told of runs of ticks instead of single ones. */
export const everySpan = defineStrategy({
  name: 'every-span',
  params: z.strictObject({}),
  setup({ track, log }) {
    const mean = new Ema(100, { seed: 'first', early: true });
    const slow = track('1m', new Ema(26));
    const seen = { count: 0, volume: 0.5 };
    return {
      onTicks: ({ count, price, quantity }) => {
        let { volume } = seen;
        for (let k = 0; k < count; k++) {
          mean.next(price[k]!);
          volume += quantity[k]!;
        }
        seen.count += count;
        seen.volume = volume;
        return undefined;
      },
      onBar: () => {
        if (mean.value < 0 || slow.value < 0) log('a price fell below zero', seen);
        return undefined;
      },
    };
  },
});
