import { describe, expect, it } from 'vitest';
import { prints } from '../../../test/support/tape.ts';
import { play, long, exit, path, short } from '../../../test/support/tracker-play.ts';

const partial = { participation: 1 };

describe('exits', () => {
  it('close at the market; what protected the trade goes', () => {
    const { ends, orders, open } = play({ 1: { ...long, stop: 90, target: 120 }, 3: exit }, path(100, 100, 105, 106));
    expect(ends).toEqual(['#1 10 @ 106 signal +60']);
    expect(orders).toEqual([
      '#1-e1 market buy 10/10 filled',
      '#1-t2 limit sell 0/10 120 canceled trade over',
      '#1-s3 stop sell 0/10 90 canceled trade over',
      '#1-x4 market sell 10/10 filled',
    ]);
    expect(open).toEqual([]);
  });

  it('of a part leave the rest, with its stop and targets fitted', () => {
    const { ends, open, orders } = play(
      { 1: { ...long, stop: 90, target: 120 }, 3: { ...exit, portion: 0.3 } },
      path(100, 100, 105, 106),
    );
    expect(ends).toEqual(['#1.1 3 @ 106 signal +18']);
    expect(open).toEqual(['#1 long 7']);
    expect(orders.slice(1, 3)).toEqual(['#1-t2 limit sell 0/7 120 open', '#1-s3 stop sell 0/7 90 open']);
  });

  it('of parts that are on their way at once add up, and never to more than there is', () => {
    const latency = { order: 1500, jitter: 0, cancel: 0 };
    const half = { ...exit, portion: 0.4 };
    const { ends } = play({ 1: long, 3: half, 4: [half, half] }, path(100, 100, 100, 100, 100, 101, 102), {
      model: { latency },
    });
    expect(ends.toSorted()).toEqual(['#1 4 @ 101 signal +4', '#1.1 4 @ 100 signal +0', '#1.2 2 @ 101 signal +2']);
  });

  it('at a limit wait for their price, while the stop stands for all', () => {
    const { ends } = play(
      { 1: { ...long, stop: 90 }, 2: { ...exit, type: 'limit', price: 107 } },
      path(100, 100, 106, 108),
    );
    expect(ends).toEqual(['#1 10 @ 108 signal +80']);
  });

  it('at a limit are taken back after their time, and the trade goes on', () => {
    const { orders, open } = play(
      { 1: long, 2: { ...exit, type: 'limit', price: 107, timeout: 900 } },
      path(100, 100, 100, 108),
    );
    expect(orders.at(-1)).toBe('#1-x2 limit sell 0/10 107 canceled exit timeout');
    expect(open).toEqual(['#1 long 10']);
  });

  it('at the market take the place of a limit that waits', () => {
    const { ends, orders } = play(
      { 1: long, 2: { ...exit, type: 'limit', price: 120 }, 3: exit },
      path(100, 100, 100, 101, 102),
    );
    expect(ends).toEqual(['#1 10 @ 101 signal +10']);
    expect(orders[1]).toBe('#1-x2 limit sell 0/10 120 canceled replaced');
  });

  it('mean the trade or the direction they name', () => {
    const say = { 1: [long, short, long], 3: { ...exit, trade: '#1' }, 4: { ...exit, direction: 'short' } } as const;
    const { ends, open } = play(say, path(100, 100, 100, 101, 102));
    expect(ends).toEqual(['#1 10 @ 101 signal +10', '#2 10 @ 102 signal -20']);
    expect(open).toEqual(['#3 long 10']);
  });

  it('asked for again while one is on its way change nothing', () => {
    const latency = { order: 1500, jitter: 0, cancel: 0 };
    const { orders } = play({ 1: long, 3: exit, 4: exit }, path(100, 100, 100, 100, 100, 100), { model: { latency } });
    expect(orders).toHaveLength(2);
  });
});

