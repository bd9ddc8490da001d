import { describe, expect, it } from 'vitest';
import type { EnterSignal, Signal } from '../../src/market/signal.ts';
import { type Minute, midnight, ordersOf, runCase } from '../support/venue-case.ts';
import { buy, around, flat, orders } from '../support/venue-rules.ts';

describe('bars', () => {
  describe('an order that ends inside a bar', () => {
    const limit: EnterSignal = { ...buy, type: 'limit', price: 97 };
    const stop: EnterSignal = { ...buy, type: 'stop', trigger: 103 };
    const stopLimit: EnterSignal = { ...buy, type: 'stop-limit', trigger: 103, price: 104 };
    /** Gives it at 120 s, and something else at 150 s, or at 120 s again. */
    const then = (minutes: readonly Minute[], wish: Signal, other: Signal, at = 150): Promise<string[]> =>
      ordersOf({
        minutes: around(minutes),
        wish: ({ timer }) => {
          timer('t', 30_000);
          return {
            onBar: (_bar, { time }) => (time === midnight + 120_000 ? wish : undefined),
            onTimer: (_name, { time }) => (time === midnight + at * 1000 ? other : undefined),
          };
        },
      });
    const dated = (after: number): Partial<EnterSignal> => ({ timeInForce: 'GTD', expires: midnight + after });

    it.each<[what: string, wish: EnterSignal, bar: Minute, orders: string]>([
      ['a market order', { ...buy, entryTimeout: 30_000 }, [103, 106, 102, 104], 'buy 1 market filled 1 at 103'],
      [
        'a limit below the open',
        { ...limit, entryTimeout: 30_000 },
        [98, 99, 95, 98],
        'buy 1 limit 97 canceled (entry timeout)',
      ],
      ['a limit at the open', { ...limit, entryTimeout: 30_000 }, [96, 99, 95, 98], 'buy 1 limit 97 filled 1 at 96'],
      [
        'a limit with a date',
        { ...limit, ...dated(150_000) },
        [98, 99, 95, 98],
        'buy 1 limit 97 expired (good till date)',
      ],
      [
        'a limit with a date, at the open',
        { ...limit, ...dated(150_000) },
        [97, 99, 95, 98],
        'buy 1 limit 97 filled 1 at 97',
      ],
      [
        'a limit with the date of the open',
        { ...limit, ...dated(120_000) },
        [96, 99, 95, 98],
        'buy 1 limit 97 expired (good till date)',
      ],
      [
        'a limit with the date of the close',
        { ...limit, ...dated(180_000) },
        [98, 99, 95, 98],
        'buy 1 limit 97 filled 1 at 97',
      ],
      [
        'a stop above the open',
        { ...stop, entryTimeout: 30_000 },
        [102, 106, 101, 104],
        'buy 1 stop 103 canceled (entry timeout)',
      ],
      ['a stop at the open', { ...stop, entryTimeout: 30_000 }, [105, 106, 101, 104], 'buy 1 stop 103 filled 1 at 105'],
      [
        'a stop-limit at the open',
        { ...stopLimit, entryTimeout: 30_000 },
        [103.5, 106, 101, 104],
        'buy 1 stop-limit 104 filled 1 at 103.5',
      ],
      [
        'a stop-limit jumped over',
        { ...stopLimit, entryTimeout: 30_000 },
        [105, 106, 101, 104],
        'buy 1 stop-limit 104 canceled (entry timeout)',
      ],
    ])('%s', async (_what, wish, bar, expected) => {
      expect(await orders([bar], wish)).toEqual([expected]);
    });

    it('a cancel, at 150 s and at 120 s', async () => {
      const cancel: Signal = { kind: 'cancel' };
      expect(await then([[98, 99, 95, 98]], limit, cancel)).toEqual(['buy 1 limit 97 canceled (canceled by signal)']);
      expect(await then([[96, 99, 95, 98]], limit, cancel)).toEqual(['buy 1 limit 97 filled 1 at 96']);
      const late = 'paper: { latency: { cancel: 70000 } }';
      const wish = { 2: limit, 3: cancel };
      const minutes = around([
        [98, 99, 98, 98],
        [98, 99, 98, 98],
        [98, 99, 95, 98],
      ]);
      expect(await ordersOf({ profile: late, minutes, wish })).toEqual([
        'buy 1 limit 97 canceled (canceled by signal)',
      ]);
      const jump = around([
        [98, 99, 98, 98],
        [98, 99, 98, 98],
        [96, 99, 95, 98],
      ]);
      expect(await ordersOf({ profile: late, minutes: jump, wish })).toEqual(['buy 1 limit 97 filled 1 at 96']);
    });

    it('the timeout of a limit exit, and a stop that is taken away', async () => {
      const wish = { 2: buy, 3: { kind: 'exit', type: 'limit', price: 105, timeout: 30_000 } } as const;
      expect(await ordersOf({ minutes: around([flat, [100, 106, 99, 100]]), wish })).toEqual([
        'buy 1 market filled 1 at 100',
        'sell 1 limit 105 canceled (exit timeout)',
      ]);
      expect(await ordersOf({ minutes: around([flat, [105.5, 106, 99, 100]]), wish })).toEqual([
        'buy 1 market filled 1 at 100',
        'sell 1 limit 105 filled 1 at 105.5',
      ]);
      const drop: Signal = { kind: 'modify', stop: null };
      const protectedBuy: Signal = { ...buy, stop: 95 };
      expect(await then([flat, [96, 97, 90, 96]], protectedBuy, drop, 210)).toEqual([
        'buy 1 market filled 1 at 100',
        'sell 1 stop 95 canceled (stop removed)',
      ]);
      expect(await then([flat, [94, 97, 90, 96]], protectedBuy, drop, 210)).toEqual([
        'buy 1 market filled 1 at 100',
        'sell 1 stop 95 filled 1 at 94',
      ]);
    });

    it('the rest of a partial fill, at the time at which it ended', async () => {
      const half = 'paper: { partialFill: { participation: 0.5 } }';
      const wish: EnterSignal = { ...limit, entryTimeout: 30_000 };
      const { orders: records } = await runCase({
        profile: half,
        minutes: around([[96, 99, 95, 98, 0.8]]),
        wish: { 2: wish },
      });
      expect(records.map(({ state, filledQuantity, averagePrice }) => [state, filledQuantity, averagePrice])).toEqual([
        ['canceled', '0.4', '96'],
      ]);
    });

    it('ends at once in a gap between bars', async () => {
      const minutes = [flat, flat, undefined, [96, 99, 95, 98] as const];
      const wish = { 2: { ...limit, ...dated(150_000) } };
      expect(await ordersOf({ minutes, wish })).toEqual(['buy 1 limit 97 expired (good till date)']);
    });
  });
});

