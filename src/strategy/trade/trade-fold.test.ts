import { describe, expect, it } from 'vitest';
import { anInstrument } from '../../../test/support/tick-run.ts';
import { Bus } from '../../bus/bus.ts';
import { SimulatedClock } from '../../bus/clock.ts';
import { Valuer } from '../../market/money.ts';
import type { Order, OrderReport } from '../../market/order.ts';
import type { EnterSignal, Signal } from '../../market/signal.ts';
import { noJournal } from '../../trader/journal.ts';
import { OrderDesk } from '../../trader/order-desk.ts';
import { Tracker } from './tracker.ts';

interface Rig {
  readonly tracker: Tracker;
  readonly say: (signal: Signal) => void;
  readonly fill: (orderId: string, lots: number, price: number) => void;
  readonly gone: (orderId: string) => void;
  readonly word: (report: OrderReport) => void;
  /** Each order as it is wanted: `s1-x2 sell 4 market pending 0`. */
  readonly orders: () => string[];
  readonly ends: () => string[];
  readonly warnings: string[];
  /** Cancels that reached the venue. */
  readonly asked: string[];
}

/** A tracker and a desk, and a venue whose words the test says. */
function aRig(): Rig {
  const bus = new Bus();
  const clock = new SimulatedClock(0);
  const instrument = anInstrument('test:A/USD');
  const market = { instrument, valuer: new Valuer(instrument), last: 100, reduceOnly: true };
  const counter = { tradeBegan: () => undefined, tradeEnded: () => undefined };
  const defaults = { opposite: 'hedge', direction: 'both' } as const;
  bus.on('raw-order', ({ order }) => bus.publish({ kind: 'order', order: { ...order, lots: order.lots ?? 1 } }));
  const asked: string[] = [];
  const venue = {
    takesFractions: true,
    confirmsChanges: true,
    submit: () => undefined,
    cancel: (id: string) => void asked.push(`cancel ${id}`),
    amend: () => undefined,
  };
  const desk = new OrderDesk({ bus, clock, venue, journal: noJournal, instance: 'x' });
  const tracker = new Tracker({ bus, clock, markets: [market], defaults, counter });
  const warnings: string[] = [];
  bus.on('status', ({ message }) => void warnings.push(message));
  let signals = 0;
  let fills = 0;
  const text = ({ request, wanted, state, filledLots }: Order): string =>
    [request.id, request.side, wanted.lots, request.type, state, filledLots].join(' ');
  return {
    tracker,
    warnings,
    asked,
    say: (signal) => {
      const id = `s${++signals}`;
      const common = { traderId: 't', market: 0, instrument: instrument.id, time: 0, price: 100 };
      bus.publish({ kind: 'signal', id, ...common, signal });
    },
    fill: (orderId, lots, price) => {
      const { request } = desk.orders.get(orderId)!;
      const how = { fee: 0n, maker: false, raised: false, orderLots: request.lots, time: 1 };
      const report = { kind: 'fill', fillId: `f${++fills}`, orderId, lots, price, ...how } as const;
      bus.publish({ kind: 'venue-report', report });
    },
    gone: (orderId) =>
      bus.publish({
        kind: 'venue-report',
        report: { kind: 'canceled', orderId, time: 1, reason: 'word of the venue' },
      }),
    word: (report) => bus.publish({ kind: 'venue-report', report }),
    orders: () => [...desk.orders.values()].map(text),
    ends: () =>
      tracker.closed.map(({ id, lots, exitPrice, reason, profit }) =>
        [id, lots, exitPrice, reason, Number(profit) / 1e12].join(' '),
      ),
  };
}

const long: EnterSignal = { kind: 'enter', direction: 'long', type: 'limit', price: 100, quantity: 10 };

describe('a fill after the venue had confirmed the cancel (F6)', () => {
  it('of an entry grows its trade while that is open, and the stop with it', () => {
    const { say, fill, gone, orders, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 4, 100);
    gone('s1-e1');
    fill('s1-e1', 3, 100);
    expect(tracker.openOn(0).map(({ id, lots }) => [id, lots])).toEqual([['s1', 7]]);
    expect(orders()).toEqual(['s1-e1 buy 10 limit canceled 7', 's1-s2 sell 7 stop pending 0']);
  });

  it('of an entry whose trade never was makes a position that is left at once', () => {
    const { say, fill, gone, orders, ends, tracker, warnings } = aRig();
    say(long);
    gone('s1-e1');
    expect(tracker.tradesOf('t')).toEqual([]);
    fill('s1-e1', 3, 100);
    expect(orders()).toEqual(['s1-e1 buy 10 limit canceled 3', 's1-e1-l1-x1 sell 3 market pending 0']);
    fill('s1-e1-l1-x1', 3, 98);
    expect(ends()).toEqual(['s1-e1-l1 3 98 signal -6']);
    expect(tracker.tradesOf('t')).toEqual([]);
    expect(warnings).toEqual(['trade s1 filled after it was over: the position is closed at the market']);
  });

  it('of an exit takes its lots off the trade, and what stands for it is fitted', () => {
    const { say, fill, gone, orders, ends, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110 });
    gone('s1-x3');
    fill('s1-x3', 4, 110);
    expect(ends()).toEqual(['s1.1 4 110 signal 40']);
    expect(tracker.openOn(0).map(({ lots }) => lots)).toEqual([6]);
    expect(orders().slice(1)).toEqual(['s1-s2 sell 6 stop pending 0', 's1-x3 sell 10 limit canceled 4']);
  });

  it('of an exit whose trade is over makes a position that is left at once', () => {
    const { say, fill, gone, orders, ends, tracker } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    gone('s1-s3');
    fill('s1-s3', 4, 90);
    expect(orders().at(-1)).toBe('s1-s3-l1-x1 buy 4 market pending 0');
    fill('s1-s3-l1-x1', 4, 91);
    expect(ends()).toEqual(['s1 10 110 target 100', 's1-s3-l1 4 91 signal -4']);
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('of an exit that is more than its trade holds does both', () => {
    const { say, fill, gone, ends, orders } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110 });
    gone('s1-x2');
    say({ kind: 'exit', portion: 0.8 });
    fill('s1-x3', 8, 105);
    fill('s1-x2', 5, 110);
    expect(ends()).toEqual(['s1.1 8 105 signal 40', 's1 2 110 signal 20']);
    expect(orders().at(-1)).toBe('s1-l4-x1 buy 3 market pending 0');
  });
});

describe('words of a venue that end nothing', () => {
  it('leave the trade as it is', () => {
    const { say, word, tracker, orders } = aRig();
    say(long);
    word({ kind: 'unknown', orderId: 's1-e1', time: 1, request: 'submit' });
    word({ kind: 'amended', orderId: 's1-e1', time: 1 });
    expect(tracker.tradesOf('t').map(({ state }) => state)).toEqual(['pending']);
    expect(orders()).toEqual(['s1-e1 buy 10 limit unknown 0']);
    word({ kind: 'absent', orderId: 's1-e1', time: 2, reason: 'fence passed' });
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('such as a refused cancel of an entry let it be taken back again', () => {
    const { say, word, asked } = aRig();
    say(long);
    say({ kind: 'cancel' });
    say({ kind: 'cancel' });
    expect(asked).toEqual(['cancel s1-e1']);
    word({ kind: 'refused', orderId: 's1-e1', time: 1, request: 'cancel', reason: 'busy' });
    say({ kind: 'cancel' });
    expect(asked).toEqual(['cancel s1-e1', 'cancel s1-e1']);
  });
});