describe('exits asked for while the entry is on its way', () => {
  const latency = { order: 1500, jitter: 0, cancel: 0 };
  const tape = path(100, 100, 100, 100, 101, 102, 103);

  it('take the entry back', () => {
    const { orders, open } = play({ 1: long, 2: exit }, tape, { model: { latency } });
    expect(orders).toEqual(['#1-e1 market buy 0/10 canceled trade is being left']);
    expect(open).toEqual([]);
  });

  it('leave what fills all the same', () => {
    const slow = { ...latency, cancel: 5000 };
    const { ends, open } = play({ 1: long, 2: exit }, tape, { model: { latency: slow } });
    expect(ends).toEqual(['#1 10 @ 101 signal +10']);
    expect(open).toEqual([]);
  });

  it('of a part, or at a limit, wait until it has filled', () => {
    const part = { ...exit, portion: 0.3 };
    expect(play({ 1: long, 2: part }, tape, { model: { latency } })).toMatchObject({
      ends: ['#1.1 3 @ 101 signal +3'],
      open: ['#1 long 7'],
    });
    const limit = { ...exit, type: 'limit', price: 103 } as const;
    expect(play({ 1: long, 2: limit }, tape, { model: { latency } }).ends).toEqual(['#1 10 @ 103 signal +30']);
  });

  it('of a part take their part of all that came, once the entry is done', () => {
    const part = { ...exit, portion: 0.5 };
    const { ends, open } = play({ 1: long, 2: part }, path(100, 100, [100, 4], [100, 50], [100, 50], [101, 50]), {
      model: { latency, participation: 1 },
    });
    expect(ends.map((end) => end.split(' ')[1])).toEqual(['5']);
    expect(open).toEqual(['#1 long 5']);
  });

  it('by a person count as well', () => {
    const { ends, open } = play({ 1: long }, tape, {
      model: { latency },
      onEvent: (event, session) => {
        if (event.kind === 'order') expect(session.tracker.closeTrades(undefined, undefined)).toBe(1);
      },
    });
    expect({ ends, open }).toEqual({ ends: [], open: [] });
  });

  it('leave entries that rest at a price of their own alone, unless they are named', () => {
    const wait = { ...long, type: 'limit', price: 90 } as const;
    expect(play({ 1: wait, 2: exit }, tape).orders).toEqual(['#1-e1 limit buy 0/10 90 open']);
    expect(play({ 1: wait, 2: { ...exit, trade: '#1' } }, tape).orders).toEqual([
      '#1-e1 limit buy 0/10 90 canceled trade is being left',
    ]);
  });
});

describe('stops and targets', () => {
  it('by percent and by price, long and short', () => {
    expect(play({ 1: { ...long, stop: { percent: 5 } } }, path(100, 100, 95, 90)).ends).toEqual([
      '#1 10 @ 95 stop -50',
    ]);
    expect(play({ 1: { ...short, stop: { percent: 5 } } }, path(100, 100, 104, 105)).ends).toEqual([
      '#1 10 @ 105 stop -50',
    ]);
    expect(play({ 1: { ...short, target: { percent: 5 } } }, path(100, 100, 94)).ends).toEqual([
      '#1 10 @ 94 target +60',
    ]);
    expect(play({ 1: { ...long, target: 103 } }, path(100, 100, 102, 103)).ends).toEqual(['#1 10 @ 103 target +30']);
  });

  it('take portions off at three targets, and the stop follows what is left', () => {
    const targets = [{ at: 101, portion: 0.5 }, { at: 102, portion: 0.25 }, { at: 103 }];
    const { ends, orders } = play({ 1: { ...long, stop: 90, targets } }, path(100, 100, 101, 102, 95, 89));
    expect(ends).toEqual(['#1.1 5 @ 101 target +5', '#1.2 3 @ 102 target +6', '#1 2 @ 89 stop -22']);
    expect(orders).toEqual([
      '#1-e1 market buy 10/10 filled',
      '#1-t2 limit sell 5/5 101 filled',
      '#1-t3 limit sell 3/3 102 filled',
      '#1-t4 limit sell 0/2 103 canceled trade over',
      '#1-s5 stop sell 2/2 90 filled',
    ]);
  });

  it('grow with an entry that fills in parts: the stop is all of it, targets keep their portions', () => {
    const targets = [
      { at: 110, portion: 0.5 },
      { at: 120, portion: 0.5 },
    ];
    const say = { 1: { ...long, type: 'limit', price: 100, stop: 90, targets } } as const;
    const { orders, open } = play(say, path(101, [100, 2], [100, 3], 105), { model: partial });
    expect(open).toEqual(['#1 long 5']);
    expect(orders.slice(1)).toEqual([
      '#1-t2 limit sell 0/3 110 open',
      '#1-t3 limit sell 0/2 120 open',
      '#1-s4 stop sell 0/5 90 open',
    ]);
    const more = play(say, path(101, [100, 2], [100, 3], [100, 9], [110, 2], [110, 9], 120), { model: partial });
    expect(more.ends).toEqual(['#1.1 2 @ 110 target +20', '#1.2 3 @ 110 target +30', '#1 5 @ 120 target +100']);
  });

  it('fill in parts: what is left stays protected', () => {
    const { ends, open } = play({ 1: { ...long, stop: 95 } }, path(100, 100, [94, 3], [96, 2]), { model: partial });
    expect(ends).toEqual(['#1.1 3 @ 94 stop -18', '#1.2 2 @ 96 stop -8']);
    expect(open).toEqual(['#1 long 5']);
  });

  it('trail from the fill on: a stop stands at once, at its distance from the entry', () => {
    const trailing = { percent: 10 };
    expect(play({ 1: { ...long, trailing } }, path(100, 100, 91, 90)).ends).toEqual(['#1 10 @ 90 stop -100']);
    expect(play({ 1: { ...long, trailing } }, path(100, 100, 120, 109, 108)).ends).toEqual([
      '#1 10 @ 108 trailing +80',
    ]);
    expect(play({ 1: { ...short, trailing } }, path(100, 100, 80, 87, 88)).ends).toEqual(['#1 10 @ 88 trailing +120']);
  });

  it('trail from a gain on, and closer from a later one', () => {
    const trailing = { percent: 10, after: 5, tight: { percent: 1, after: 20 } };
    const stop = 85;
    expect(play({ 1: { ...long, stop, trailing } }, path(100, 100, 104, 90, 85)).ends).toEqual([
      '#1 10 @ 85 stop -150',
    ]);
    expect(play({ 1: { ...long, stop, trailing } }, path(100, 100, 105, 95, 94)).ends).toEqual([
      '#1 10 @ 94 trailing -60',
    ]);
    expect(play({ 1: { ...long, stop, trailing } }, path(100, 100, 120, 119, 118)).ends).toEqual([
      '#1 10 @ 118 trailing +180',
    ]);
  });

  it('move to breakeven after a gain', () => {
    const breakeven = { after: 5, plus: 1 };
    expect(play({ 1: { ...long, stop: 90, breakeven } }, path(100, 100, 105, 102, 101)).ends).toEqual([
      '#1 10 @ 101 breakeven +10',
    ]);
    expect(play({ 1: { ...long, stop: 90, breakeven } }, path(100, 100, 104, 91, 90)).ends).toEqual([
      '#1 10 @ 90 stop -100',
    ]);
  });

  it('of the profile serve trades that plan none', () => {
    const defaults = { stop: { percent: 5 }, target: { percent: 10 } };
    expect(play({ 1: long }, path(100, 100, 95), { defaults }).ends).toEqual(['#1 10 @ 95 stop -50']);
    expect(play({ 1: { ...long, stop: 80 } }, path(100, 100, 95, 110), { defaults }).ends).toEqual([
      '#1 10 @ 110 target +100',
    ]);
  });

  it('never go below one step', () => {
    expect(play({ 1: { ...long, stop: { percent: 99.9 } } }, path(100, 100, 2, 1)).orders[1]).toBe(
      '#1-s2 stop sell 10/10 1 filled',
    );
  });

  it('that the venue does not take make the trade leave at the market', () => {
    const markets = [
      { id: 'test:A/USD', tape: path(100, 100, 100, 101, 102), spec: { filters: { maxQuantity: '10' } } },
    ];
    // Two entries in one trade cannot be; a larger stop is: the quantity that a filter allows is less than the trade.
    const { orders } = play({ 1: { ...long, stop: 90 } }, path(100), { markets });
    expect(orders[1]).toBe('#1-s2 stop sell 0/10 90 open');
  });
});

