import { describe, expect, it } from 'vitest';
import { VenueRig } from '../../../test/support/venue-rig.ts';
import type { OrderRequest } from '../../market/order.ts';

// What a user is promised of the venue is tested, rule by rule, in test/paper-venue.test.ts. Here are its parts alone.

describe('market orders', () => {
  it('buy at the ask and sell at the bid of the next tick, whatever both were when they were sent', () => {
    const rig = new VenueRig().tick(1, 99, 101);
    rig.send();
    rig.send({ side: 'sell' });
    expect(rig.heard()).toEqual([]);
    rig.tick(2, 89, 111);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 111 taker', '2 b fill 1 @ 89 taker']);
  });

  it('sent before the first tick fill on it', () => {
    const rig = new VenueRig();
    rig.send();
    rig.tick(5, 100);
    expect(rig.heard()).toEqual(['5 a fill 1 @ 100 taker']);
  });
});

describe('limit orders', () => {
  it('fill at their price or better: at the market’s own price when it jumps beyond', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 98 });
    rig.tick(2, 99).tick(3, 95);
    expect(rig.heard()).toEqual(['3 a fill 1 @ 95 maker']);
  });

  it('look at the ask to buy and at the bid to sell, never at the other side', () => {
    const rig = new VenueRig().tick(1, 90, 110);
    rig.send({ type: 'limit', limit: 100 });
    rig.send({ side: 'sell', type: 'limit', limit: 101 });
    rig.tick(2, 95, 101).tick(3, 100, 104);
    expect(rig.heard()).toEqual([]);
    rig.tick(4, 97, 100).tick(5, 101, 103);
    expect(rig.heard()).toEqual(['4 a fill 1 @ 100 maker', '5 b fill 1 @ 101 maker']);
  });

  it('with `through` need a price beyond, unless they take', () => {
    const rig = new VenueRig({ model: { limitFill: 'through' } }).tick(1, 100);
    rig.send({ type: 'limit', limit: 98 });
    rig.send({ type: 'limit', limit: 100 });
    rig.tick(2, 100).tick(3, 98);
    expect(rig.heard()).toEqual(['2 b fill 1 @ 100 taker']);
    rig.tick(4, 97);
    expect(rig.heard()).toEqual(['4 a fill 1 @ 97 maker']);
  });

  it('take when they could fill on arrival; what the price runs away from rests and makes', () => {
    const rig = new VenueRig({ specs: [{ makerFee: 0.01, takerFee: 0.02 }] }).tick(1, 100);
    rig.send({ type: 'limit', limit: 101 });
    rig.tick(2, 100);
    rig.send({ type: 'limit', limit: 101 });
    rig.tick(3, 105).tick(4, 101);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 100 taker 2', '4 b fill 1 @ 101 maker 1.01']);
  });

  it('that arrive before any price is known take on the first tick', () => {
    const rig = new VenueRig();
    rig.send({ type: 'limit', limit: 100 });
    rig.tick(1, 90);
    expect(rig.heard()).toEqual(['1 a fill 1 @ 90 taker']);
  });

  it('post-only are refused when they would take, on arrival as after a change', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 100, postOnly: true });
    const resting = rig.send({ type: 'limit', limit: 90, postOnly: true });
    rig.venue.amend(resting, { limit: 100 });
    expect(rig.heard()).toEqual(['1 a rejected post-only', '1 b canceled post-only']);
  });

  it('changed to where the market is take; a change cannot fill on the tick that caused it', () => {
    const rig = new VenueRig().tick(1, 100);
    const id = rig.send({ type: 'limit', limit: 90 });
    rig.send({ type: 'limit', limit: 95 });
    // The fill of the second order is what makes its owner change the first.
    rig.bus.on('venue-report', ({ report }) => {
      if (report.kind === 'fill' && report.orderId === 'b') rig.venue.amend(id, { limit: 99 });
    });
    rig.tick(2, 95);
    expect(rig.heard()).toEqual(['2 b fill 1 @ 95 maker']);
    rig.tick(3, 96);
    expect(rig.heard()).toEqual(['3 a fill 1 @ 96 taker']);
  });
});

