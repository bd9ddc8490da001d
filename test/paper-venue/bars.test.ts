import { describe, expect, it } from 'vitest';
import type { EnterSignal, Signal } from '../../src/market/signal.ts';
import type { StrategyHandlers } from '../../src/strategy/strategy.ts';
import { type Minute, midnight, ordersOf, runCase, tradesOf } from '../support/venue-case.ts';
import { buy, flat, orders, around, trades, sell, exit } from '../support/venue-rules.ts';

describe('bars', () => {
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
});
