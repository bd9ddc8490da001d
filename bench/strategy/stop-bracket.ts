import { defineStrategy, Ema, Rsi, type Signal, z } from '../../src/index.ts';

/** Minutes that are over when the first hour closes, with which every series has begun. */
const before = 59;

/** The rules of bench/cpp/loop.cpp as a strategy. */
export const stopBracket = defineStrategy({
  name: 'stop-bracket',
  params: z.strictObject({}),
  setup({ track }) {
    const fast = track('1m', new Ema(12, { seed: 'first' }));
    const slow = track('1m', new Ema(26, { seed: 'first' }));
    const rsi = track('1m', new Rsi(14, { seed: 'zero', flat: 100 }));
    track('5m', new Ema(12, { seed: 'first', early: true }));
    track('1h', new Ema(12, { seed: 'first', early: true }));
    const bracket = { stop: { percent: 0.2 }, target: { percent: 0.2 } };
    const cancel: Signal = { kind: 'cancel' };
    let bars = before;
    return {
      onBar: (bar, context) => {
        if (bar.timeframe !== '1m') return undefined;
        bars++;
        if (bars <= 60 || context.position !== 'flat') return undefined;
        const trend = fast.value - slow.value;
        const isLong = trend > 0 && rsi.value < 70;
        const isShort = trend < 0 && rsi.value > 30;
        const waits = context.trades.length > 0;
        if (!isLong && !isShort) return waits ? cancel : undefined;
        const enter: Signal = {
          kind: 'enter',
          direction: isLong ? 'long' : 'short',
          type: 'stop',
          trigger: isLong ? bar.close + 0.5 : bar.close - 0.5,
          quantity: 1,
          ...bracket,
        };
        return waits ? [cancel, enter] : enter;
      },
    };
  },
});
