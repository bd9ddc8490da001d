import { describe, expect, it } from 'vitest';
import { Sma } from '../src/indicator/trend/sma.ts';
import type { Signal } from '../src/market/signal.ts';
import type { OrderNotice, StrategyHandlers } from '../src/strategy/strategy.ts';
import { type Minute, midnight, ordersOf, type Print, refusalsOf, runCase, tradesOf } from './support/venue-case.ts';

// What docs/guide/strategies.md promises to those who write strategies.

const buy: Signal = { kind: 'enter', direction: 'long', quantity: 1 };
const sell: Signal = { kind: 'enter', direction: 'short', quantity: 1 };
const second = (time: number): number => (time - midnight) / 1000;
/** A print every 20 s, its price the number of the minute: 100, 101 … */
const prints: Print[] = Array.from({ length: 60 }, (_, k) => [1 + k * 20, 100 + Math.floor((1 + k * 20) / 60)]);

describe('the order of events', () => {
  it('feeds all indicators of a moment before any call, fires timers before onBar, and calls shorter timeframes first', async () => {
    const seen: string[] = [];
    const wish: Parameters<typeof runCase>[0]['wish'] = ({ track, timer }) => {
      const long = track('5m', new Sma(1));
      const short = track('1m', new Sma(1));
      timer('five', 300_000);
      return {
        onBar: ({ timeframe, closeTime }) => {
          if (second(closeTime) === 600) seen.push(`${timeframe}: ${short.value} ${long.value}`);
        },
        onTimer: (name, { time }) => {
          if (second(time) === 600) seen.push(name);
        },
        onTick: (time) => {
          if (second(time) >= 600 && second(time) < 610) seen.push('tick');
        },
      };
    };
    await runCase({ prints: [...prints.slice(0, 30), [600, 200], ...prints.slice(30)], wish });
    expect(seen).toEqual(['five', '1m: 109 109', '5m: 109 109', 'tick', 'tick']);
  });

  it('calls nothing before every indicator is warm', async () => {
    const seen: number[] = [];
    await runCase({
      prints,
      wish: ({ track }) => {
        track('1m', new Sma(2));
        track('5m', new Sma(2));
        return { onBar: ({ closeTime }) => void seen.push(second(closeTime)) };
      },
    });
    expect(seen[0]).toBe(600);
  });

  it('makes no bar of a period without a trade, and fires timers in it', async () => {
    const bars: number[] = [];
    const timers: number[] = [];
    await runCase({
      prints: [
        [1, 100],
        [400, 100],
      ],
      wish: ({ timer }) => {
        timer('minute', 60_000);
        return {
          onBar: ({ closeTime }) => void bars.push(second(closeTime)),
          onTimer: (_name, { time }) => void timers.push(second(time)),
        };
      },
    });
    expect(bars).toEqual([60, 420]);
    expect(timers).toEqual([60, 120, 180, 240, 300, 360, 420]);
  });
});

describe('the pitfalls', () => {
  it('position is flat while an entry waits; the trade is pending', async () => {
    const seen: string[] = [];
    await runCase({
      prints: prints.slice(0, 6),
      wish: () => ({
        onBar: (_bar, { position, trades }) => {
          seen.push(`${position} ${trades.map(({ state }) => state).join()}`);
          return trades.length === 0 ? { ...buy, type: 'limit', price: 90 } : undefined;
        },
      }),
    });
    expect(seen).toEqual(['flat ', 'flat pending']);
  });

  it('exit closes what is open, cancel takes back what waits', async () => {
    const rest: Signal = { ...buy, type: 'limit', price: 90 };
    expect(await ordersOf({ prints, wish: { 1: rest, 2: { kind: 'exit' } } })).toEqual(['buy 1 limit 90 open']);
    expect(await ordersOf({ prints, wish: { 1: rest, 2: { kind: 'cancel' } } })).toEqual([
      'buy 1 limit 90 canceled (canceled by signal)',
    ]);
    expect(await ordersOf({ prints, wish: { 1: buy, 2: { kind: 'cancel' } } })).toEqual([
      'buy 1 market filled 1 at 101',
    ]);
  });

  it('a strategy has one trade at a time; more are refused', async () => {
    expect(await refusalsOf({ prints, wish: { 1: buy, 2: buy } })).toEqual({ 'max-open-trades-per-market': 1 });
    expect(await refusalsOf({ prints, wish: { 1: { ...buy, type: 'limit', price: 90 }, 2: buy } })).toEqual({
      'max-open-trades-per-market': 1,
    });
  });

  it.each([
    ['close', ['buy 1 market filled 1 at 101', 'sell 1 market filled 1 at 102', 'sell 1 market filled 1 at 102'], {}],
    ['ignore', ['buy 1 market filled 1 at 101'], { 'opposite-trade-open': 1 }],
  ])('an entry against an open trade: %s', async (opposite, orders, refusals) => {
    const each = { profile: `trade: { opposite: ${opposite} }`, prints, wish: { 1: buy, 2: sell } };
    expect(await ordersOf(each)).toEqual(orders);
    expect(await refusalsOf(each)).toEqual(refusals);
  });

  it('reduce nets an entry against open trades, hedge keeps both', async () => {
    const each = (opposite: string): Promise<number[]> =>
      runCase({
        profile: `trade: { opposite: ${opposite} }\nlimits: { maxOpenTradesPerMarket: 2 }`,
        prints,
        wish: { 1: buy, 2: sell },
      }).then(({ trades, openTrades }) => [trades.length, openTrades.length]);
    expect(await each('reduce')).toEqual([1, 0]);
    expect(await each('hedge')).toEqual([0, 2]);
  });

  it('percent levels count from the fill', async () => {
    const gap: Print[] = [
      [1, 100],
      [61, 200],
      [70, 190],
      [80, 179],
      [130, 179],
    ];
    expect(await tradesOf({ prints: gap, wish: { 1: { ...buy, stop: { percent: 10 } } } })).toEqual([
      'buy 1 from 200 at 61 s to 179 at 80 s, stop, profit -21, fees 0',
    ]);
  });

  it('onTick is not called on stored bars', async () => {
    const flat: Minute = [100, 101, 99, 100];
    let ticks = 0;
    let bars = 0;
    const { warnings } = await runCase({
      minutes: [flat, flat, flat],
      wish: () => ({ onTick: () => void ticks++, onBar: () => void bars++ }),
    });
    expect([ticks, bars > 0]).toEqual([0, true]);
    expect(warnings).toEqual([
      expect.stringMatching(/^onTick of .* is never called: the data of .* are 1m bars, not ticks$/),
    ]);
  });

  it('a strategy with an unknown handler, or none, is refused', async () => {
    const run = (handlers: object): Promise<unknown> => runCase({ prints, wish: () => handlers });
    await expect(run({ onBr: () => undefined })).rejects.toThrow("unknown handler 'onBr' (did you mean 'onBar'?)");
    await expect(run({})).rejects.toThrow('expected setup to return handlers');
  });

  it('a strategy that decides on ticks only is refused on stored bars', async () => {
    const flat: Minute = [100, 101, 99, 100];
    const run = (handlers: StrategyHandlers): Promise<unknown> =>
      runCase({ minutes: [flat, flat], wish: () => handlers });
    for (const handlers of [{ onTick: () => undefined }, { onTicks: () => undefined, onOrder: () => undefined }]) {
      // oxlint-disable-next-line no-await-in-loop -- one run after the other
      await expect(run(handlers)).rejects.toThrow(/expected ticks of .* which decides in onTicks? only; came 1m bars/);
    }
    expect(await run({ onTick: () => undefined, onTimer: () => undefined })).toBeDefined();
  });
});

