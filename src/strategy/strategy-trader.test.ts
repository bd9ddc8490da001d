import { describe, expect, it } from 'vitest';
import { authored, throwHere } from '../../test/support/author.ts';
import { prints, type Tape } from '../../test/support/tape.ts';
import { runTicks, type TickRunOptions } from '../../test/support/tick-run.ts';
import { Sma } from '../indicator/trend/sma.ts';
import type { SiisEvent } from '../market/event.ts';
import type { SessionStrategy } from '../system/session/session.ts';
import type { SiisError } from '../util/errors.ts';
import type { StrategyDefinition, StrategyHandlers, StrategySetup } from './strategy.ts';

const minute = 60_000;

/** One print in each of the minutes from `from` to `to`, 10 s into it; prices are the minutes' numbers. */
function minutes(from: number, to: number): Tape {
  return prints(...Array.from({ length: to - from + 1 }, (_, k) => [(from + k) * minute + 10_000, from + k] as const));
}

function use(
  definition: StrategyDefinition,
  name = 'authored',
  instruments: readonly string[] = ['test:A/USD'],
): SessionStrategy {
  return { name, definition, params: {}, instruments };
}

function run(
  setup: (setup: StrategySetup<Record<string, never>>) => StrategyHandlers,
  options: Partial<TickRunOptions> = {},
) {
  const events: SiisEvent[] = [];
  const made = runTicks({
    markets: [{ id: 'test:A/USD', tape: minutes(100, 110) }],
    strategies: [use(authored(setup))],
    onEvent: (event) => void events.push(event),
    ...options,
  });
  return { ...made, events, signals: events.filter((event) => event.kind === 'signal') };
}

describe('warm-up', () => {
  it('keeps decisions back until every indicator has its bars', () => {
    const seen: string[] = [];
    run(({ track, now }) => {
      const fast = track('1m', new Sma(2));
      const slow = track('1m', new Sma(4));
      return {
        onBar: (bar) => void seen.push(`${(now() - 101 * minute) / minute} ${bar.close} ${fast.value} ${slow.value}`),
      };
    });
    expect(seen.slice(0, 2)).toEqual(['3 103 102.5 101.5', '4 104 103.5 102.5']);
    expect(seen).toHaveLength(8);
  });

  it('waits for all timeframes: one that is not warm holds the others back', () => {
    const seen: string[] = [];
    run(({ track, watch }) => {
      watch('1m');
      track('5m', new Sma(2));
      return { onBar: (bar) => void seen.push(`${bar.timeframe} ${bar.closeTime / minute}`) };
    });
    // Minutes 100 … 110: five-minute bars end at 105 and 110; the third, begun with the last print, at 115.
    expect(seen).toEqual(['1m 110', '5m 110', '1m 111', '5m 115']);
  });

  it('feeds indicators with history and decides from the start on', () => {
    const seen: number[] = [];
    run(
      ({ track }) => {
        const sma = track('1m', new Sma(3));
        return { onBar: () => void seen.push(sma.value) };
      },
      { start: 106 * minute },
    );
    expect(seen[0]).toBe(104);
  });

  it('feeds the prices of a bar that an indicator asks for', () => {
    const tape = prints([0, 10], [1, 14], [2, 8], [3, 12], [minute, 1]);
    const seen: Record<string, number> = {};
    run(
      ({ track }) => {
        const of = ['open', 'high', 'low', 'close', 'hl2', 'hlc3', 'ohlc4', 'volume'] as const;
        const made = of.map((each) => [each, track('1m', new Sma(1), { of: each })] as const);
        return {
          onBar: () => {
            for (const [each, sma] of made) seen[each] ??= sma.value;
          },
        };
      },
      { markets: [{ id: 'test:A/USD', tape }] },
    );
    expect(seen).toEqual({ open: 10, high: 14, low: 8, close: 12, hl2: 11, hlc3: 34 / 3, ohlc4: 11, volume: 4 });
  });
});

