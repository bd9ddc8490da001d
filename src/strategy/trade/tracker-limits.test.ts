import { describe, expect, it } from 'vitest';
import { quotes } from '../../../test/support/tape.ts';
import type { EnterSignal, ModifySignal } from '../../market/signal.ts';
import { path, play, long, short, exit } from '../../../test/support/tracker-play.ts';

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

  it.each(['close', 'ignore', 'reduce', 'hedge'] as const)(
    'spares those that wait in its own group: %s',
    (opposite) => {
      const up = { ...long, type: 'stop', trigger: 104, group: 'g' } as const;
      const down = { ...short, type: 'stop', trigger: 96, group: 'g' } as const;
      const { orders, open, session } = play({ 1: [up, down] }, tape, { defaults: { opposite } });
      expect(orders).toEqual(['#1-e1 stop buy 10/10 104 filled', '#2-e1 stop sell 0/10 96 canceled oco']);
      expect(open).toEqual(['#1 long 10']);
      expect(session.denials.size).toBe(0);
    },
  );

  it('closes what is open of its own group, and takes back what waits in another', () => {
    const waiting = { ...long, type: 'limit', price: 90, group: 'other' } as const;
    const say = { 1: [{ ...long, group: 'g' }, waiting], 3: { ...short, group: 'g' } } as const;
    const { ends, orders, open } = play(say, tape, { defaults: { opposite: 'close' } });
    expect(ends).toEqual(['#1 10 @ 105 opposite +50']);
    expect(orders[1]).toBe('#2-e1 limit buy 0/10 90 canceled trade is being left');
    expect(open).toEqual(['#3 short 10']);
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

  it.each<[what: string, entry: EnterSignal, change: Omit<ModifySignal, 'kind'>, fault: string]>([
    ['a stop of a long', long, { stop: { percent: 100 } }, 'stop.percent of a long must be below 100, was 100'],
    [
      'a stop of a long that waits',
      { ...long, type: 'limit', price: 50 },
      { trade: '#1', stop: { percent: 250 } },
      'stop.percent of a long must be below 100, was 250',
    ],
    [
      'a target of a short',
      short,
      { targets: [{ at: { percent: 100 } }] },
      'targets[0].at.percent of a short must be below 100, was 100',
    ],
  ])('to %s that lies at no price are refused, as with an entry', (_what, entry, change, fault) => {
    expect(() => play({ 1: entry, 3: { kind: 'modify', ...change } }, path(100, 100, 100, 100))).toThrow(fault);
  });

  it('to levels that far on the other side are taken', () => {
    const said = { kind: 'modify', stop: { percent: 100 }, targets: [{ at: { percent: 50 } }] } as const;
    const { orders } = play({ 1: short, 3: said }, path(100, 100, 100, 100));
    expect(orders.slice(1)).toEqual(['#1-s2 stop buy 0/10 200 open', '#1-t3 limit buy 0/10 50 open']);
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
    const range = session.tracker.closed.map(({ trade, highest, lowest }) => [trade.sign, highest, lowest]);
    expect(range).toEqual([
      [-1, 130, 90],
      [1, 120, 80],
    ]);
  });
});