describe('time in force', () => {
  it('IOC takes what the next tick gives and no more', () => {
    const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 1);
    rig.send({ lots: 5, timeInForce: 'IOC' });
    rig.send({ type: 'limit', limit: 99, timeInForce: 'IOC' });
    rig.tick(2, 100, 100, 3);
    expect(rig.heard()).toEqual([
      '2 a fill 3 of 5 @ 100 taker',
      '2 a expired immediate or cancel',
      '2 b expired immediate or cancel',
    ]);
  });

  it('FOK fills whole or not at all', () => {
    const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 1);
    rig.send({ lots: 5, timeInForce: 'FOK' });
    rig.send({ lots: 3, timeInForce: 'FOK' });
    rig.tick(2, 100, 100, 3);
    expect(rig.heard()).toEqual(['2 a expired fill or kill', '2 b fill 3 @ 100 taker']);
  });

  it('GTD ends at its moment, before the ticks of it', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 90, timeInForce: 'GTD', expireTime: 10 });
    rig.send({ type: 'limit', limit: 90, timeInForce: 'GTD', expireTime: 11 });
    rig.tick(10, 90);
    expect(rig.heard()).toEqual(['10 a expired good till date', '10 b fill 1 @ 90 maker']);
  });

  it('IOC and FOK wait for their trigger first', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'stop', trigger: 110, timeInForce: 'IOC' });
    rig.send({ type: 'stop-limit', trigger: 110, limit: 111, timeInForce: 'FOK' });
    rig.tick(2, 105);
    expect(rig.heard()).toEqual([]);
    rig.tick(3, 112);
    expect(rig.heard()).toEqual(['3 a fill 1 @ 112 taker', '3 b expired fill or kill']);
  });
});

describe('triggers', () => {
  it('a buy stop looks at the ask, a sell stop at the bid, never at the other side', () => {
    const rig = new VenueRig().tick(1, 100, 101);
    rig.send({ type: 'stop', trigger: 105 });
    rig.send({ side: 'sell', type: 'stop', trigger: 95 });
    // The other side of the market is beyond the triggers.
    rig.tick(2, 96, 104).tick(3, 106, 104).tick(4, 96, 95);
    expect(rig.heard()).toEqual([]);
    rig.tick(5, 103, 105).tick(6, 95, 97);
    expect(rig.heard()).toEqual(['5 a fill 1 @ 105 taker', '6 b fill 1 @ 95 taker']);
  });

  it('a stop fills at the price that it finds, however far beyond', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ side: 'sell', type: 'stop', trigger: 95 });
    rig.tick(2, 80);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 80 taker']);
  });

  it('a stop-limit takes when its limit is reached on the tick of its trigger, and rests when it is not', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'stop-limit', trigger: 105, limit: 107 });
    rig.send({ type: 'stop-limit', trigger: 105, limit: 103 });
    rig.tick(2, 106);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 106 taker']);
    rig.tick(3, 104).tick(4, 102);
    expect(rig.heard()).toEqual(['4 b fill 1 @ 102 maker']);
  });

  it('take-profits wait on the side of gain', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'take-profit', trigger: 95 });
    rig.send({ side: 'sell', type: 'take-profit', trigger: 105 });
    rig.send({ side: 'sell', type: 'take-profit-limit', trigger: 105, limit: 108 });
    rig.tick(2, 104).tick(3, 106);
    expect(rig.heard()).toEqual(['3 b fill 1 @ 106 taker']);
    rig.tick(4, 94).tick(5, 109);
    expect(rig.heard()).toEqual(['4 a fill 1 @ 94 taker', '5 c fill 1 @ 109 maker']);
  });

  it('a post-only stop-limit is taken only where it rests', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'stop-limit', trigger: 105, limit: 107, postOnly: true });
    rig.send({ type: 'stop-limit', trigger: 105, limit: 103, postOnly: true });
    rig.tick(2, 106).tick(3, 103);
    expect(rig.heard()).toEqual(['2 a canceled post-only', '3 b fill 1 @ 103 maker']);
  });
});

