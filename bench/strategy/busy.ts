import { defineStrategy, z } from '../../src/index.ts';

/** In and out with every bar; and a hundred entries that wait where the price never comes. */
export const busy = defineStrategy({
  name: 'busy',
  params: z.strictObject({ waiting: z.number().default(100) }),
  setup({ params, watch }) {
    watch('1m');
    let waiting = 0;
    let isIn = false;
    return {
      onBar: (_bar, { price }) => {
        if (waiting < params.waiting) {
          waiting++;
          const far = Math.round(price * (0.3 + waiting / 1000));
          return { kind: 'enter', direction: 'long', type: 'limit', price: far, quantity: 0.1 };
        }
        isIn = !isIn;
        if (!isIn) return { kind: 'exit', direction: 'short' };
        return { kind: 'enter', direction: 'short', quantity: 0.1, stop: { percent: 20 }, target: { percent: 20 } };
      },
    };
  },
});