describe('signals and notices', () => {
  it('a signal that plans less takes the rest from the profile', async () => {
    const { orders } = await runCase({
      profile: 'trade: { stop: 10%, target: 50% }',
      prints,
      wish: { 1: { ...buy, target: { percent: 20 } } },
    });
    expect(orders.map(({ type, price }) => `${type} ${price ?? ''}`)).toEqual(['market ', 'limit 121', 'stop 91']);
  });

  it('targets take their portions, the last one without a portion the rest', async () => {
    const targets = [{ at: 103, portion: 0.5 }, { at: { percent: 6 } }];
    expect(await tradesOf({ prints, wish: { 1: { ...buy, targets } } })).toEqual([
      'buy 0.5 from 101 at 61 s to 103 at 181 s, target, profit 1, fees 0',
      'buy 0.5 from 101 at 61 s to 107 at 421 s, target, profit 3, fees 0',
    ]);
  });

  it('roi lets a trade go at a gain that falls with its age; a time limit lets it go at any price', async () => {
    expect(await tradesOf({ prints, wish: { 1: { ...buy, roi: { 0: 0.2, 3: 0.03 } } } })).toEqual([
      'buy 1 from 101 at 61 s to 104 at 241 s, roi, profit 3, fees 0',
    ]);
    expect(await tradesOf({ prints, wish: { 1: { ...buy, timeLimit: 90_000 } } })).toEqual([
      'buy 1 from 101 at 61 s to 102 at 161 s, time-limit, profit 1, fees 0',
    ]);
  });

  it('onOrder tells what became of each order', async () => {
    const notices: OrderNotice[] = [];
    await runCase({
      prints,
      wish: () => ({
        onBar: (_bar, { time }) => (second(time) === 60 ? { ...buy, target: 103 } : undefined),
        onOrder: (notice) => void notices.push(notice),
      }),
    });
    expect(notices.map(({ purpose, state, quantity, price }) => [purpose, state, quantity, price])).toEqual([
      ['entry', 'open', 1, undefined],
      ['entry', 'filled', 1, 101],
      ['target', 'open', 1, 103],
      ['target', 'filled', 1, 103],
    ]);
    expect(Object.keys(notices[0]!)).toEqual([
      'time',
      'trade',
      'order',
      'purpose',
      'state',
      'quantity',
      'price',
      'reason',
    ]);
  });

  it('a malformed signal, a promise and a throwing handler end the run with words', async () => {
    const failure = (wish: () => unknown): Promise<unknown> =>
      runCase({ prints, wish: () => ({ onBar: wish as () => Signal }) }).then(
        () => undefined,
        (error: unknown) => String(error),
      );
    expect(await failure(() => ({ kind: 'enter' }))).toMatch(/direction/);
    expect(await failure(() => Promise.resolve(buy))).toMatch(/signal/);
    expect(
      await failure(() => {
        throw new Error('no such thing');
      }),
    ).toMatch(/onBar: no such thing .*strategies-guide\.test\.ts/);
  });
});