describe('trailing stops', () => {
  const sell = { side: 'sell', type: 'trailing-stop', purpose: 'stop' } as const;

  it('follow the best price at a distance, and never go back', () => {
    const rig = new VenueRig().tick(1, 1000);
    rig.send({ ...sell, trailing: [{ from: 1000, ratio: 0.1 }] });
    rig.tick(2, 1100).tick(3, 1050).tick(4, 991);
    expect(rig.heard()).toEqual([]);
    rig.tick(5, 989);
    expect(rig.heard()).toEqual(['5 a fill 1 @ 989 taker raised']);
  });

  it('stand where they were placed until a stage is armed, and narrow with the next', () => {
    const rig = new VenueRig().tick(1, 1000);
    rig.send({
      ...sell,
      trigger: 950,
      trailing: [
        { from: 1100, ratio: 0.1 },
        { from: 1200, ratio: 0.01 },
      ],
    });
    rig.tick(2, 1099).tick(3, 990);
    expect(rig.heard()).toEqual([]);
    rig.tick(4, 1100).tick(5, 991);
    expect(rig.heard()).toEqual([]);
    rig.tick(6, 1200).tick(7, 1188);
    expect(rig.heard()).toEqual(['7 a fill 1 @ 1188 taker raised']);
  });

  it('move once to a price of breakeven', () => {
    const rig = new VenueRig().tick(1, 1000);
    rig.send({ ...sell, trigger: 900, trailing: [{ from: 1050, ratio: 0, stop: 1001 }] });
    rig.tick(2, 1080).tick(3, 1500).tick(4, 1002).tick(5, 1001);
    expect(rig.heard()).toEqual(['5 a fill 1 @ 1001 taker raised']);
  });

  it('that are not moved fill as plain stops', () => {
    const rig = new VenueRig().tick(1, 1000);
    rig.send({ ...sell, trigger: 900, trailing: [{ from: 1050, ratio: 0.1 }] });
    rig.tick(2, 900);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 900 taker']);
  });

  it('that arrive when the price is past a stage already begin there', () => {
    const rig = new VenueRig().tick(1, 1100);
    rig.send({ ...sell, trigger: 900, trailing: [{ from: 1050, ratio: 0, stop: 1001 }] });
    rig.tick(2, 1001);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 1001 taker raised']);
  });

  it('of a short position follow the ask downwards', () => {
    const rig = new VenueRig().tick(1, 998, 1000);
    rig.send({ side: 'buy', type: 'trailing-stop', purpose: 'stop', trailing: [{ from: 1000, ratio: 0.1 }] });
    rig.tick(2, 898, 900).tick(3, 950, 989);
    expect(rig.heard()).toEqual([]);
    rig.tick(4, 950, 990);
    expect(rig.heard()).toEqual(['4 a fill 1 @ 990 taker raised']);
  });
});