describe('several series', () => {
  it('have all been fed when the first of them is decided on, shorter timeframes first', () => {
    const seen: string[] = [];
    run(({ track }) => {
      const five = track('5m', new Sma(1));
      const one = track('1m', new Sma(1));
      return {
        onBar: (bar) =>
          void (bar.closeTime === 110 * minute && seen.push(`${bar.timeframe}: ${one.value} ${five.value}`)),
      };
    });
    expect(seen).toEqual(['1m: 109 109', '5m: 109 109']);
  });

  it('of a second instrument are an input like the own, at the very moment they close', () => {
    const seen: string[] = [];
    const tape = prints(...Array.from({ length: 11 }, (_, k) => [(100 + k) * minute + 20_000, 500 + k] as const));
    run(
      ({ track }) => {
        const own = track('1m', new Sma(1));
        const other = track('1m', new Sma(1), { instrument: 'test:B/USD' });
        return { onBar: (bar, { price }) => void seen.push(`${bar.instrument} ${own.value} ${other.value} ${price}`) };
      },
      {
        markets: [
          { id: 'test:A/USD', tape: minutes(100, 110) },
          { id: 'test:B/USD', tape },
        ],
      },
    );
    expect(seen.slice(0, 4)).toEqual([
      'test:A/USD 100 500 100',
      'test:B/USD 100 500 100',
      'test:A/USD 101 501 101',
      'test:B/USD 101 501 101',
    ]);
  });

  it('must be of instruments that are there', () => {
    const setup = ({ watch }: { watch: StrategySetup<unknown>['watch'] }): StrategyHandlers => {
      watch('1m', { instrument: 'test:ZZZ/USD' });
      return {};
    };
    expect(() => run(setup)).toThrow(/expected one of test:A\/USD; came 'test:ZZZ\/USD'/);
  });

  it('must be of timeframes that there are', () => {
    expect(() => run(({ watch }) => (watch('7x'), {}))).toThrow(/expected a timeframe such as 5m, 1h or 1d, came '7x'/);
  });
});

describe('timers', () => {
  it('come on multiples of their time, in quiet markets too', () => {
    const seen: number[] = [];
    const tape = prints([1000, 5], [95_000, 6], [96_000, 7]);
    run(({ timer, now }) => (timer('t', 20_000), { onTimer: () => void seen.push(now()) }), {
      markets: [{ id: 'test:A/USD', tape }],
    });
    expect(seen).toEqual([20_000, 40_000, 60_000, 80_000]);
  });

  it('see the price of their moment, whatever ticks were passed over', () => {
    const seen: string[] = [];
    const tape = prints([0, 5], [19_999, 6], [20_000, 7], [39_000, 8], [50_000, 9]);
    run(
      ({ timer }) => (
        timer('t', 20_000),
        { onTimer: (name, { time, price }) => void seen.push(`${name} ${time} ${price}`) }
      ),
      {
        markets: [{ id: 'test:A/USD', tape }],
      },
    );
    expect(seen).toEqual(['t 20000 6', 't 40000 8']);
  });

  it('come before the bars that close at their moment are decided on', () => {
    const seen: string[] = [];
    run(({ timer, watch }) => {
      watch('1m');
      timer('t', minute);
      return {
        onBar: (_bar, { time }) => void seen.push(`bar ${time / minute}`),
        onTimer: (_name, { time }) => void seen.push(`timer ${time / minute}`),
      };
    });
    expect(seen.slice(-4)).toEqual(['timer 110', 'bar 110', 'timer 111', 'bar 111']);
  });

  it.each([0, -5, 0.5, NaN])('of %d ms are refused', (every) => {
    expect(() => run(({ timer }) => (timer('t', every), {}))).toThrow('expected a timer of whole milliseconds');
  });
});

