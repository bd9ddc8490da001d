import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { prints, type Tape } from '../../../test/support/tape.ts';
import { type TickMarket, runTicks } from '../../../test/support/tick-run.ts';
import { type StrategyHandlers, defineStrategy } from '../../strategy/strategy.ts';

const tape = (every: number, count: number): Tape =>
  prints(...Array.from({ length: count }, (_, k) => [1_700_000_000_000 + k * every, 100 + ((k * 7) % 11)] as const));
const own: TickMarket = { id: 'test:A/USD', tape: tape(700, 500) };
const other: TickMarket = { id: 'test:B/USD', tape: tape(900, 400) };

/** What the handlers of one instrument wrote down, alone or beside another instrument with a strategy of its own. */
function seen(markets: readonly TickMarket[], handlers: (log: string[]) => StrategyHandlers): string[] {
  const log: string[] = [];
  const use = (name: string, id: string, make: () => StrategyHandlers) => ({
    name,
    definition: defineStrategy({
      name,
      params: z.strictObject({}),
      setup: ({ watch }) => (watch('1m'), make()),
    }),
    params: {},
    instruments: [id],
  });
  const busy = (): StrategyHandlers => ({
    onBar: ({ close }) => ({ kind: 'enter', direction: 'long', type: 'limit', price: close - 2, entryTimeout: 20_000 }),
  });
  runTicks({
    markets,
    strategies: markets.map(({ id }) => (id === own.id ? use('own', id, () => handlers(log)) : use('other', id, busy))),
  });
  return log;
}

describe('onTicks', () => {
  it('gets every tick once and in order, whatever else is in the run', () => {
    const handlers = (log: string[]): StrategyHandlers => ({
      onTicks: ({ count, time, price }) => {
        for (let k = 0; k < count; k++) log.push(`${time[k]} ${price[k]}`);
      },
    });
    const alone = seen([own], handlers);
    expect(alone).toEqual(own.tape.ticks.slice(-alone.length).map((tick) => `${tick.time} ${tick.price}`));
    expect(alone.length).toBeGreaterThan(400);
    expect(seen([own, other], handlers)).toEqual(alone);
    expect(seen([other, own], handlers)).toEqual(alone);
  });
});

describe('onTicks beside resting orders', () => {
  it('is never called without ticks, and market time never runs back', () => {
    const counts: number[] = [];
    const times: number[] = [];
    seen([own], () => ({
      onBar: ({ close }, { time }) => {
        times.push(time);
        return { kind: 'enter', direction: 'long', type: 'limit', price: close - 2, target: close + 2 };
      },
      onOrder: (_notice, { time }) => void times.push(time),
      onTicks: ({ count }, { time }) => {
        counts.push(count);
        times.push(time);
      },
    }));
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.filter((count) => count === 0)).toEqual([]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('onTick', () => {
  it('sees the same, and what it decides fills at the same, whatever else is in the run', () => {
    const handlers = (log: string[]): StrategyHandlers => ({
      onTick: (time, price, _quantity, _side, { position }) => {
        log.push(`${time} ${price} ${position}`);
        if (price === 103 && position === 'flat') return { kind: 'enter', direction: 'long', target: 108 };
        return undefined;
      },
      onOrder: ({ state, time, price }) => void log.push(`${state} ${time} ${price}`),
    });
    const alone = seen([own], handlers);
    expect(alone.some((line) => line.startsWith('filled'))).toBe(true);
    expect(seen([own, other], handlers)).toEqual(alone);
    expect(seen([other, own], handlers)).toEqual(alone);
  });
});