describe('groups', () => {
  const group = 'g';

  it('the first of any type that fills cancels the others', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 95, group });
    rig.send({ type: 'stop', trigger: 105, group });
    rig.send({ type: 'take-profit', trigger: 90, group });
    rig.send({ type: 'limit', limit: 95 });
    rig.tick(2, 106);
    expect(rig.heard()).toEqual(['2 b fill 1 @ 106 taker', '2 a canceled oco', '2 c canceled oco']);
  });

  it('a part that fills is enough', () => {
    const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 9);
    rig.send({ type: 'limit', limit: 95, lots: 5, group });
    rig.send({ type: 'stop', trigger: 105, lots: 5, group });
    rig.tick(2, 95, 95, 2);
    expect(rig.heard()).toEqual(['2 a fill 2 of 5 @ 95 maker', '2 b canceled oco']);
  });

  it('a trigger that was reached is enough, for then two orders could fill', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 95, group });
    rig.send({ type: 'stop-limit', trigger: 105, limit: 103, group });
    rig.tick(2, 106);
    expect(rig.heard()).toEqual(['2 a canceled oco']);
  });

  it.each([
    ['rests', { type: 'stop-limit', trigger: 105, limit: 106 }, '2 b canceled oco'],
    ['waits for the next print', { type: 'stop', trigger: 105 }, '2 b canceled oco'],
    ['stops where it would expire', { type: 'stop', trigger: 105, timeInForce: 'FOK' }, '2 c expired fill or kill'],
  ] as const)(
    'a trigger that was reached is enough where the print has nothing left: the order %s',
    (_what, leg, said) => {
      const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 9);
      rig.send({ type: 'stop', trigger: 105, lots: 2 });
      rig.send({ type: 'limit', limit: 95, lots: 5, group });
      rig.send({ lots: 5, group, ...leg });
      rig.tick(2, 105, 105, 2);
      expect(rig.heard()).toEqual(['2 a fill 2 @ 105 taker', said]);
    },
  );

  it.each<[what: string, leg: Partial<OrderRequest>, said: string]>([
    ['is refused', { type: 'limit', limit: 101, postOnly: true, group }, 'rejected post-only'],
    ['expires', { type: 'limit', limit: 90, timeInForce: 'GTD', expireTime: 1, group }, 'expired good till date'],
    ['cannot be paid', { lots: 1_000_000, group }, 'canceled insufficient-margin'],
  ])('one that %s leaves the others, whichever came first', (_what, leg, said) => {
    const stands: Partial<OrderRequest> = { type: 'limit', limit: 95, group };
    for (const legs of [
      [{ ...leg, id: 'gone' }, stands],
      [stands, { ...leg, id: 'gone' }],
    ]) {
      const rig = new VenueRig().tick(1, 100);
      for (const each of legs) rig.send(each);
      rig.at(2).tick(2, 99).tick(3, 95);
      expect(rig.heard().map((line) => line.slice(2))).toEqual([`gone ${said}`, 'a fill 1 @ 95 maker']);
    }
  });

  it('one that is cancelled leaves the others, of which the first that fills still cancels the rest', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 95, group });
    rig.venue.cancel(rig.send({ type: 'stop', trigger: 105, group }), 'user');
    rig.send({ type: 'limit', limit: 94, group });
    rig.tick(2, 95);
    expect(rig.heard()).toEqual(['1 b canceled user', '2 a fill 1 @ 95 maker', '2 c canceled oco']);
  });

  it('both reached on one tick: one fills', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 95, group });
    rig.send({ type: 'limit', limit: 96, group });
    rig.tick(2, 90);
    expect(rig.heard()).toEqual(['2 a fill 1 @ 90 maker', '2 b canceled oco']);
  });
});

describe('reduce-only', () => {
  const exit = { side: 'sell', purpose: 'exit', reduceOnly: true } as const;

  it('is refused without a position, clipped to it, and cancelled when it is gone', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send(exit);
    rig.send({ lots: 5 });
    rig.tick(2, 100);
    rig.send({ ...exit, type: 'stop', trigger: 90, lots: 9 });
    rig.send({ ...exit, lots: 3 });
    rig.tick(3, 100).tick(4, 90);
    rig.send({ lots: 1 });
    rig.tick(5, 100);
    rig.send({ ...exit, type: 'stop', trigger: 90 });
    rig.send({ ...exit });
    rig.tick(6, 100).tick(7, 90);
    expect(rig.heard()).toEqual([
      '1 a rejected reduce-only',
      '2 b fill 5 @ 100 taker',
      '3 d fill 3 @ 100 taker',
      '4 c fill 2 @ 90 taker',
      '5 e fill 1 @ 100 taker',
      '6 g fill 1 @ 100 taker',
      '7 f canceled reduce-only',
    ]);
  });
});

