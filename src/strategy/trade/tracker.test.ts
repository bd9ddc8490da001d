import { describe, expect, it } from 'vitest';
import { dayCaps, riskLimits } from '../../trader/risk/index.ts';
import { prints, quotes, type Tape } from '../../../test/support/tape.ts';
import { playTrades, type Script, type ScriptOptions } from '../../../test/support/trade-script.ts';
import type { EnterSignal } from '../../market/signal.ts';
import type { OrderNotice } from '../strategy.ts';

/** A print at half past each second, from 0.5 s on; many lots, so that none are short unless a test says so. */
function path(...prices: readonly (number | readonly [price: number, lots: number])[]): Tape {
  return prints(
    ...prices.map((each, k) => {
      const [price, lots] = typeof each === 'number' ? [each, 1_000_000] : each;
      return [k * 1000 + 500, price, lots] as const;
    }),
  );
}

const long: EnterSignal = { kind: 'enter', direction: 'long', quantity: 10 };
const short: EnterSignal = { kind: 'enter', direction: 'short', quantity: 10 };
const exit = { kind: 'exit' } as const;
const partial = { participation: 1 };

function play(say: ScriptOptions['say'], tape: Tape, options: Partial<ScriptOptions> = {}): Script {
  return playTrades({ say, tape, leverage: 10, ...options });
}

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
    expect(play({ 1: { ...long, stop: { percent: 200 } } }, path(100, 100, 2, 1)).orders[1]).toBe(
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

describe('an entry against open trades', () => {
  const tape = path(100, 100, 100, 105, 106, 107);

  it('closes them and enters, by default', () => {
    const { ends, open } = play({ 1: { ...long, stop: 90 }, 3: { ...short, stop: 120 } }, tape, {
      defaults: { opposite: 'close' },
    });
    expect(ends).toEqual(['#1 10 @ 105 opposite +50']);
    expect(open).toEqual(['#2 short 10']);
  });

  it('takes back entries that wait, when it closes', () => {
    const { orders } = play({ 1: { ...long, type: 'limit', price: 90 }, 3: short }, tape, {
      defaults: { opposite: 'close' },
    });
    expect(orders[0]).toBe('#1-e1 limit buy 0/10 90 canceled trade is being left');
  });

  it('nets them, oldest first, when it reduces', () => {
    const say = {
      1: [
        { ...long, quantity: 3 },
        { ...long, quantity: 4, stop: 90 },
      ],
      3: { ...short, quantity: 5 },
    } as const;
    const { ends, open, orders } = play(say, tape, { defaults: { opposite: 'reduce' } });
    expect(ends).toEqual(['#1 3 @ 105 opposite +15', '#2.1 2 @ 105 opposite +10']);
    expect(open).toEqual(['#2 long 2']);
    expect(orders.find((each) => each.startsWith('#2-s'))).toBe('#2-s2 stop sell 0/2 90 open');
  });

  it('opens with what is left after netting', () => {
    const { ends, open } = play({ 1: { ...long, quantity: 3 }, 3: { ...short, stop: 120 } }, tape, {
      defaults: { opposite: 'reduce' },
    });
    expect(ends).toEqual(['#1 3 @ 105 opposite +15']);
    expect(open).toEqual(['#2 short 7']);
  });

  it('is denied, when it is ignored', () => {
    const { open, session } = play({ 1: long, 3: short }, tape, { defaults: { opposite: 'ignore' } });
    expect(open).toEqual(['#1 long 10']);
    expect(Object.fromEntries(session.denials)).toEqual({ 'opposite-trade-open': 1 });
  });

  it('stands beside them, when it hedges', () => {
    const { open, ends } = play({ 1: long, 3: short, 4: { ...exit, direction: 'long' } }, tape, {
      defaults: { opposite: 'hedge' },
    });
    expect(ends).toEqual(['#1 10 @ 106 signal +60']);
    expect(open).toEqual(['#2 short 10']);
  });

  it('counts for the caps only while it can be open: one goes, one comes', () => {
    const limits = [
      (_entry: unknown, state: { openTrades: number }) => (state.openTrades > 1 ? 'max-open-trades' : undefined),
    ];
    const { open, session } = play({ 1: long, 3: short }, tape, { defaults: { opposite: 'close' }, limits });
    expect(open).toEqual(['#2 short 10']);
    expect(session.denials.size).toBe(0);
  });
});

describe('changes', () => {
  it('move a stop and replace targets of an open trade', () => {
    const say = {
      1: { ...long, stop: 80, target: 150 },
      3: { kind: 'modify', stop: 95, targets: [{ at: 110, portion: 0.5 }, { at: 120 }] },
    } as const;
    const { orders, ends } = play(say, path(100, 100, 100, 110, 95));
    expect(ends).toEqual(['#1.1 5 @ 110 target +50', '#1 5 @ 95 stop -25']);
    expect(orders[1]).toBe('#1-t2 limit sell 0/10 150 canceled target replaced');
  });

  it('place a stop where there was none, and take one away', () => {
    expect(play({ 1: long, 3: { kind: 'modify', stop: { percent: 5 } } }, path(100, 100, 100, 95)).ends).toEqual([
      '#1 10 @ 95 stop -50',
    ]);
    expect(
      play(
        { 1: { ...long, stop: 95, trailing: { percent: 5 } }, 3: { kind: 'modify', stop: null } },
        path(100, 100, 100, 90),
      ).open,
    ).toEqual(['#1 long 10']);
  });

  it('of a trade that waits change its plan', () => {
    const say = {
      1: { ...long, type: 'limit', price: 99, stop: 80, target: 200 },
      2: { kind: 'modify', stop: 97, targets: [{ at: 105 }] },
    } as const;
    expect(play(say, path(100, 100, 99, 97)).ends).toEqual(['#1 10 @ 97 stop -20']);
  });

  it.each([
    ['a limit', { type: 'limit', price: 90 }, 99, '#1-e1 limit buy 10/10 90 filled'],
    ['a trigger', { type: 'stop', trigger: 200 }, 101, '#1-e1 stop buy 10/10 200 filled'],
    [
      'the limit of both',
      { type: 'stop-limit', trigger: 101, price: 50 },
      102,
      '#1-e1 stop-limit buy 10/10 101/50 filled',
    ],
  ] as const)('move %s of an entry that waits', (_name, order, entryPrice, expected) => {
    const { orders } = play(
      { 1: { ...long, ...order }, 2: { kind: 'modify', entryPrice } },
      path(100, 100, 99, 101, 101),
    );
    expect(orders).toEqual([expected]);
  });

  it('cancel what waits, of one trade or of all', () => {
    const wait = { ...long, type: 'limit', price: 90 } as const;
    expect(play({ 1: [wait, wait], 2: { kind: 'cancel', trade: '#1' } }, path(100, 100, 90, 90)).open).toEqual([
      '#2 long 10',
    ]);
    expect(play({ 1: [wait, wait], 2: { kind: 'cancel' } }, path(100, 100, 90, 90)).open).toEqual([]);
  });
});

describe('groups of entries', () => {
  it('leave one trade: the first that fills', () => {
    const group = 'breakout';
    const say = {
      1: [
        { ...long, type: 'stop', trigger: 105, stop: 100, group },
        { ...short, type: 'stop', trigger: 95, group },
      ],
    } as const;
    const { orders, open } = play(say, path(100, 100, 106, 94));
    expect(orders.slice(0, 2)).toEqual(['#1-e1 stop buy 10/10 105 filled', '#2-e1 stop sell 0/10 95 canceled oco']);
    expect(open).toEqual([]);
  });
});

describe('orders that lose a race', () => {
  it('an entry that fills after its trade was over is closed at the market', () => {
    const say = { 1: { ...long, type: 'limit', price: 100, quantity: 10 }, 3: exit } as const;
    const model = { participation: 1, latency: { order: 0, jitter: 0, cancel: 1800 } };
    const { ends, open, warnings } = play(say, path(101, [100, 4], [101, 1], [100, 20], 101, 102, 103), { model });
    expect(ends.reduce((sum, end) => sum + Number(end.split(' ')[1]), 0)).toBe(10);
    expect(open).toEqual([]);
    expect(warnings).toEqual(['trade #1 filled after it was over: the position is closed at the market']);
    const late = play(say, path(101, [100, 4], [101, 1], [101, 20], [100, 3], 102, 103), { model });
    expect(late.ends).toEqual(['#1 4 @ 101 signal +4', '#1.2 3 @ 102 signal +6']);
    expect(late.warnings).toEqual(['trade #1 filled after it was over: the position is closed at the market']);
  });

  it('an exit that fills beside another leaves no position behind', () => {
    const model = { latency: { order: 0, jitter: 0, cancel: 1800 } };
    const tape = quotes(
      [500, 100, 100],
      [1500, 100, 100],
      [2500, 110, 110],
      [3500, 90, 90],
      [4500, 91, 91],
      [5500, 92, 92],
    );
    const { ends, open, warnings } = play({ 1: { ...long, stop: 90, target: 110 } }, tape, {
      model,
      defaults: { opposite: 'hedge' },
    });
    expect(ends).toEqual(['#1 10 @ 110 target +100', '#1-l4 10 @ 91 signal -10']);
    expect(open).toEqual([]);
    expect(warnings).toEqual(['trade #1 had more taken off than it held: the position is closed at the market']);
  });

  it('an exit that is only to reduce does not, where one strategy has the market for itself', () => {
    const model = { latency: { order: 0, jitter: 0, cancel: 1800 } };
    const { ends, orders } = play({ 1: { ...long, stop: 90, target: 110 } }, path(100, 100, 110, 90, 90), {
      model,
      defaults: { opposite: 'close' },
    });
    expect(ends).toEqual(['#1 10 @ 110 target +100']);
    expect(orders[2]).toBe('#1-s3 stop sell 0/10 90 canceled reduce-only');
  });

  it('an opposite entry that fills before the exit it follows does not undo it', () => {
    const model = { latency: { order: 10, jitter: 1500, cancel: 0 } };
    for (const seed of ['1', '2', '3', '4', '5', '6']) {
      const { open, ends } = play(
        { 1: { ...long, stop: 90 }, 5: { ...short, stop: 120 } },
        path(100, 100, 100, 100, 100, 100, 100, 100, 100),
        { model, seed, defaults: { opposite: 'close' } },
      );
      expect(open).toEqual(['#2 short 10']);
      expect(ends).toEqual(['#1 10 @ 100 opposite +0']);
    }
  });
});

describe('what the venue does by itself', () => {
  it('shares funding among the trades by what they hold, long and short', () => {
    const funding = { rate: 0.01, every: 4000 };
    const { ends } = play(
      { 1: [long, { ...long, quantity: 20 }, { ...short, quantity: 5 }], 5: exit },
      path(100, 100, 100, 100, 100, 100),
      { model: { funding } },
    );
    // Which of three exits of one moment fills first is the venue's affair.
    expect(ends.toSorted()).toEqual(['#1 10 @ 100 signal -10', '#2 20 @ 100 signal -20', '#3 5 @ 100 signal +5']);
  });

  it('closes all trades of a market that is liquidated, with their share of its fee', () => {
    const markets = [{ id: 'test:A/USD', tape: path(100, 100, 94, 93), spec: { takerFee: 0.01 } }];
    const { ends, orders } = play(
      {
        1: [
          { ...long, quantity: 20, stop: 70 },
          { ...long, quantity: 60 },
        ],
      },
      path(100),
      { markets, balance: 1000 },
    );
    // Equity 920 after the fees, 440 at 94 and 360 at 93; half of the initial margin there is 376 and 372.
    expect(ends).toEqual(['#1 20 @ 93 liquidation -178.6', '#2 60 @ 93 liquidation -535.8']);
    expect(orders).toContain('#1-s2 stop sell 0/20 70 canceled liquidation');
  });
});

describe('what trades went through', () => {
  it('is told by the prices they could have been closed at, from their first fill to their end', () => {
    const tape = quotes(
      [500, 50, 150],
      [1500, 99, 101],
      [2500, 120, 130],
      [3500, 80, 90],
      [4500, 100, 102],
      [5500, 10, 500],
    );
    const { session } = play({ 1: [long, short], 4: exit }, tape);
    const range = session.tracker.closed.map(({ trade, highest, lowest }) => [trade.direction, highest, lowest]);
    expect(range.toSorted()).toEqual([
      ['long', 120, 80],
      ['short', 130, 90],
    ]);
  });
});

describe('caps', () => {
  const one = [riskLimits.maxOpenTrades(1), riskLimits.maxOpenTradesPerMarket(1)];

  it('hold for an entry that is moved: it stays where it was, and fills there', () => {
    const say = { 1: { ...long, type: 'limit', price: 90 }, 2: { kind: 'modify', entryPrice: 95 } } as const;
    const told: OrderNotice[] = [];
    const { orders, session } = play(say, path(100, 100, 95, 90), {
      limits: [riskLimits.maxNotional(900)],
      onOrder: (_purpose, _state, notice) => void told.push(notice),
    });
    expect(orders).toEqual(['#1-e1 limit buy 10/10 90 filled']);
    expect([...session.denials]).toEqual([['max-notional', 1]]);
    expect(told.map(({ state, price, reason }) => [state, price, reason])).toEqual([
      ['open', 90, undefined],
      ['not-moved', 90, 'max-notional'],
      ['filled', 90, undefined],
    ]);
    expect(told[1]).toMatchObject({ order: told[0]!.order, trade: told[0]!.trade, purpose: 'entry', quantity: 10 });
  });

  it('of a venue hold as well: the strategy is told where its entry stands and why, of which a part may have filled', () => {
    const say = { 1: { ...long, type: 'limit', price: 90 } } as const;
    const told: OrderNotice[] = [];
    play(say, path(100, 100, [89, 4]), {
      model: partial,
      onEvent: (event, { bus }) => {
        if (event.kind !== 'order-report' || event.report.kind !== 'fill') return;
        const { orderId, time } = event.report;
        for (const request of ['cancel', 'amend'] as const)
          bus.publish({ kind: 'venue-report', report: { kind: 'refused', orderId, time, request, reason: 'band' } });
      },
      onOrder: (_purpose, _state, notice) => void told.push(notice),
    });
    expect(told.map(({ state, quantity, price, reason }) => [state, quantity, price, reason])).toEqual([
      ['open', 10, 90, undefined],
      ['partially-filled', 4, 89, undefined],
      ['not-moved', 10, 90, 'band'],
    ]);
  });

  it('let netting pass that leaves no more trades than before', () => {
    const say = { 1: long, 3: { ...short, quantity: 4 }, 4: { ...short, quantity: 9 } };
    const { open, ends, session } = play(say, path(100, 100, 100, 100, 100, 100), {
      defaults: { opposite: 'reduce' },
      limits: one,
    });
    expect(ends.map((end) => end.split(' ').slice(0, 2).join(' '))).toEqual(['#1.1 4', '#1 6']);
    expect(open).toEqual(['#3 short 3']);
    expect(session.denials.size).toBe(0);
  });

  it('hold for waiting entries that were to net, when what they were to net is gone', () => {
    const limits = [riskLimits.maxNotional(1000), ...one];
    const net = { ...short, type: 'limit', price: 105 } as const;
    // 1 050 to open: it may only net, and there is nothing left to net.
    const gone = play({ 1: { ...long, stop: 95 }, 3: net }, path(100, 100, 100, 95, 105, 105), {
      defaults: { opposite: 'reduce' },
      limits,
    });
    expect(gone.orders.at(-1)).toBe('#2-e1 limit sell 0/10 105 canceled reduce-only');
    expect(gone.open).toEqual([]);
    const some = play(
      { 1: { ...long, targets: [{ at: 104, portion: 0.6 }] }, 3: net },
      path(100, 100, 100, 104, 105, 105),
      { defaults: { opposite: 'reduce' }, limits },
    );
    expect(some.ends).toEqual(['#1.1 6 @ 104 target +24', '#1 4 @ 105 opposite +20']);
    expect(some.open).toEqual([]);
  });

  it('let one of several waiting entries net or open, and the others only net', () => {
    const net = { ...short, type: 'limit', price: 105 } as const;
    const say = { 1: { ...long, stop: 95 }, 3: [net, net] };
    const options = { defaults: { opposite: 'reduce' }, limits: one } as const;
    const nets = play(say, path(100, 100, 100, 105, 105), options);
    expect(nets.ends).toEqual(['#1 10 @ 105 opposite +50']);
    expect(nets.open).toEqual([]);
    expect(nets.orders.at(-1)).toBe('#3-e1 limit sell 0/10 105 canceled reduce-only');
    expect(play(say, path(100, 100, 100, 95, 105, 105), options).open).toEqual(['#2 short 10']);
  });

  it('hold for an entry by a fraction that was to net, at what it nets when it fills', () => {
    const net = { kind: 'enter', direction: 'short', type: 'limit', price: 105, fraction: 0.25 } as const;
    const limits = [riskLimits.maxNotional(2000)];
    const options = { defaults: { opposite: 'reduce' }, limits, leverage: 1 } as const;
    const say = { 1: { ...long, quantity: 20, stop: 95 }, 3: net };
    // A quarter of 8 000 are 19 lots when it is placed, one of 9 900 are 23 when it fills: 19 may be opened.
    expect(play(say, path(100, 100, 100, 105), options).ends).toEqual(['#1.1 19 @ 105 opposite +95']);
    expect(play(say, path(100, 100, 100, 95, 105), options).open).toEqual(['#2 short 19']);
  });

  it('count a reversal by the funds that it will have: the first trade frees its own', () => {
    const part = (direction: 'long' | 'short'): EnterSignal => ({ kind: 'enter', direction, fraction: 0.9 });
    const reverse = { 1: part('long'), 3: part('short') };
    const run = (most: number): Script =>
      play(reverse, path(100, 100, 100, 100, 100), {
        leverage: 1,
        defaults: { opposite: 'close' },
        limits: [riskLimits.maxNotional(most)],
      });
    expect(run(9000).open).toEqual(['#2 short 90']);
    // Entered at 9 000 as well, the reversal is of 9 900 after a gain.
    const gain = play(reverse, path(100, 100, 110, 110, 110), {
      leverage: 1,
      defaults: { opposite: 'close' },
      limits: [riskLimits.maxNotional(9500)],
    });
    expect(gain.open).toEqual([]);
    expect([...gain.session.denials]).toEqual([['max-notional', 1]]);
  });

  it('hold for an entry by a fraction when funds were freed before it fills', () => {
    const say = {
      1: { ...long, quantity: 9, target: 110 },
      3: { kind: 'enter', direction: 'long', type: 'limit', price: 99, fraction: 0.99 },
    } as const;
    const limits = [riskLimits.maxNotional(900), riskLimits.maxQuantity(20)];
    const { open } = play(say, path(100, 100, 100, 120, 99), { leverage: 1, balance: 1000, limits });
    expect(open).toEqual(['#2 long 9']);
  });

  it('leave an entry by a fraction nothing where one lot has become too dear', () => {
    const say = {
      1: { ...long, quantity: 8, target: 110 },
      2: { kind: 'enter', direction: 'long', type: 'stop', trigger: 120, fraction: 0.99 },
    } as const;
    const limits = [riskLimits.maxNotional(1000)];
    const { orders } = play(say, path(100, 100, 110, 1040), { leverage: 1, balance: 1000, limits });
    expect(orders.at(-1)).toBe('#2-e1 stop buy 0/1 120 canceled max-notional');
  });

  it('on the loss of a day take waiting entries back when it is realised', () => {
    const say = {
      1: [
        { ...long, stop: 90 },
        { ...long, type: 'limit', price: 80 },
      ] as const,
      5: short,
    };
    const { orders, session, warnings } = play(say, path(100, 100, 90, 90, 90, 90, 80), {
      dayCaps: [dayCaps.maxDailyLoss(100)],
    });
    expect(orders.slice(0, 2)).toEqual([
      '#1-e1 market buy 10/10 filled',
      '#2-e1 limit buy 0/10 80 canceled daily-loss',
    ]);
    expect([...session.denials]).toEqual([['daily-loss', 1]]);
    expect(warnings).toEqual([
      'the day has lost what it may: no new trades before 00:00 UTC; 1 waiting entry taken back',
    ]);
  });

  it('on the loss of a day count what is not realised, and leave open trades and their stops alone', () => {
    const say = {
      1: [
        { ...long, stop: 50 },
        { ...long, type: 'limit', price: 60 },
      ] as const,
    };
    const tape = prints([500, 100, 99], [1500, 100, 99], [59_000, 90, 99], [61_000, 91, 99], [62_000, 60, 99]);
    const { orders, open } = play(say, tape, { dayCaps: [dayCaps.maxDailyLossPercent(1)] });
    expect(orders).toEqual([
      '#1-e1 market buy 10/10 filled',
      '#2-e1 limit buy 0/10 60 canceled daily-loss',
      '#1-s2 stop sell 0/10 50 open',
    ]);
    expect(open).toEqual(['#1 long 10']);
  });

  it('on the loss of a day end with it', () => {
    const day = 86_400_000;
    const at = (hours: number): number => hours * 3_600_000;
    const say = {
      1: { ...long, stop: 80 },
      [at(2) / 1000]: long,
      [at(25) / 1000]: long,
    };
    const tape = prints([500, 100, 99], [1500, 100, 99], [at(1), 80, 99], [at(23), 80, 99], [day + at(2), 80, 99]);
    const { open, session } = play(say, tape, { dayCaps: [dayCaps.maxDailyLoss(200)] });
    expect([...session.denials]).toEqual([['daily-loss', 1]]);
    expect(open).toEqual(['#3 long 10']);
  });
});
