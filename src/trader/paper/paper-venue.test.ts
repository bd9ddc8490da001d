import { describe, expect, it } from 'vitest';
import { Overtaken } from '../../market/overtaken.ts';
import { VenueRig } from '../../../test/support/venue-rig.ts';

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

  it.each([
    ['price-band', { priceBand: 0.1 }, 89],
    ['min-notional', { minNotional: '460' }, 91],
    ['max-notional', { maxNotional: '480' }, 97],
    ['price-not-positive', {}, 0],
  ] as const)('refuse with %s to move an entry, which stands as it did', (reason, filters, limit) => {
    const rig = new VenueRig({ specs: [{ filters }] }).tick(1, 100);
    const id = rig.send({ type: 'limit', limit: 95, lots: 5 });
    rig.venue.amend(id, { limit });
    expect(rig.heard()).toEqual([`1 a refused ${reason}`]);
    rig.venue.amend(id, { limit: 94 });
    rig.tick(2, 94);
    expect(rig.heard()).toEqual(['2 a fill 5 @ 94 maker']);
  });

  it('let what protects a trade be moved anywhere, and count what has filled of an entry that is moved', () => {
    const filters = { minNotional: '450', priceBand: 0.1 };
    const rig = new VenueRig({ model: { participation: 1 }, specs: [{ filters }] }).tick(1, 100);
    const entry = rig.send({ type: 'limit', limit: 95, lots: 5 });
    rig.tick(2, 95, 95, 4);
    rig.venue.amend(entry, { limit: 94 });
    const target = rig.send({ side: 'sell', purpose: 'target', type: 'limit', limit: 100, lots: 1 });
    rig.venue.amend(target, { limit: 120 });
    rig.tick(3, 100, 100, 1).tick(4, 94, 94, 9);
    expect(rig.heard()).toEqual(['2 a fill 4 of 5 @ 95 maker', '4 a fill 1 of 5 @ 94 maker']);
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

  it('has new prices arrive in the order they were sent, whatever chance says of each', () => {
    for (let seed = 0; seed < 20; seed++) {
      const model = { latency: { order: 1, jitter: 50, cancel: 0 } };
      const rig = new VenueRig({ model, seed: `jitter ${seed}` }).tick(1, 100);
      const id = rig.send({ type: 'limit', limit: 80 });
      rig.at(100);
      rig.venue.amend(id, { limit: 90 });
      rig.venue.amend(id, { limit: 85 });
      rig.tick(300, 87);
      expect(rig.heard()).toEqual([]);
    }
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

describe('a market whose bars passed ahead', () => {
  it('overtakes what changes there before they end, and nothing later or elsewhere', () => {
    const rig = new VenueRig({ specs: [{}, {}] }).tick(1, 100);
    const [own] = rig.markets;
    own!.aheadOf = 60;
    expect(() => rig.send({ type: 'limit', limit: 90 })).toThrow(Overtaken);
    rig.send({ type: 'limit', limit: 90, market: 1 });
    rig.at(60);
    expect(() => rig.venue.changed(own!)).toThrow(Overtaken);
    rig.at(61);
    const order = rig.send({ type: 'limit', limit: 90 });
    own!.aheadOf = 120;
    expect(() => rig.venue.amend(order, { limit: 95 })).toThrow(Overtaken);
    expect(() => rig.venue.cancel(order, 'user')).toThrow(Overtaken);
  });
});