describe('filters', () => {
  it.each([
    ['min-quantity', { minQuantity: '2' }, { lots: 1 }],
    ['max-quantity', { maxQuantity: '2' }, { lots: 3 }],
    ['min-notional', { minNotional: '500' }, { lots: 4 }],
    ['max-notional', { maxNotional: '500' }, { lots: 6 }],
    ['min-notional', { minNotional: '500' }, { type: 'limit', limit: 90, lots: 5 }],
    ['price-band', { priceBand: 0.1 }, { type: 'limit', limit: 89 }],
    ['price-band', { priceBand: 0.1 }, { side: 'sell', type: 'limit', limit: 111 }],
    ['price-not-positive', {}, { type: 'stop', trigger: 0 }],
  ] as const)('refuses with %s', (reason, filters, order) => {
    const rig = new VenueRig({ specs: [{ filters }] }).tick(1, 100);
    rig.send(order);
    expect(rig.heard()).toEqual([`1 a rejected ${reason}`]);
  });

  it.each([
    [
      'exactly the least and greatest',
      { minQuantity: '5', maxQuantity: '5', minNotional: '500', maxNotional: '500' },
      { lots: 5 },
    ],
    ['the edge of the price band', { priceBand: 0.1 }, { type: 'limit', limit: 90 }],
    ['a far trigger', { priceBand: 0.1 }, { type: 'stop', trigger: 150 }],
  ] as const)('takes %s', (_name, filters, order) => {
    const rig = new VenueRig({ specs: [{ filters }] }).tick(1, 100);
    rig.send(order);
    expect(rig.heard()).toEqual([]);
  });

  it('let an exit be as small as what is left', () => {
    const rig = new VenueRig({ specs: [{ filters: { minQuantity: '5', minNotional: '500' } }] }).tick(1, 100);
    rig.send({ lots: 5 });
    rig.tick(2, 100);
    rig.send({ side: 'sell', purpose: 'exit', lots: 1 });
    rig.tick(3, 100);
    expect(rig.heard()).toEqual(['2 a fill 5 @ 100 taker', '3 b fill 1 @ 100 taker']);
  });

  it('look at an order by a fraction when its quantity is known', () => {
    const rig = new VenueRig({ balance: 1000, specs: [{ filters: { minQuantity: '5' } }] }).tick(1, 100);
    rig.send({ fraction: 0.4 });
    rig.tick(2, 100);
    rig.send({ fraction: 0.5 });
    rig.tick(3, 100);
    expect(rig.heard()).toEqual(['2 a canceled min-quantity', '3 b fill 5 @ 100 taker']);
  });
});

describe('latency', () => {
  it('lets an order arrive not one moment earlier, and no later', () => {
    const rig = new VenueRig({ model: { latency: { order: 10, jitter: 0, cancel: 0 } } }).tick(1, 100);
    rig.send();
    rig.tick(10, 101).tick(11, 102);
    expect(rig.said).toEqual(['11 a accepted', '11 a fill 1 @ 102 taker']);
  });

  it('draws a jitter for each order from the seed', () => {
    const arrivals = (seed: string): string[] => {
      const rig = new VenueRig({ seed, model: { latency: { order: 10, jitter: 90, cancel: 0 } } });
      for (let k = 0; k < 5; k++) rig.send({ type: 'limit', limit: 1 });
      return rig.at(200).said;
    };
    expect(arrivals('one')).toEqual(arrivals('one'));
    expect(arrivals('one')).not.toEqual(arrivals('two'));
    for (const line of arrivals('one'))
      expect(Number(line.split(' ')[0])).toSatisfy((time) => Number(time) >= 10 && Number(time) <= 100);
  });

  it('lets an order fill until its cancel arrives', () => {
    const rig = new VenueRig({ model: { latency: { order: 0, jitter: 0, cancel: 10 } } }).tick(1, 100);
    rig.venue.cancel(rig.send({ type: 'limit', limit: 95 }), 'user');
    rig.venue.cancel(rig.send({ type: 'limit', limit: 90 }), 'user');
    rig.tick(10, 95).tick(11, 90);
    expect(rig.heard()).toEqual(['10 a fill 1 @ 95 maker', '11 b canceled user']);
  });

  it('delays new prices like a new order, but not the quantity', () => {
    const rig = new VenueRig({ model: { latency: { order: 10, jitter: 0, cancel: 0 } } }).tick(1, 100);
    const id = rig.send({ type: 'limit', limit: 90, lots: 5 });
    rig.at(20);
    rig.venue.amend(id, { limit: 95, lots: 2 });
    rig.tick(29, 94);
    expect(rig.heard()).toEqual([]);
    rig.tick(30, 94);
    expect(rig.heard()).toEqual(['30 a fill 2 @ 94 taker']);
  });

  it('never fills an order that was cancelled on its way', () => {
    const rig = new VenueRig({ model: { latency: { order: 10, jitter: 0, cancel: 0 } } }).tick(1, 100);
    rig.venue.cancel(rig.send(), 'user');
    rig.tick(50, 100);
    expect(rig.said).toEqual(['1 a canceled user']);
  });
});

