import { describe, expect, it } from 'vitest';
import type { EnterSignal, Signal } from '../src/market/signal.ts';
import type { StrategyHandlers } from '../src/strategy/strategy.ts';
import { Random } from '../src/util/random.ts';
import {
  type Minute,
  midnight,
  ordersOf,
  type Print,
  type Quote,
  refusalsOf,
  runCase,
  tradesOf,
} from './support/venue-case.ts';

// Every test here is a rule of docs/paper-venue.md, under the same number and in the same words: test/docs.test.ts
// compares the two.

const buy: Signal = { kind: 'enter', direction: 'long', quantity: 1 };
const sell: Signal = { kind: 'enter', direction: 'short', quantity: 1 };
const exit: Signal = { kind: 'exit' };
/** The minute before the first decision. */
const before: Print = [1, 100];

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
});

describe('latency', () => {
  const prints: Print[] = [before, [61, 100], [62, 101], [70, 105], [130, 105]];

  it('L1 An order arrives `paper.latency.order` later, plus up to `jitter` by chance, and sees only ticks from then on.', async () => {
    const profile = 'paper: { latency: { order: 1500 } }';
    expect(await ordersOf({ profile, prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
    const jitter = 'seed: 2\npaper: { latency: { order: 1500, jitter: 20000 } }';
    const [first] = await ordersOf({ profile: jitter, prints, wish: { 1: buy } });
    expect(first).toBe('buy 1 market filled 1 at 105');
    expect(await ordersOf({ profile: jitter, prints, wish: { 1: buy } })).toEqual([first]);
  });

  it('L2 A cancel arrives `paper.latency.cancel` later; what fills before it arrives stays filled.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 99 };
    const quick: Print[] = [before, [61, 100], [121, 99], [190, 99]];
    const wish = { 1: order, 2: { kind: 'cancel' } as const };
    expect(await ordersOf({ prints: quick, wish })).toEqual(['buy 1 limit 99 canceled (canceled by signal)']);
    const profile = 'paper: { latency: { cancel: 5s } }';
    expect(await ordersOf({ profile, prints: quick, wish })).toEqual(['buy 1 limit 99 filled 1 at 99']);
  });
});

describe('changes', () => {
  it('L3 New prices of a resting order arrive as late as a new order; its quantity follows the trade at once.', async () => {
    const slide: Print[] = [before, [61, 100], [121, 97], [122, 96], [190, 96]];
    const wish = { 1: { ...buy, stop: 90 }, 2: { kind: 'modify', stop: 98 } } as const;
    expect(await tradesOf({ prints: slide, wish })).toEqual([
      'buy 1 from 100 at 61 s to 97 at 121 s, stop, profit -3, fees 0',
    ]);
    const profile = 'paper: { latency: { order: 1500 } }';
    const late: Print[] = [before, [61, 100], [62, 100], [121, 97], [122, 96], [190, 96]];
    expect(await tradesOf({ profile, prints: late, wish })).toEqual([
      'buy 1 from 100 at 62 s to 96 at 122 s, stop, profit -4, fees 0',
    ]);
  });
});

describe('costs', () => {
  const prints: Print[] = [before, [61, 100, 0.4], [70, 102, 4], [121, 110], [190, 110]];

  it('C1 The fee is the rate times price times quantity of each fill, in the currency that the market settles in.', async () => {
    const profile = 'paper: { fees: { maker: 0.001, taker: 0.002 } }';
    expect(await tradesOf({ profile, prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 from 100 at 61 s to 110 at 121 s, signal, profit 9.58, fees 0.42',
    ]);
  });

  it('C2 With `paper.fees.tiers` the rate is that of the notional traded in the last 30 days, before this fill.', async () => {
    const profile =
      'paper: { fees: { tiers: [{ volume: 0, maker: 0, taker: 0.01 }, { volume: 100, maker: 0, taker: 0.001 }] } }';
    expect(await tradesOf({ profile, prints, wish: { 1: buy, 2: exit } })).toEqual([
      'buy 1 from 100 at 61 s to 110 at 121 s, signal, profit 8.89, fees 1.11',
    ]);
  });

  it('C3 `paper.slippage` makes orders without a limit fill worse, by steps, percent or chance; limits never slip.', async () => {
    const fills = (slippage: string, order: Signal): Promise<string[]> =>
      ordersOf({ profile: `paper: { slippage: { ${slippage} } }`, prints, wish: { 1: order } });
    expect(await fills('ticks: 2', buy)).toEqual(['buy 1 market filled 1 at 101']);
    expect(await fills('ticks: 2', sell)).toEqual(['sell 1 market filled 1 at 99']);
    expect(await fills('percent: 3', buy)).toEqual(['buy 1 market filled 1 at 103']);
    expect(await fills('ticks: 2', { ...buy, type: 'stop', trigger: 102 })).toEqual(['buy 1 stop 102 filled 1 at 103']);
    expect(await fills('ticks: 2', { ...buy, type: 'limit', price: 101 })).toEqual(['buy 1 limit 101 filled 1 at 100']);
    const [drawn] = await fills('randomTicks: 4', buy);
    expect(drawn).toMatch(/^buy 1 market filled 1 at 10[012](\.5)?$/);
    expect(await fills('randomTicks: 4', buy)).toEqual([drawn]);
  });

  it('C4 With `paper.partialFill` a print fills at most that part of its quantity, all our orders together; quotes tell no quantity and fill whole.', async () => {
    const profile = 'paper: { partialFill: { participation: 0.5 } }';
    expect(await ordersOf({ profile, prints, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101.6']);
    const quotes: Quote[] = [
      [1, 100, 101],
      [61, 100, 101],
    ];
    expect(await ordersOf({ profile, quotes, wish: { 1: buy } })).toEqual(['buy 1 market filled 1 at 101']);
  });

  it('C5 With `paper.funding`, on a margin account, longs pay the rate times the value of their position to shorts, on multiples of `every`, UTC.', async () => {
    const profile = 'paper: { funding: { rate: 0.01, every: 2m } }';
    const quiet: Print[] = [before, [61, 100], [181, 100], [240, 100], [310, 100]];
    expect((await runCase({ profile, prints: quiet, wish: { 1: buy } })).funding).toBe('3');
    expect((await runCase({ profile, prints: quiet, wish: { 1: sell } })).funding).toBe('-3');
    const wish = { 1: buy, 3: exit };
    expect(await tradesOf({ profile, prints: quiet, wish })).toEqual([
      'buy 1 from 100 at 61 s to 100 at 240 s, signal, profit -2, fees 0',
    ]);
  });
});

describe('accounts', () => {
  const prints: Print[] = [before, [61, 100], [70, 96], [80, 80], [130, 80]];
  const spot = 'account: { kind: spot, balance: 150 }\nlimits: { maxOpenTradesPerMarket: 3 }';

  it('A1 On margin, an entry that needs more than the free funds times leverage is cancelled where it would fill.', async () => {
    const profile = 'account: { balance: 150, leverage: 2 }';
    expect(await ordersOf({ profile, prints, wish: { 1: { ...buy, quantity: 3 } } })).toEqual([
      'buy 3 market filled 3 at 100',
    ]);
    expect(await ordersOf({ profile, prints, wish: { 1: { ...buy, quantity: 3.5 } } })).toEqual([
      'buy 3.5 market canceled (insufficient-margin)',
    ]);
  });

  it('A2 On margin, a limit or stop entry worth more than equity times leverage is rejected at once.', async () => {
    const profile = 'account: { balance: 150 }';
    const order: Signal = { ...buy, quantity: 2, type: 'limit', price: 96 };
    expect(await ordersOf({ profile, prints, wish: { 1: order } })).toEqual([
      'buy 2 limit 96 rejected (insufficient-margin)',
    ]);
  });

  it('A3 A margin position is liquidated, for the taker fee, at the first price at which the equity is less than `maintenance` times the margin.', async () => {
    // Cash is 100 − 290 − 0.29. Equity is half of a third of the position where 2.9 p − 190.29 = 2.9 p / 6: at 78.74.
    const profile = 'account: { balance: 100, leverage: 3 }\npaper: { fees: { maker: 0, taker: 0.001 } }';
    const slide: Print[] = [before, [61, 100], [70, 85], [80, 79], [90, 78.5], [130, 79]];
    expect(await tradesOf({ profile, prints: slide, wish: { 1: { ...buy, quantity: 2.9 } } })).toEqual([
      'buy 2.9 from 100 at 61 s to 78.5 at 90 s, liquidation, profit -62.86765, fees 0.51765',
    ]);
  });

  it('A4 A long position without leverage is never liquidated.', async () => {
    const profile = 'account: { balance: 100 }';
    const slide: Print[] = [before, [61, 100], [70, 1], [130, 1]];
    const { openTrades } = await runCase({ profile, prints: slide, wish: { 1: buy } });
    expect(openTrades.map((trade) => trade.profit)).toEqual(['-99']);
  });

  it('A5 A spot account sells only what it holds.', async () => {
    expect(await ordersOf({ profile: spot, prints, wish: { 1: sell } })).toEqual([
      'sell 1 market canceled (insufficient-funds)',
    ]);
  });

  it('A6 On spot, what a resting entry needs is locked, taker fee included, so that it cannot be spent twice.', async () => {
    const rest: Signal = { ...buy, type: 'limit', price: 90 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: [rest, rest] } })).toEqual([
      'buy 1 limit 90 filled 1 at 80',
      'buy 1 limit 90 rejected (insufficient-funds)',
    ]);
    const dear = `${spot}\npaper: { fees: { maker: 0, taker: 0.02 } }`;
    const all: Signal = { ...rest, quantity: 1.66 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: all } })).toEqual([
      'buy 1.66 limit 90 filled 1.66 at 80',
    ]);
    expect(await ordersOf({ profile: dear, prints, wish: { 1: all } })).toEqual([
      'buy 1.66 limit 90 rejected (insufficient-funds)',
    ]);
  });

  it('A7 On spot, the stop and the targets of one trade lock what it holds once.', async () => {
    const order: Signal = { ...buy, stop: 90, target: 120 };
    expect(await ordersOf({ profile: spot, prints, wish: { 1: order } })).toEqual([
      'buy 1 market filled 1 at 100',
      'sell 1 limit 120 canceled (trade over)',
      'sell 1 stop 90 filled 1 at 80',
    ]);
  });

  it('A8 An entry sized by `fraction` gets its quantity at the price it fills at, fee included.', async () => {
    const profile = 'account: { balance: 202 }\npaper: { fees: { maker: 0, taker: 0.01 } }';
    const order: Signal = { kind: 'enter', direction: 'long', fraction: 0.5 };
    expect(await ordersOf({ profile, prints, wish: { 1: order } })).toEqual(['buy 1 market filled 1 at 100']);
  });

  it('A9 An exit is never refused for lack of margin.', async () => {
    const profile = 'account: { balance: 100, leverage: 1 }';
    expect(await tradesOf({ profile, prints, wish: { 1: { ...buy, stop: 95 } } })).toEqual([
      'buy 1 from 100 at 61 s to 80 at 80 s, stop, profit -20, fees 0',
    ]);
  });
});

