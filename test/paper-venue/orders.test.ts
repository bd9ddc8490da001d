import { describe, expect, it } from 'vitest';
import type { Signal } from '../../src/market/signal.ts';
import type { StrategyHandlers } from '../../src/strategy/strategy.ts';
import { Random } from '../../src/util/random.ts';
import {
  type Minute,
  midnight,
  ordersOf,
  type Print,
  type Quote,
  refusalsOf,
  runCase,
  tradesOf,
} from '../support/venue-case.ts';
import { before, buy, exit, sell } from '../support/venue-rules.ts';

describe('moments', () => {
  it('M1 An order never fills on the tick that caused it.', async () => {
    const prints: Print[] = [before, [61, 100], [62, 90], [63, 105]];
    const onTick = (_time: number, price: number): Signal | undefined => (price === 90 ? buy : undefined);
    expect(await ordersOf({ prints, wish: () => ({ onTick }) })).toEqual(['buy 1 market filled 1 at 105']);
  });

  it('M2 A bar closes before the ticks of the moment it ends at, so what its close decides can fill on them.', async () => {
    const prints: Print[] = [before, [60, 101], [61, 102]];
    expect(await ordersOf({ prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
  });

  it('M3 On one tick, stops and closing orders act first, the newest first; then targets and entries as they came.', async () => {
    // The entry that waits has money only because the stop, which came later, sells before it.
    const profile = 'account: { balance: 100 }\nlimits: { maxOpenTradesPerMarket: 2 }';
    const prints: Print[] = [before, [61, 100], [121, 99], [130, 94], [190, 94]];
    const rest: Signal = { ...buy, quantity: 0.9, type: 'limit', price: 94.5 };
    expect(await ordersOf({ profile, prints, wish: { 1: [rest, { ...buy, stop: 95 }] } })).toEqual([
      'buy 0.9 limit 94.5 filled 0.9 at 94',
      'buy 1 market filled 1 at 100',
      'sell 1 stop 95 filled 1 at 94',
    ]);
    const half: Signal = { ...buy, quantity: 0.5, stop: 95 };
    expect(await tradesOf({ profile, prints, wish: { 1: half, 2: half } })).toEqual([
      'buy 0.5 from 99 at 121 s to 94 at 130 s, stop, profit -2.5, fees 0',
      'buy 0.5 from 100 at 61 s to 94 at 130 s, stop, profit -3, fees 0',
    ]);
  });

  it('M4 Time passes in a quiet market too: what is due between two ticks happens when it is due.', async () => {
    const prints: Print[] = [before, [61, 100], [200, 95]];
    const order: Signal = { ...buy, type: 'limit', price: 96, timeInForce: 'GTD', expires: midnight + 150_000 };
    expect(await ordersOf({ prints, wish: { 1: order } })).toEqual(['buy 1 limit 96 expired (good till date)']);
  });

  it('M5 A trade that is open after the last data stays open, valued at the price it could be closed at.', async () => {
    const quotes: Quote[] = [
      [1, 100, 101],
      [61, 100, 101],
      [130, 110, 112],
    ];
    const { trades, openTrades } = await runCase({ quotes, wish: { 1: buy } });
    expect(trades).toEqual([]);
    expect(openTrades.map(({ exitPrice, profit }) => [exitPrice, profit])).toEqual([['110', '9']]);
  });
});

describe('paths', () => {
  /** An hour of prints, several of them often at one moment. */
  function walk(random: Random): Print[] {
    let [second, price] = [1, 1000];
    return Array.from({ length: 3000 }, () => {
      second += random.below(3) * 0.5;
      price += (random.below(5) - 2) * 0.5;
      return [second, price, 0.1 + random.next()] as const;
    });
  }

  /** Orders of all kinds by chance, near the price. */
  function wisher(random: Random, onTick: boolean): StrategyHandlers {
    const away = (): number => (1 + random.below(20)) * 0.5;
    const onBar: StrategyHandlers['onBar'] = ({ close }, { trades }) => {
      const pick = random.below(6);
      if (pick === 0) return trades.length > 0 ? { kind: 'exit' } : undefined;
      if (pick === 1) return { kind: 'modify', stop: close - away() };
      if (pick === 2) return { kind: 'cancel' };
      const direction = random.below(2) === 0 ? 'long' : 'short';
      const sign = direction === 'long' ? 1 : -1;
      const exits = { stop: { percent: 1 }, target: { percent: 0.5 + random.next() }, trailing: { percent: 0.7 } };
      const common = { kind: 'enter', direction, quantity: 0.5, ...exits } as const;
      if (pick === 3) return { ...common, type: 'limit', price: close - sign * away() };
      return pick === 4 ? { ...common, type: 'stop', trigger: close + sign * away() } : common;
    };
    return onTick ? { onBar, onTick: () => undefined } : { onBar };
  }

  it('M6 Ticks that touch no price of interest are passed over; the fills are those of a run that looks at every tick.', async () => {
    const profiles = [
      '',
      'paper: { latency: { order: 700, jitter: 400, cancel: 900 }, slippage: { randomTicks: 2 }, limitFill: through }',
      'paper: { spread: { ticks: 2 }, partialFill: { participation: 0.4 } }\naccount: { leverage: 5, balance: 300 }',
    ];
    for (const [index, profile] of profiles.entries()) {
      for (let seed = 1; seed <= 4; seed++) {
        const prints = walk(new Random(`walk ${seed}`));
        const run = (onTick: boolean): Promise<string[]> =>
          ordersOf({ profile, prints, wish: () => wisher(new Random(`wish ${seed}`), onTick) });
        const quick = await run(false);
        expect(quick.filter((order) => order.includes('filled')).length, `profile ${index}`).toBeGreaterThan(10);
        expect(quick, `profile ${index}, seed ${seed}`).toEqual(await run(true));
      }
    }
  });
});

describe('prices', () => {
  const quotes: Quote[] = [
    [1, 100, 101],
    [61, 100, 101],
    [121, 104, 106],
  ];

  it('P1 Buys fill at the ask and sells at the bid.', async () => {
    expect(await ordersOf({ quotes, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 market filled 1 at 101',
      'sell 1 market filled 1 at 104',
    ]);
  });

  it('P2 A print has one price, which is bid and ask at once unless `paper.spread` says otherwise.', async () => {
    const prints: Print[] = [before, [61, 100], [121, 100]];
    expect(await ordersOf({ prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 market filled 1 at 100',
      'sell 1 market filled 1 at 100',
    ]);
  });

  it('P3 `paper.spread` lies around the last price: half below, half above, the odd step above; quotes keep their own.', async () => {
    const prints: Print[] = [before, [61, 100], [121, 100]];
    const profile = 'paper: { spread: { ticks: 3 } }';
    expect(await ordersOf({ profile, prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 market filled 1 at 101',
      'sell 1 market filled 1 at 99.5',
    ]);
    const percent = 'paper: { spread: { percent: 2 } }';
    expect(await ordersOf({ profile: percent, prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
    expect(await ordersOf({ profile, quotes, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
  });
});

describe('order types on ticks', () => {
  const rise: Print[] = [before, [61, 100], [70, 104], [80, 107], [130, 107]];
  const fall: Print[] = [before, [61, 100], [70, 96], [80, 93], [130, 93]];

  it('T1 A market order fills at the next tick.', async () => {
    expect(await ordersOf({ prints: rise, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 100']);
    expect(await ordersOf({ prints: rise, wish: { 1: sell } })).toEqual(['sell 1 market filled 1 at 100']);
  });

  it('T2 A limit order fills at the first price that is at the limit or better, and at that price.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 95 };
    expect(await ordersOf({ prints: fall, wish: { 1: order } })).toEqual(['buy 1 limit 95 filled 1 at 93']);
    const short: Signal = { ...sell, type: 'limit', price: 104 };
    expect(await ordersOf({ prints: rise, wish: { 1: short } })).toEqual(['sell 1 limit 104 filled 1 at 104']);
  });

  it('T3 With `paper.limitFill: through` a limit that rests fills only when the price goes beyond it.', async () => {
    const profile = 'paper: { limitFill: through }';
    const short: Signal = { ...sell, type: 'limit', price: 104 };
    expect(await ordersOf({ profile, prints: rise, wish: { 1: short } })).toEqual(['sell 1 limit 104 filled 1 at 107']);
    const now: Signal = { ...buy, type: 'limit', price: 100 };
    expect(await ordersOf({ profile, prints: rise, wish: { 1: now } })).toEqual(['buy 1 limit 100 filled 1 at 100']);
  });

  it('T4 A stop order fills at the first price at its trigger or beyond, and at that price, however far beyond it is.', async () => {
    const order: Signal = { ...buy, type: 'stop', trigger: 105 };
    expect(await ordersOf({ prints: rise, wish: { 1: order } })).toEqual(['buy 1 stop 105 filled 1 at 107']);
    const short: Signal = { ...sell, type: 'stop', trigger: 96 };
    expect(await ordersOf({ prints: fall, wish: { 1: short } })).toEqual(['sell 1 stop 96 filled 1 at 96']);
  });

  it('T5 A stop-limit order is a limit order from the tick on that reaches its trigger.', async () => {
    const order: Signal = { ...buy, type: 'stop-limit', trigger: 104, price: 105 };
    expect(await ordersOf({ prints: rise, wish: { 1: order } })).toEqual(['buy 1 stop-limit 105 filled 1 at 104']);
    const near: Signal = { ...buy, type: 'stop-limit', trigger: 103, price: 103 };
    expect(await ordersOf({ prints: rise, wish: { 1: near } })).toEqual(['buy 1 stop-limit 103 open']);
    const back: Print[] = [...rise, [140, 102]];
    expect(await ordersOf({ prints: back, wish: { 1: near } })).toEqual(['buy 1 stop-limit 103 filled 1 at 102']);
  });

  it('T6 A take-profit order waits for its trigger on the other side: a buy below the market, a sell above it.', async () => {
    const order: Signal = { ...buy, type: 'take-profit', trigger: 96 };
    expect(await ordersOf({ prints: fall, wish: { 1: order } })).toEqual(['buy 1 take-profit 96 filled 1 at 96']);
    const limit: Signal = { ...sell, type: 'take-profit-limit', trigger: 104, price: 105 };
    const orders = await ordersOf({ prints: rise, wish: { 1: limit } });
    expect(orders).toEqual(['sell 1 take-profit-limit 105 filled 1 at 107']);
  });

  it('T7 A trailing stop stands its percent away from the best price since it was placed, and never moves back.', async () => {
    const prints: Print[] = [before, [61, 100], [70, 110], [80, 105], [90, 120], [100, 115], [110, 106], [130, 106]];
    const order: Signal = { ...buy, trailing: { percent: 10 } };
    expect(await tradesOf({ prints, wish: { 1: order } })).toEqual([
      'buy 1 from 100 at 61 s to 106 at 110 s, trailing, profit 6, fees 0',
    ]);
  });

  it('T8 A stop with breakeven moves once, to the entry price, when the price has gained enough.', async () => {
    const prints: Print[] = [before, [61, 100], [70, 104], [80, 99], [130, 99]];
    const order: Signal = { ...buy, stop: 90, breakeven: { after: 4, plus: 0.5 } };
    expect(await tradesOf({ prints, wish: { 1: order } })).toEqual([
      'buy 1 from 100 at 61 s to 99 at 80 s, breakeven, profit -1, fees 0',
    ]);
  });

  it('T9 An order that its trigger lets loose takes, and pays the taker fee, unless its limit then has to wait.', async () => {
    const profile = 'paper: { fees: { maker: 0, taker: 0.01 } }';
    const prints: Print[] = [...rise, [140, 100], [190, 100]];
    const fees = async (order: Signal): Promise<string[]> => {
      const { openTrades } = await runCase({ profile, prints, wish: { 1: order } });
      return openTrades.map((trade) => trade.fees);
    };
    expect(await fees({ ...buy, type: 'stop-limit', trigger: 104, price: 105 })).toEqual(['1.04']);
    expect(await fees({ ...buy, type: 'stop-limit', trigger: 103, price: 103 })).toEqual(['0']);
  });

  it('T10 A limit that could fill when it arrived takes, and pays the taker fee; one that rested makes, and pays the maker fee.', async () => {
    const profile = 'paper: { fees: { maker: 0.001, taker: 0.01 } }';
    const prints: Print[] = [before, [61, 100], [121, 100], [130, 110], [190, 110]];
    const takes: Signal = { ...buy, type: 'limit', price: 101, target: 110 };
    expect(await tradesOf({ profile, prints, wish: { 1: takes } })).toEqual([
      'buy 1 from 100 at 61 s to 110 at 130 s, target, profit 8.89, fees 1.11',
    ]);
  });
});

describe('how long an order stands', () => {
  const part = 'paper: { partialFill: { participation: 0.5 } }';
  const prints: Print[] = [before, [61, 100, 1], [70, 100, 9], [130, 100]];

  it('O1 IOC takes what the next tick gives; the rest expires.', async () => {
    const order: Signal = { ...buy, timeInForce: 'IOC' };
    expect(await ordersOf({ profile: part, prints, wish: { 1: order } })).toEqual([
      'buy 1 market expired 0.5 at 100 (immediate or cancel)',
    ]);
    const far: Signal = { ...order, type: 'limit', price: 99 };
    expect(await ordersOf({ prints, wish: { 1: far } })).toEqual(['buy 1 limit 99 expired (immediate or cancel)']);
  });

  it('O2 FOK fills whole at the next tick, or expires.', async () => {
    const order: Signal = { ...buy, timeInForce: 'FOK' };
    expect(await ordersOf({ profile: part, prints, wish: { 1: order } })).toEqual([
      'buy 1 market expired (fill or kill)',
    ]);
    expect(await ordersOf({ prints, wish: { 1: order } })).toEqual(['buy 1 market filled 1 at 100']);
  });

  it('O3 GTD stands until its moment.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 99, timeInForce: 'GTD', expires: midnight + 65_000 };
    const late: Print[] = [before, [61, 100], [66, 99], [130, 99]];
    expect(await ordersOf({ prints: late, wish: { 1: order } })).toEqual(['buy 1 limit 99 expired (good till date)']);
    const early: Print[] = [before, [61, 100], [64, 99], [130, 99]];
    expect(await ordersOf({ prints: early, wish: { 1: order } })).toEqual(['buy 1 limit 99 filled 1 at 99']);
  });

  it('O4 A post-only order that could fill when it arrives is rejected.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 100, postOnly: true };
    expect(await ordersOf({ prints, wish: { 1: order } })).toEqual(['buy 1 limit 100 rejected (post-only)']);
  });

  it('O5 An entry with `entryTimeout` is cancelled when it has not filled by then; what has filled stays.', async () => {
    const order: Signal = { ...buy, entryTimeout: 5000 };
    expect(await ordersOf({ profile: part, prints, wish: { 1: order } })).toEqual([
      'buy 1 market canceled 0.5 at 100 (entry timeout)',
    ]);
  });

  it('O6 Of the entries of one `group`, the first that fills or is triggered cancels the others; one that is refused, cancelled or expires leaves them.', async () => {
    const profile = 'limits: { maxOpenTradesPerMarket: 2 }\ntrade: { opposite: hedge }';
    const swing: Print[] = [before, [61, 100], [70, 104], [80, 95], [130, 95]];
    const up: Signal = { ...buy, type: 'stop', trigger: 103, group: 'breakout' };
    const down: Signal = { ...sell, type: 'stop', trigger: 97, group: 'breakout' };
    expect(await ordersOf({ profile, prints: swing, wish: { 1: [up, down] } })).toEqual([
      'buy 1 stop 103 filled 1 at 104',
      'sell 1 stop 97 canceled (oco)',
    ]);
    const late: Signal = { ...buy, type: 'limit', price: 96, group: 'breakout' };
    const brief: Signal = { ...buy, type: 'limit', price: 90, group: 'breakout', entryTimeout: 5000 };
    for (const legs of [
      [late, brief],
      [brief, late],
    ]) {
      const orders = await ordersOf({ profile, prints: swing, wish: { 1: legs } });
      expect(orders.toSorted()).toEqual(['buy 1 limit 90 canceled (entry timeout)', 'buy 1 limit 96 filled 1 at 95']);
    }
    const minutes: Minute[] = [
      [100, 100, 100, 100],
      [100, 104, 100, 104, 2],
      [104, 104, 95, 95, 100],
    ];
    const short = 'limits: { maxOpenTradesPerMarket: 3 }\npaper: { partialFill: { participation: 0.5 } }';
    const first: Signal = { ...buy, type: 'stop', trigger: 103 };
    expect(await ordersOf({ profile: short, minutes, wish: { 1: [first, late, up] } })).toEqual([
      'buy 1 stop 103 filled 1 at 103',
      'buy 1 limit 96 canceled (oco)',
      'buy 1 stop 103 filled 1 at 104',
    ]);
  });

  it('O7 An order that breaks a filter of its market is rejected: least and greatest quantity and notional, price band.', async () => {
    const filters = (text: string): string => `markets: { 'test:BTC/USD': { filters: { ${text} } } }`;
    const limit: Signal = { ...buy, type: 'limit', price: 80 };
    const cases: [string, Signal, string][] = [
      ['minQuantity: 2', buy, 'min-quantity'],
      ['maxQuantity: 0.5', buy, 'max-quantity'],
      ['minNotional: 101', buy, 'min-notional'],
      ['maxNotional: 99', buy, 'max-notional'],
      ['priceBand: 0.1', limit, 'price-band'],
    ];
    for (const [filter, order, reason] of cases) {
      expect(await refusalsOf({ profile: filters(filter), prints, wish: { 1: order } })).toEqual({ [reason]: 1 });
    }
  });

  it('O8 An entry is not moved to where a filter, the funds, or `postOnly` forbid it: the change is refused, and it stands as it did.', async () => {
    const calm: Print[] = [before, [61, 100], [121, 100], [130, 95], [190, 70]];
    const order: Signal = { ...buy, type: 'limit', price: 95, postOnly: true };
    const cases: [string, number, string][] = [
      ['minNotional: 90', 85, 'min-notional'],
      ['maxNotional: 98', 99, 'max-notional'],
      ['priceBand: 0.1', 80, 'price-band'],
      ['priceBand: 0.5', 101, 'post-only'],
    ];
    const profiles: [profile: string, entryPrice: number, reason: string][] = [
      ...cases.map(([filter, ...rest]): [string, number, string] => [
        `markets: { 'test:BTC/USD': { filters: { ${filter} } } }`,
        ...rest,
      ]),
      ['account: { kind: spot, balance: 98 }', 98.5, 'insufficient-funds'],
      ['account: { balance: 98 }', 98.5, 'insufficient-margin'],
    ];
    for (const [profile, entryPrice, reason] of profiles) {
      const { orders, denials } = await runCase({
        profile,
        prints: calm,
        wish: { 1: order, 2: { kind: 'modify', entryPrice } },
      });
      expect(orders).toMatchObject([{ price: '95', state: 'filled', averagePrice: '95' }]);
      expect(denials).toEqual({ [reason]: 1 });
    }
  });
});