describe('costs', () => {
  it.each([
    ['steps', { ticks: 3, percent: 0, randomTicks: 0 }, 1003, 997],
    ['percent', { ticks: 0, percent: 0.5, randomTicks: 0 }, 1005, 995],
  ])('slips orders without a limit by %s, against them', (_name, slippage, bought, sold) => {
    const rig = new VenueRig({ model: { slippage } }).tick(1, 1000);
    rig.send({ lots: 2 });
    rig.send({ side: 'sell' });
    rig.send({ type: 'limit', limit: 1000 });
    rig.tick(2, 1000);
    expect(rig.heard()).toEqual([
      `2 a fill 2 @ ${bought} taker`,
      `2 b fill 1 @ ${sold} taker`,
      '2 c fill 1 @ 1000 taker',
    ]);
    expect(rig.venue.costs.slippage).toBe((bought - 1000) * 3);
  });

  it('slips by seeded chance between 0 and the most', () => {
    const rig = new VenueRig({ model: { slippage: { ticks: 0, percent: 0, randomTicks: 3 } } }).tick(1, 1000);
    for (let k = 0; k < 26; k++) rig.send();
    rig.tick(2, 1000);
    const prices = rig.heard().map((line) => Number(/@ (\d+)/.exec(line)![1]));
    expect(new Set(prices)).toEqual(new Set([1000, 1001, 1002, 1003]));
  });

  it('counts slippage by what filled, not by what was asked for', () => {
    const rig = new VenueRig({ model: { participation: 1, slippage: { ticks: 2, percent: 0, randomTicks: 0 } } }).tick(
      1,
      100,
      100,
      1,
    );
    rig.send({ lots: 10 });
    rig.tick(2, 100, 100, 4);
    expect(rig.venue.costs.slippage).toBe(8);
  });

  it.each([
    [{ ticks: 4, percent: 0 }, 998, 1002],
    [{ ticks: 3, percent: 0 }, 999, 1002],
    [{ ticks: 0, percent: 1 }, 995, 1005],
  ])('puts a spread of %o around prints', (spread, bid, ask) => {
    const rig = new VenueRig({ model: { spread } }).tick(1, 1000);
    expect([rig.markets[0]!.bid, rig.markets[0]!.ask, rig.markets[0]!.last]).toEqual([bid, ask, 1000]);
  });

  it('never puts a bid below one step', () => {
    const rig = new VenueRig({ model: { spread: { ticks: 10, percent: 0 } } }).tick(1, 2);
    expect(rig.markets[0]!.bid).toBe(1);
  });

  it('leaves quotes as they are, locked ones too', () => {
    const rig = new VenueRig({ model: { spread: { ticks: 4, percent: 0 } } });
    rig.markets[0]!.isQuoted = true;
    rig.tick(1, 100, 100);
    expect([rig.markets[0]!.bid, rig.markets[0]!.ask]).toEqual([100, 100]);
  });

  const day = 86_400_000;
  const feeTiers = [
    { volume: 0, maker: 0.001, taker: 0.002 },
    { volume: 1000, maker: 0, taker: 0.001 },
  ];

  it('charges by what was traded in the last 30 days, before this fill', () => {
    const rig = new VenueRig({ model: { feeTiers } }).tick(1, 100);
    const buy = (time: number): void => {
      rig.send({ lots: 10 });
      rig.tick(time, 100);
    };
    buy(2);
    buy(3);
    buy(29 * day);
    buy(30 * day);
    buy(59 * day - 1);
    buy(90 * day);
    expect(rig.heard().map((line) => line.split(' ').at(-1))).toEqual(['2', '1', '1', '1', '1', '2']);
  });
});

