import { describe, expect, it } from 'vitest';
import { dayCaps, riskLimits } from '../../trader/risk/index.ts';
import { prints } from '../../../test/support/tape.ts';
import { type Script } from '../../../test/support/trade-script.ts';
import type { EnterSignal } from '../../market/signal.ts';
import type { OrderNotice } from '../strategy.ts';
import { path, play, long, short } from '../../../test/support/tracker-play.ts';

const partial = { participation: 1 };

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

  it.each([0, 400])(
    'of a market hold for an entry that is moved, %i ms away: the last price that it took holds',
    (order) => {
      const say = {
        1: { ...long, type: 'limit', price: 95 },
        2: [
          { kind: 'modify', entryPrice: 94 },
          { kind: 'modify', entryPrice: 70 },
        ],
      } as const;
      const told: OrderNotice[] = [];
      const tape = path(100, 100, 100, 95, 93);
      const { session } = play(say, tape, {
        markets: [{ id: 'test:A/USD', tape, spec: { filters: { priceBand: 0.1 } } }],
        model: { latency: { order, jitter: 0, cancel: 0 } },
        onOrder: (_purpose, _state, notice) => void told.push(notice),
      });
      expect([...session.denials]).toEqual([['price-band', 1]]);
      expect(told.map(({ state, price, reason }) => [state, price, reason])).toEqual([
        ['open', 95, undefined],
        ['not-moved', 94, 'price-band'],
        ['filled', 93, undefined],
      ]);
    },
  );

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