const low: Minute = [100, 101, 80, 100];

/** Gives a limit order and moves it, each at its second; later bars reach neither price. */
const moved = (
  minutes: readonly (Minute | undefined)[],
  moves: Readonly<Record<number, number>>,
  profile = '',
): Promise<string[]> =>
  ordersOf({
    profile,
    minutes: [flat, flat, ...minutes, flat],
    wish: ({ timer }) => {
      timer('t', 10_000);
      let isThere = false;
      return {
        onTimer: (_name, { time }) => {
          const price = moves[(time - midnight) / 1000];
          if (price === undefined) return undefined;
          if (isThere) return { kind: 'modify', entryPrice: price };
          isThere = true;
          return { ...buy, type: 'limit', price };
        },
      };
    },
  });

describe('bars', () => {
  it('B18 An order whose price is changed inside a bar fills in that bar at the price with which it began it.', async () => {
    // The order stands at its last price when the bar tells that it had filled.
    expect(await moved([low], { 110: 90, 130: 85, 140: 82 })).toEqual(['buy 1 limit 82 filled 1 at 90']);
    expect(await moved([flat, low], { 110: 90, 130: 85 })).toEqual(['buy 1 limit 85 filled 1 at 85']);
    const between = [undefined, low];
    expect(await moved(between, { 130: 90, 150: 85, 190: 82 })).toEqual(['buy 1 limit 82 filled 1 at 85']);
  });

  describe('an order that comes inside a bar', () => {
    it('does not fill in the bar in which it came', async () => {
      expect(await moved([low], { 130: 90 })).toEqual(['buy 1 limit 90 open']);
      expect(await moved([low], { 130: 90, 140: 85 })).toEqual(['buy 1 limit 85 open']);
      expect(await moved([low], { 130: 90, 140: 85, 150: 84 })).toEqual(['buy 1 limit 84 open']);
    });

    it('does not fill in the bar in which it came, though the change came before it', async () => {
      for (let seed = 0; seed < 12; seed++) {
        const late = `seed: ${seed}\npaper: { latency: { jitter: 50000 } }`;
        expect(await moved([low], { 120: 90, 130: 85 }, late), `seed ${seed}`).toEqual(['buy 1 limit 85 open']);
      }
    });
  });
});