describe('time', () => {
  it('ends a trade at its limit, in a quiet market too', () => {
    const tape = prints([500, 100, 99], [1500, 100, 99], [60_000, 101, 99]);
    const { ends, session } = play({ 1: { ...long, timeLimit: 5000 } }, tape);
    expect(ends).toEqual(['#1 10 @ 101 time-limit +10']);
    expect([...session.desk.orders.values()].at(-1)!.request.time).toBe(6500);
  });

  it('takes an entry back that has not filled', () => {
    const { orders, open } = play(
      { 1: { ...long, type: 'limit', price: 90, entryTimeout: 1200 } },
      path(100, 100, 100, 90),
    );
    expect(orders).toEqual(['#1-e1 limit buy 0/10 90 canceled entry timeout']);
    expect(open).toEqual([]);
  });

  it('takes only the rest of an entry back that has filled in part', () => {
    const say = { 1: { ...long, type: 'limit', price: 99, stop: 90, entryTimeout: 1200 } } as const;
    const { orders, open } = play(say, path(100, [99, 4], 100, 99, 98), { model: partial });
    expect(orders).toEqual(['#1-e1 limit buy 4/10 99 canceled entry timeout', '#1-s2 stop sell 0/4 90 open']);
    expect(open).toEqual(['#1 long 4']);
  });

  it('lowers the gain that is enough, step by step', () => {
    const roi = { '0': 0.1, '0.05': 0.05, '0.1': 0 };
    expect(play({ 1: { ...long, roi } }, path(100, 100, 109, 110)).ends).toEqual(['#1 10 @ 110 roi +100']);
    expect(play({ 1: { ...long, roi } }, path(100, 100, 104, 104, 105, 106)).ends).toEqual(['#1 10 @ 105 roi +50']);
    expect(play({ 1: { ...long, roi } }, path(100, 100, 99, 99, 99, 99, 99, 99, 101)).ends).toEqual([
      '#1 10 @ 101 roi +10',
    ]);
    expect(play({ 1: { ...short, roi } }, path(100, 100, 91, 90)).ends).toEqual(['#1 10 @ 90 roi +100']);
  });

  it('leaves at any price at a gain of −1', () => {
    const roi = { '0': 0.5, '0.05': -1 };
    expect(play({ 1: { ...short, roi } }, path(100, 100, 250, 250, 250, 250)).ends).toEqual(['#1 10 @ 250 roi -1500']);
  });
});