describe('liquidation', () => {
  it('A10 A liquidation is an order of the venue, `liquidation-<instrument>-1` and so on, with its fill and its fee among the others.', async () => {
    const profile = 'account: { balance: 100, leverage: 3 }\npaper: { fees: { maker: 0, taker: 0.01 } }';
    const fall: Print[] = [before, [61, 100], [70, 72], [130, 72]];
    const wish: Signal = { ...buy, quantity: 2.5, stop: 70 };
    expect(await ordersOf({ profile, prints: fall, wish: { 1: wish } })).toEqual([
      'buy 2.5 market filled 2.5 at 100',
      'sell 2.5 stop 70 canceled (liquidation)',
      'sell 2.5 market filled 2.5 at 72 (liquidation)',
    ]);
    const { orders, trades, fees } = await runCase({ profile, prints: fall, wish: { 1: wish } });
    expect(orders.at(-1)).toMatchObject({ id: 'liquidation-test:BTC/USD-1', time: midnight + 70_000 });
    expect(trades.map((trade) => [trade.exitReason, trade.fees])).toEqual([['liquidation', '4.3']]);
    expect(fees).toBe('4.3');
  });
});

describe('caps at the venue', () => {
  it('A11 An entry sized by `fraction` fills no more than `limits.maxQuantity` and `limits.maxNotional` allow.', async () => {
    const first: Signal = { ...buy, quantity: 0.5, target: 110 };
    const second: Signal = { kind: 'enter', direction: 'long', type: 'limit', price: 90, fraction: 0.99 };
    const freed: Print[] = [before, [61, 100], [121, 100], [130, 110], [140, 90]];
    const run = async (caps: string): Promise<string | undefined> => {
      const profile = `account: { balance: 100 }\nlimits: { maxOpenTradesPerMarket: 2${caps} }`;
      return (await ordersOf({ profile, prints: freed, wish: { 1: first, 2: second } })).at(-1);
    };
    expect(await run('')).toBe('buy 1.155 limit 90 filled 1.155 at 90');
    expect(await run(', maxQuantity: 0.7')).toBe('buy 0.7 limit 90 filled 0.7 at 90');
    expect(await run(', maxNotional: 60')).toBe('buy 0.666 limit 90 filled 0.666 at 90');
    expect(await run(', maxQuantity: 0.6, maxNotional: 60')).toBe('buy 0.6 limit 90 filled 0.6 at 90');
  });
});

