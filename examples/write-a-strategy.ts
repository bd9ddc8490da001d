import { defineStrategy, Ema, z } from 'siis';

/** Long while a fast average is above a slow one, short while it is below. */
export default defineStrategy({
  name: 'write-a-strategy',
  params: z.strictObject({ fast: z.int().min(2).default(12), slow: z.int().min(3).default(26) }),

  setup({ params, track }) {
    const fast = track('15m', new Ema(params.fast));
    const slow = track('15m', new Ema(params.slow));
    return {
      onBar(bar, { position }) {
        const direction = fast.value > slow.value ? 'long' : 'short';
        if (position === direction) return undefined;
        const why = `average ${fast.value.toFixed(1)}, close ${bar.close}`;
        return { kind: 'enter', direction, stop: { percent: 2 }, why };
      },
    };
  },
});