describe('chance', () => {
  function draws(seed: string, name: string): number[] {
    const seen: number[] = [];
    runTicks({
      seed,
      markets: [{ id: 'test:A/USD', tape: minutes(100, 103) }],
      strategies: [
        use(
          authored(({ watch, random }) => (watch('1m'), { onBar: () => void seen.push(random()) })),
          name,
        ),
      ],
    });
    return seen;
  }

  it('is that of the seed, the strategy and the instrument', () => {
    expect(draws('1', 'a')).toEqual(draws('1', 'a'));
    expect(draws('1', 'a')).not.toEqual(draws('2', 'a'));
    expect(draws('1', 'a')).not.toEqual(draws('1', 'b'));
  });
});

describe('signals', () => {
  it('have ids that say who made them and when, and name their moment and price', () => {
    const { signals } = run(
      ({ watch }) => (watch('1m'), { onBar: ({ close }) => (close < 102 ? { kind: 'cancel' } : undefined) }),
    );
    const id = signals[0]!.traderId;
    expect(signals).toMatchObject([
      { id: `${id}-1`, time: 101 * minute, price: 100, market: 0, instrument: 'test:A/USD' },
      { id: `${id}-2`, time: 102 * minute, price: 101 },
    ]);
  });

  it('may come in lists', () => {
    const { signals } = run(
      ({ watch }) => (
        watch('1m'),
        { onBar: ({ close }) => (close === 105 ? [{ kind: 'cancel' }, { kind: 'exit' }] : []) }
      ),
    );
    expect(signals.map(({ signal }) => signal.kind)).toEqual(['cancel', 'exit']);
  });
});

describe('failures', () => {
  /** Runs to the end, with failures written down instead of thrown. */
  function failuresOf(
    handlers: (setup: StrategySetup<Record<string, never>>) => StrategyHandlers,
    options: Partial<TickRunOptions> = {},
  ) {
    const failures: SiisError[] = [];
    const made = run(handlers, { onFailure: (error) => void failures.push(error), ...options });
    return { ...made, failures };
  }

  const place = /\(\S*test\/support\/author\.ts:18:\d+\)$/;

  it.each<[string, (setup: StrategySetup<Record<string, never>>) => StrategyHandlers]>([
    ['onBar', ({ watch }) => (watch('1m'), { onBar: throwHere })],
    ['onTick', () => ({ onTick: throwHere })],
    ['onTicks', () => ({ onTicks: throwHere })],
    ['onTimer', ({ timer }) => (timer('t', 1000), { onTimer: throwHere })],
    [
      'onOrder',
      ({ watch }) => (watch('1m'), { onBar: () => ({ kind: 'enter', direction: 'long' }), onOrder: throwHere }),
    ],
    ['setup', () => throwHere()],
  ])('of %s name strategy, instrument, handler and the author’s line, and stop the strategy', (where, setup) => {
    const { failures, session } = failuresOf(setup);
    expect(failures).toHaveLength(1);
    expect(failures[0]!.message).toMatch(new RegExp(`^strategy authored on test:A/USD: ${where}: oh no \\(`));
    expect(failures[0]!.message).toMatch(place);
    expect(failures[0]!.code).toBe('STRATEGY_FAILED');
    expect(failures[0]!.cause).toBeInstanceOf(Error);
    expect(session.traders[0]!.isPaused).toBe(true);
  });

  it('of what a handler returns say what came, and publish none of it', () => {
    const wrong = [{ kind: 'cancel' }, { kind: 'enter', direction: 'long', stopLoss: 90 }] as never;
    const { failures, signals } = failuresOf(({ watch }) => (watch('1m'), { onBar: () => wrong }));
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^strategy authored on test:A\/USD: onBar: signal has no stopLoss: expected kind, direction, type/,
      ),
    ]);
    expect(signals).toEqual([]);
  });

  it('end a run where they are thrown on', () => {
    expect(() => run(({ watch }) => (watch('1m'), { onBar: throwHere }))).toThrow('oh no');
  });

  it('leave other strategies running, and the trades of their own protected', () => {
    const others: number[] = [];
    const failing = authored(({ watch }) => {
      watch('1m');
      return {
        onBar: ({ close }) => {
          if (close === 103) throwHere();
          return close === 101 ? { kind: 'enter', direction: 'long', stop: 95 } : undefined;
        },
      };
    });
    const other = authored(({ watch }) => (watch('1m'), { onBar: ({ close }) => void others.push(close) }), 'other');
    const tape = prints(...[100, 101, 102, 103, 104, 94].map((price, k) => [(100 + k) * minute, price] as const));
    const failures: SiisError[] = [];
    const { session } = runTicks({
      markets: [{ id: 'test:A/USD', tape }],
      strategies: [use(failing), use(other, 'other')],
      onFailure: (error) => void failures.push(error),
    });
    expect(failures).toHaveLength(1);
    expect(others).toEqual([100, 101, 102, 103, 104, 94]);
    expect(session.tracker.closed.map(({ reason, exitPrice }) => [reason, exitPrice])).toEqual([['stop', 94]]);
  });
});

