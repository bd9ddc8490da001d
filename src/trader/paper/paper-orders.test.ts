import { describe, expect, it } from 'vitest';
import { VenueRig } from '../../../test/support/venue-rig.ts';
import type { OrderRequest } from '../../market/order.ts';

// What a user is promised of the venue is tested, rule by rule, in test/paper-venue. Here are its parts alone.

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

  it('post-only are refused when they would take; a change that would make them take is, and they stand as they did', () => {
    const rig = new VenueRig().tick(1, 100);
    rig.send({ type: 'limit', limit: 100, postOnly: true });
    const resting = rig.send({ type: 'limit', limit: 90, postOnly: true });
    rig.venue.amend(resting, { limit: 100 });
    expect(rig.heard()).toEqual(['1 a rejected post-only', '1 b refused post-only']);
    rig.tick(2, 95).tick(3, 90);
    expect(rig.heard()).toEqual(['3 b fill 1 @ 90 maker']);
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
