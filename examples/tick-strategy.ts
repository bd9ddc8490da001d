import { Atr, defineStrategy, z } from 'siis';

/**
 * Looks at every trade of the market: counts what buyers and sellers took, halved every `halfLife` seconds, and enters
 * with the side that takes nearly all of it, when the bar that forms goes its way. Declaring `onTick` moves the instrument to the span path, which is slower
 * than bars alone; a strategy that can do without every tick should.
 */
export default defineStrategy({
  name: 'tick-strategy',
  params: z.strictObject({
    halfLife: z.number().positive().default(30).describe('Seconds in which what was traded counts half'),
    share: z.number().gt(0.5).lt(1).default(0.9).describe('Part of what was traded that one side must have taken'),
    hold: z.number().positive().default(10).describe('Minutes that a trade is held at most'),
  }),

  setup({ params, trackBars, openBar, timer }) {
    const atr = trackBars('1m', new Atr(14));
    const fiveMinutes = openBar('5m');
    timer('calm down', 3_600_000);
    let bought = 0;
    let sold = 0;
    let last = NaN;

    return {
      // Numbers, no object: this is called for each tick. side: 1 the buyer took, 2 the seller, 0 not known.
      onTick(time, price, quantity, side, { trades }) {
        const decay = Number.isNaN(last) ? 0 : 0.5 ** ((time - last) / 1000 / params.halfLife);
        last = time;
        bought = bought * decay + (side === 1 ? quantity : 0);
        sold = sold * decay + (side === 2 ? quantity : 0);
        const share = Math.max(bought, sold) / (bought + sold);
        if (trades.length > 0 || !(share > params.share)) return undefined;
        // The bar that forms has to go the same way.
        const bar = fiveMinutes();
        if (bar === undefined || price > bar.open !== bought > sold) return undefined;
        const direction = bought > sold ? 'long' : 'short';
        const away = direction === 'long' ? -3 * atr.value : 3 * atr.value;
        return {
          kind: 'enter',
          direction,
          stop: price + away,
          target: price - away,
          timeLimit: params.hold * 60_000,
          why: `${(100 * share).toFixed(0)} % was taken by one side`,
        };
      },

      // On every full hour of market time.
      onTimer() {
        bought = 0;
        sold = 0;
      },

      onOrder({ purpose, state }) {
        // The entry is in: begin to count anew.
        if (purpose === 'entry' && state === 'filled') bought = sold = 0;
      },
    };
  },
});