describe('bars', () => {
  const flat: Minute = [100, 101, 99, 100];
  /** Orders and trades over these minutes, after two flat ones and before one at the last price; decided at 120 s. */
  const around = (minutes: readonly Minute[]): Minute[] => {
    const last = minutes.at(-1)![3];
    return [flat, flat, ...minutes, [last, last, last, last]];
  };
  const orders = (minutes: readonly Minute[], wish: Signal, profile = ''): Promise<string[]> =>
    ordersOf({ profile, minutes: around(minutes), wish: { 2: wish } });
  const trades = (minutes: readonly Minute[], wish: Signal, profile = ''): Promise<string[]> =>
    tradesOf({ profile, minutes: around(minutes), wish: { 2: wish } });

  it('B1 A bar is matched as a whole when it has closed, with the orders that stood when it began.', async () => {
    const wish = { 2: { ...buy, type: 'limit', price: 99 }, 3: { kind: 'cancel' } } as const;
    expect(await ordersOf({ minutes: [flat, flat, flat, flat], wish })).toEqual(['buy 1 limit 99 filled 1 at 99']);
  });

  it('B2 A market order fills at the open of the next bar; with `paper.bars.market: close` at the close that decided.', async () => {
    expect(await orders([[103, 106, 102, 104]], buy)).toEqual(['buy 1 market filled 1 at 103']);
    const profile = 'paper: { bars: { market: close } }';
    expect(await orders([[103, 106, 102, 104]], buy, profile)).toEqual(['buy 1 market filled 1 at 100']);
  });

  it('B3 A limit order fills when the bar reaches it, at the better of open and limit; with `limitFill: through` when the bar goes beyond.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 97 };
    expect(await orders([[98, 99, 97, 98]], order)).toEqual(['buy 1 limit 97 filled 1 at 97']);
    expect(await orders([[96, 99, 95, 98]], order)).toEqual(['buy 1 limit 97 filled 1 at 96']);
    const profile = 'paper: { limitFill: through }';
    expect(await orders([[98, 99, 97, 98]], order, profile)).toEqual(['buy 1 limit 97 open']);
  });

  it('B4 A stop order fills when the bar reaches it, at the worse of open and trigger; with `paper.bars.fill: level` at the trigger if the bar holds it.', async () => {
    const order: Signal = { ...buy, type: 'stop', trigger: 103 };
    expect(await orders([[101, 104, 100, 103]], order)).toEqual(['buy 1 stop 103 filled 1 at 103']);
    expect(await orders([[105, 106, 102, 104]], order)).toEqual(['buy 1 stop 103 filled 1 at 105']);
    const profile = 'paper: { bars: { fill: level } }';
    expect(await orders([[105, 106, 102, 104]], order, profile)).toEqual(['buy 1 stop 103 filled 1 at 103']);
    expect(await orders([[105, 106, 104, 104]], order, profile)).toEqual(['buy 1 stop 103 filled 1 at 105']);
  });

  it('B5 A stop-limit order that a bar triggers fills in it, at its trigger, only when its limit lies beyond that; else from the next bar on.', async () => {
    const near: Signal = { ...buy, type: 'stop-limit', trigger: 102, price: 101 };
    expect(await orders([[101, 103, 100, 102]], near)).toEqual(['buy 1 stop-limit 101 open']);
    expect(await orders([[101, 103, 100, 102], flat], near)).toEqual(['buy 1 stop-limit 101 filled 1 at 100']);
    const beyond: Signal = { ...buy, type: 'stop-limit', trigger: 102, price: 103 };
    expect(await orders([[101, 103, 100, 102]], beyond)).toEqual(['buy 1 stop-limit 103 filled 1 at 102']);
    expect(await orders([[102.5, 103, 102, 102]], beyond)).toEqual(['buy 1 stop-limit 103 filled 1 at 102']);
  });

  it('B6 When a bar reaches the stop and the target of a trade, the stop counts.', async () => {
    expect(await trades([flat, [100, 120, 80, 100]], { ...buy, stop: 90, target: 110 })).toEqual([
      'buy 1 from 100 at 120 s to 90 at 180 s, stop, profit -10, fees 0',
    ]);
  });

  it('B7 The stop and the targets of a market entry count in the bar of the entry itself.', async () => {
    expect(await trades([[100, 112, 99, 111]], { ...buy, stop: 90, target: 110 })).toEqual([
      'buy 1 from 100 at 120 s to 110 at 120 s, target, profit 10, fees 0',
    ]);
  });

  it('B8 Those of a limit entry count from the next bar on: the bar does not tell what came first.', async () => {
    const order: Signal = { ...buy, type: 'limit', price: 98, stop: 90, target: 110 };
    expect(
      await trades(
        [
          [100, 112, 97, 111],
          [111, 113, 110.5, 111],
        ],
        order,
      ),
    ).toEqual(['buy 1 from 98 at 120 s to 111 at 180 s, target, profit 13, fees 0']);
  });

  it('B9 Those of a stop entry count in its bar only when the bar reaches the target and not the stop.', async () => {
    const order: Signal = { ...buy, type: 'stop', trigger: 102, stop: 95, target: 110 };
    expect(await trades([[100, 112, 97, 111]], order)).toEqual([
      'buy 1 from 102 at 120 s to 110 at 120 s, target, profit 8, fees 0',
    ]);
    expect(
      await trades(
        [
          [100, 112, 94, 111],
          [111, 113, 109, 112],
        ],
        order,
      ),
    ).toEqual(['buy 1 from 102 at 120 s to 111 at 180 s, target, profit 9, fees 0']);
  });

  it('B10 A trailing stop is first looked at as it stood; a bar that stays off it raises it by its best price and is looked at again.', async () => {
    const order: Signal = { ...buy, trailing: { percent: 10 } };
    expect(await trades([flat, [100, 120, 89, 119]], order)).toEqual([
      'buy 1 from 100 at 120 s to 90.5 at 180 s, trailing, profit -9.5, fees 0',
    ]);
    expect(await trades([flat, [100, 120, 99, 119]], order)).toEqual([
      'buy 1 from 100 at 120 s to 108 at 180 s, trailing, profit 8, fees 0',
    ]);
    expect(await trades([flat, [100, 120, 109, 119]], order)).toEqual([]);
  });

  it('B11 An order that comes later than the start of a bar, by latency, takes part from the next bar on.', async () => {
    const profile = 'paper: { latency: { order: 1 } }';
    expect(
      await orders(
        [
          [103, 106, 102, 104],
          [107, 108, 106, 107],
        ],
        buy,
        profile,
      ),
    ).toEqual(['buy 1 market filled 1 at 107']);
  });

  it('B12 `paper.spread` shifts the whole bar: up for buys, down for sells.', async () => {
    const profile = 'paper: { spread: { ticks: 4 } }';
    expect(await orders([[103, 106, 102, 104]], buy, profile)).toEqual(['buy 1 market filled 1 at 104']);
    const order: Signal = { ...buy, type: 'limit', price: 99.5 };
    expect(await orders([[100, 101, 99, 100]], order, profile)).toEqual(['buy 1 limit 99.5 open']);
    expect(await orders([[100, 101, 98.5, 100]], order, profile)).toEqual(['buy 1 limit 99.5 filled 1 at 99.5']);
  });

  it('B13 With `paper.partialFill` a bar fills at most that part of its volume, all our orders together; bars that tell no volume fill whole, and the report says so.', async () => {
    const profile = 'paper: { partialFill: { participation: 0.5 } }';
    expect(
      await orders(
        [
          [102, 103, 101, 102, 0.8],
          [104, 105, 103, 104, 9],
        ],
        buy,
        profile,
      ),
    ).toEqual(['buy 1 market filled 1 at 103.2']);
    const shared = { ...buy, quantity: 0.3 };
    const volumes: Minute[] = [
      [102, 103, 101, 102, 0.8],
      [104, 105, 103, 104, 9],
    ];
    const both = `${profile}\nlimits: { maxOpenTradesPerMarket: 2 }`;
    expect(await ordersOf({ profile: both, minutes: around(volumes), wish: { 2: [shared, shared] } })).toEqual([
      'buy 0.3 market filled 0.3 at 102',
      'buy 0.3 market filled 0.3 at 103.333333333',
    ]);
    const silent = [flat, flat, [102, 103, 101, 102] as const].map(([o, h, l, c]): Minute => [o, h, l, c, 0]);
    const { orders: records, warnings } = await runCase({ profile, minutes: silent, wish: { 2: buy } });
    expect(records.map(({ filledQuantity, averagePrice }) => [filledQuantity, averagePrice])).toEqual([['1', '102']]);
    expect(warnings).toEqual(['the data of test:BTC/USD tell no volume: paper.partialFill fills its orders whole']);
  });

  it('B14 Liquidation comes at the worse of open and its price: after what the bar reaches before that price, before what lies beyond it and before targets.', async () => {
    const profile = 'account: { balance: 100, leverage: 3 }';
    expect(await trades([flat, [90, 91, 60, 80]], { ...buy, quantity: 2.9 }, profile)).toEqual([
      'buy 2.9 from 100 at 120 s to 78.5 at 180 s, liquidation, profit -62.35, fees 0',
    ]);
    expect(await trades([flat, [70, 91, 60, 80]], { ...buy, quantity: 2.9 }, profile)).toEqual([
      'buy 2.9 from 100 at 120 s to 70 at 180 s, liquidation, profit -87, fees 0',
    ]);
    expect(await trades([flat, [90, 91, 60, 80]], { ...buy, quantity: 2.9, stop: 85 }, profile)).toEqual([
      'buy 2.9 from 100 at 120 s to 85 at 180 s, stop, profit -43.5, fees 0',
    ]);
    const liquidated = ['buy 2.9 from 100 at 120 s to 78.5 at 180 s, liquidation, profit -62.35, fees 0'];
    const protections: Partial<EnterSignal>[] = [{ stop: 78 }, { stop: 78.5 }, { target: 110 }];
    for (const each of protections) {
      expect(await trades([flat, [90, 111, 60, 80]], { ...buy, quantity: 2.9, ...each }, profile)).toEqual(liquidated);
    }
    // A short position mirrors it: at 115.5 the margin is used up.
    const short = (more: Partial<EnterSignal>): Promise<string[]> =>
      trades([flat, [110, 140, 89, 120]], { ...sell, quantity: 2.9, ...more }, profile);
    const squeezed = ['sell 2.9 from 100 at 120 s to 115.5 at 180 s, liquidation, profit -44.95, fees 0'];
    expect(await short({ stop: 116 })).toEqual(squeezed);
    expect(await short({ stop: 115 })).toEqual([
      'sell 2.9 from 100 at 120 s to 115 at 180 s, stop, profit -43.5, fees 0',
    ]);
    expect(await short({ target: 90 })).toEqual(squeezed);
    // It sells at the bid.
    const spread = `${profile}\npaper: { spread: { ticks: 4 } }`;
    expect(await trades([flat, [70, 91, 60, 80]], { ...buy, quantity: 2.9 }, spread)).toEqual([
      'buy 2.9 from 101 at 120 s to 69 at 180 s, liquidation, profit -92.8, fees 0',
    ]);
    // An exit at the open comes first, unless the open lies beyond.
    const leave = (open: number): Promise<string[]> =>
      tradesOf({
        profile,
        minutes: around([flat, [open, 91, 60, 80]]),
        wish: { 2: { ...buy, quantity: 2.9 }, 3: exit },
      });
    expect(await leave(90)).toEqual(['buy 2.9 from 100 at 120 s to 90 at 180 s, signal, profit -29, fees 0']);
    expect(await leave(78)).toEqual(['buy 2.9 from 100 at 120 s to 78 at 180 s, liquidation, profit -63.8, fees 0']);
    // Half of it is sold at 85: what is left can stand more.
    const halves = [
      { ...buy, quantity: 1.45, stop: 85 },
      { ...buy, quantity: 1.45, stop: 20 },
    ];
    const both = { profile: `${profile}\nlimits: { maxOpenTradesPerMarket: 2 }`, wish: { 2: halves } };
    expect(await tradesOf({ ...both, minutes: around([flat, [90, 91, 60, 80]]) })).toEqual([
      'buy 1.45 from 100 at 120 s to 85 at 180 s, stop, profit -21.75, fees 0',
    ]);
  });

  it('B15 A fill carries the time at which its bar began.', async () => {
    expect(await trades([flat, [100, 120, 80, 100]], { ...buy, type: 'limit', price: 100, stop: 90 })).toEqual([
      'buy 1 from 100 at 120 s to 90 at 180 s, stop, profit -10, fees 0',
    ]);
  });

  it('B16 What a bar did to its orders a strategy hears when the bar has closed: `notice.time` is when it happened, `context.time` the close.', async () => {
    const told: string[] = [];
    const second = (time: number): number => (time - midnight) / 1000;
    const onBar: StrategyHandlers['onBar'] = (_bar, { time, price }) => {
      told.push(`bar of ${second(time)} s, price ${price}`);
      return second(time) === 120 ? { ...buy, stop: 90 } : undefined;
    };
    const onOrder: StrategyHandlers['onOrder'] = (notice, { time, price, position }) => {
      if (notice.state !== 'filled') return;
      const at = `told at ${second(time)} s at a price of ${price}, ${position}`;
      told.push(`${notice.purpose} at ${second(notice.time)} s for ${notice.price}, ${at}`);
    };
    await runCase({ minutes: [flat, flat, [103, 106, 80, 104]], wish: () => ({ onBar, onOrder }) });
    expect(told).toEqual([
      'bar of 60 s, price 100',
      'bar of 120 s, price 100',
      'entry at 120 s for 103, told at 180 s at a price of 104, flat',
      'stop at 120 s for 90, told at 180 s at a price of 104, flat',
      'bar of 180 s, price 104',
    ]);
  });

  it('B17 An order that ends inside a bar, by a cancel, a timeout or its date, fills in that bar only at its open; one that ends as the bar begins does not.', async () => {
    const dated = (second: number): Promise<string[]> =>
      orders([[96, 99, 95, 98]], {
        ...buy,
        type: 'limit',
        price: 96.5,
        timeInForce: 'GTD',
        expires: midnight + second * 1000,
      });
    expect(await dated(150)).toEqual(['buy 1 limit 96.5 filled 1 at 96']);
    expect(await dated(120)).toEqual(['buy 1 limit 96.5 expired (good till date)']);
    const below: Signal = { ...buy, type: 'limit', price: 95, entryTimeout: 30_000 };
    expect(await orders([[96, 99, 95, 98]], below)).toEqual(['buy 1 limit 95 canceled (entry timeout)']);
  });

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