describe('partial fills', () => {
  it('share the part of a print that may be ours, in the order of the queue', () => {
    const rig = new VenueRig({ model: { participation: 0.5 } }).tick(1, 100, 100, 1);
    rig.send({ lots: 4 });
    rig.send({ lots: 4 });
    rig.tick(2, 100, 100, 11).tick(3, 100, 100, 1).tick(4, 100, 100, 100);
    expect(rig.heard()).toEqual([
      '2 a fill 4 @ 100 taker',
      '2 b fill 1 of 4 @ 100 taker',
      '4 b fill 3 of 4 @ 100 taker',
    ]);
  });

  it('are counted in lots of the instrument, whatever the tape counts in', () => {
    const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 1);
    rig.markets[0]!.lotsPerVolume = 0.1;
    rig.send({ lots: 4 });
    rig.tick(2, 100, 100, 30);
    expect(rig.heard()).toEqual(['2 a fill 3 of 4 @ 100 taker']);
  });

  it('do not come of quotes, which tell no quantity', () => {
    const rig = new VenueRig({ model: { participation: 0.1 } }).tick(1, 99, 101);
    rig.send({ lots: 4 });
    rig.tick(2, 99, 101, 0);
    expect(rig.heard()).toEqual(['2 a fill 4 @ 101 taker']);
  });

  it('leave a maker where a taker was cut short', () => {
    const rig = new VenueRig({ model: { participation: 1 } }).tick(1, 100, 100, 1);
    rig.send({ type: 'limit', limit: 100, lots: 5 });
    rig.tick(2, 100, 100, 2).tick(3, 100, 100, 3);
    expect(rig.heard()).toEqual(['2 a fill 2 of 5 @ 100 taker', '3 a fill 3 of 5 @ 100 maker']);
  });
});

describe('funding and liquidation', () => {
  it('takes from longs and gives to shorts, by the value at the last price', () => {
    const rig = new VenueRig({ specs: [{}, {}] }).tick(1, 100).tick(1, 200, 200, 0, 1);
    rig.send({ lots: 10 });
    rig.send({ side: 'sell', lots: 5, market: 1 });
    rig.tick(2, 100).tick(2, 200, 200, 0, 1).tick(3, 110);
    for (const market of rig.markets) rig.venue.fund(market, 10n ** 9n, 4);
    expect(
      rig.events.map(({ change, amount, price, market }) => [change, Number(amount) / 1e12, price, market]),
    ).toEqual([
      ['funding', -1.1, 110, 0],
      ['funding', 1, 200, 1],
    ]);
    expect(rig.cash).toBe('999999.9');
  });

  it('closes a position at the first price at which its margin is used up, orders first', () => {
    // 100 × 100 on a margin of 1000; due when equity < half of a tenth of the value: 1000 + 100 (p − 100) < 5 p.
    const rig = new VenueRig({ balance: 1000, leverage: 10, specs: [{ takerFee: 0 }] }).tick(1, 100);
    rig.send({ lots: 100 });
    rig.tick(2, 100);
    rig.send({ side: 'sell', purpose: 'stop', type: 'stop', trigger: 90, lots: 100, reduceOnly: true });
    expect(rig.account.liquidationPrice(rig.markets[0]!)).toBe(94);
    rig.tick(3, 95);
    expect(rig.events).toEqual([]);
    rig.tick(4, 94);
    expect(rig.heard().slice(1)).toEqual([
      '4 b canceled liquidation',
      '4 liquidation-test:A/USD-1 placed liquidation',
      '4 liquidation-test:A/USD-1 fill 100 @ 94 taker',
    ]);
    expect(rig.events).toMatchObject([{ change: 'liquidation', price: 94, amount: 0n }]);
    expect(rig.markets[0]!.lots).toBe(0);
    expect(rig.cash).toBe('400');
  });

  it('counts the losses of all markets of the account, and closes the one that ticks', () => {
    const rig = new VenueRig({ balance: 2000, leverage: 10, specs: [{}, {}] }).tick(1, 100).tick(1, 100, 100, 0, 1);
    rig.send({ lots: 100 });
    rig.send({ side: 'sell', lots: 100, market: 1 });
    rig.tick(2, 100).tick(2, 100, 100, 0, 1);
    // Equity 2000 − 100 × (fall of A + rise of B) against half of the margin, 5 × (A + B).
    rig.tick(3, 94).tick(4, 104, 104, 0, 1);
    expect(rig.events).toEqual([]);
    rig.tick(5, 104, 104, 0, 1).tick(6, 110, 110, 0, 1).tick(7, 94);
    // The first was not enough.
    expect(rig.events.map(({ market, price }) => [market, price])).toEqual([
      [1, 110],
      [0, 94],
    ]);
  });
});