describe('notices', () => {
  it('tell what becomes of each order of its own trades, with reasons', () => {
    const seen: string[] = [];
    run(({ watch }) => {
      watch('1m');
      return {
        onBar: ({ close }) =>
          close === 101 ? { kind: 'enter', direction: 'long', quantity: 2, stop: 95, target: 104 } : undefined,
        onOrder: ({ purpose, state, quantity, price, reason }) =>
          void seen.push([purpose, state, quantity, price, reason].join(' ').trim()),
      };
    });
    expect(seen).toEqual([
      'entry open 2',
      'entry filled 2 102',
      'target open 2 104',
      'stop open 2 95',
      'target filled 2 104',
      'stop canceled 2 95 trade over',
    ]);
  });

  it('tell of refusals on our own side as well, whoever refused', () => {
    const seen: string[] = [];
    const { session } = run(
      ({ watch }) => {
        watch('1m');
        return {
          onBar: ({ close }) => {
            if (close === 101) return { kind: 'enter', direction: 'long', quantity: 0.5 };
            if (close === 102) return { kind: 'enter', direction: 'short' };
            return undefined;
          },
          onOrder: ({ purpose, state, quantity, reason, trade }) =>
            void seen.push(`${purpose} ${state} ${quantity} ${reason} ${trade.split('-')[1]}`),
        };
      },
      { defaults: { direction: 'long' } },
    );
    expect(seen).toEqual(['entry denied 0 below-one-lot 1', 'entry denied NaN direction-not-allowed 2']);
    expect(Object.fromEntries(session.denials)).toEqual({ 'below-one-lot': 1, 'direction-not-allowed': 1 });
    expect(session.tracker.tradesOf(session.traders[0]!.id)).toEqual([]);
  });

  it('may be answered with signals', () => {
    const { session } = run(({ watch }) => {
      watch('1m');
      return {
        onBar: ({ close }) => (close === 101 ? { kind: 'enter', direction: 'long' } : undefined),
        onOrder: ({ purpose, state }) => (purpose === 'entry' && state === 'filled' ? { kind: 'exit' } : undefined),
      };
    });
    expect(session.tracker.closed.map(({ entryPrice, exitPrice }) => [entryPrice, exitPrice])).toEqual([[102, 103]]);
  });
});

describe('a strategy that was paused', () => {
  it('is not asked, and is told nothing, until it plays again', () => {
    const seen: number[] = [];
    run(({ watch }) => (watch('1m'), { onBar: ({ close }) => void seen.push(close) }), {
      onStep: (session) => {
        session.traders[0]!.isPaused = session.clock.now() > 103 * minute && session.clock.now() < 107 * minute;
      },
      path: 'naive',
    });
    expect(seen).toEqual([100, 101, 102, 107, 108, 109, 110]);
  });
});
