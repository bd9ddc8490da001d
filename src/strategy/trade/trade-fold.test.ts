import { describe, expect, it } from 'vitest';
import { anInstrument } from '../../../test/support/tick-run.ts';
import { Bus } from '../../bus/bus.ts';
import { SimulatedClock } from '../../bus/clock.ts';
import { Valuer } from '../../market/money.ts';
import type { OrderChange } from '../../market/order-change.ts';
import type { Order, OrderPurpose, OrderReport } from '../../market/order.ts';
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
  /** Cancels and changes that reached the venue. */
  readonly asked: string[];
  /** Lets time pass, ms. */
  readonly wait: (time: number) => void;
  readonly desk: OrderDesk;
  /** Prices and lots that orders of a purpose have in force, while they live: `s1-s2 10 @ 90`. */
  readonly live: (purpose: OrderPurpose) => string[];
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
  bus.on('entry-move', ({ orderId, change, time }) => bus.publish({ kind: 'amend', orderId, change, time }));
  const asked: string[] = [];
  const venue = {
    takesFractions: true,
    confirmsChanges: true,
    submit: () => undefined,
    cancel: (id: string) => void asked.push(`cancel ${id}`),
    amend: (id: string, change: OrderChange) => void asked.push(`amend ${id} ${JSON.stringify(change)}`),
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
    desk,
    wait: (time) => {
      const end = clock.now() + time;
      while (clock.nextTimer <= end) {
        clock.advanceTo(clock.nextTimer);
        clock.fireDue();
      }
      clock.advanceTo(end);
    },
    live: (purpose) =>
      [...desk.orders.values()]
        .filter((order) => order.isLive && order.request.purpose === purpose)
        .map(({ request, lots, limit, trigger }) => `${request.id} ${lots} @ ${trigger ?? limit}`),
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
    word({ kind: 'absent', orderId: 's1-e1', clientOrderId: 'x-s1-e1-0', time: 2, reason: 'fence passed' });
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

describe('a venue that does not obey', () => {
  const refused = (orderId: string, request: 'cancel' | 'amend'): OrderReport => ({
    kind: 'refused',
    orderId,
    time: 2,
    request,
    reason: 'busy',
  });

  it('is asked again to cancel an entry, ever more seldom, until it is gone', () => {
    const { say, word, asked, wait, gone } = aRig();
    say(long);
    say({ kind: 'cancel' });
    word(refused('s1-e1', 'cancel'));
    wait(999);
    expect(asked).toHaveLength(1);
    wait(1);
    expect(asked).toEqual(['cancel s1-e1', 'cancel s1-e1']);
    word(refused('s1-e1', 'cancel'));
    wait(1999);
    expect(asked).toHaveLength(2);
    wait(1);
    expect(asked).toHaveLength(3);
    gone('s1-e1');
    wait(100_000);
    expect(asked).toHaveLength(3);
  });

  it('is asked again to cancel an exit whose trade is over', () => {
    const { say, fill, word, asked, wait, gone } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    word(refused('s1-s3', 'cancel'));
    wait(1000);
    expect(asked).toEqual(['cancel s1-s3', 'cancel s1-s3']);
    gone('s1-s3');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('has one stop: that which would not go is moved when there is to be one again', () => {
    const { say, fill, word, asked, wait, live, tracker } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'modify', stop: null });
    word(refused('s1-s2', 'cancel'));
    say({ kind: 'modify', stop: 95 });
    word({ kind: 'amended', orderId: 's1-s2', time: 3 });
    expect(live('stop')).toEqual(['s1-s2 10 @ 95']);
    expect(tracker.openOn(0)[0]!.stop).toBe(95);
    wait(100_000);
    expect(asked).toEqual(['cancel s1-s2', 'amend s1-s2 {"trigger":95}']);
  });

  it('has one stop: the next waits until one that follows the price, or whose cancel is on its way, is gone', () => {
    for (const isAskedAgain of [false, true]) {
      const { say, fill, word, wait, live, gone } = aRig();
      const protection = isAskedAgain ? { stop: 90 } : { stop: 90, trailing: { percent: 20 } };
      say({ ...long, ...protection });
      fill('s1-e1', 10, 100);
      say({ kind: 'modify', stop: null });
      word(refused('s1-s2', 'cancel'));
      if (isAskedAgain) wait(1000);
      say({ kind: 'modify', stop: 95 });
      expect(live('stop')).toEqual(['s1-s2 10 @ 90']);
      gone('s1-s2');
      expect(live('stop')).toEqual(['s1-s3 10 @ 95']);
    }
  });

  it('is asked again to change an order, which stands as it did until then', () => {
    const { say, fill, word, asked, wait, live, tracker } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }, { at: 120 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(refused('s1-s4', 'amend'));
    expect(live('stop')).toEqual(['s1-s4 10 @ 90']);
    say({ kind: 'modify', stop: 97 });
    word(refused('s1-s4', 'amend'));
    expect(tracker.openOn(0)[0]!.stop).toBe(90);
    asked.length = 0;
    wait(1000);
    expect(asked).toEqual(['amend s1-s4 {"trigger":97,"lots":5}']);
    word({ kind: 'amended', orderId: 's1-s4', time: 3 });
    expect(live('stop')).toEqual(['s1-s4 5 @ 97']);
    expect(tracker.openOn(0)[0]!.stop).toBe(97);
  });

  it('has the lots that its stop sells too many left at once', () => {
    const { say, fill, word, live, tracker } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(refused('s1-s3', 'amend'));
    fill('s1-s3', 10, 90);
    expect(tracker.openOn(0).map(({ direction, lots }) => [direction, lots])).toEqual([['short', 5]]);
    expect(live('exit')).toEqual(['s1-l4-x1 5 @ undefined']);
  });
});

describe('a venue that does not answer', () => {
  const doubt = (orderId: string, request: 'cancel' | 'amend'): OrderReport => ({
    kind: 'unknown',
    orderId,
    time: 2,
    request,
  });

  it('is asked again to cancel an entry, ever more seldom, until it is gone', () => {
    const { say, word, asked, wait, gone } = aRig();
    say(long);
    say({ kind: 'cancel' });
    word(doubt('s1-e1', 'cancel'));
    wait(999);
    expect(asked).toEqual(['cancel s1-e1']);
    wait(1);
    expect(asked).toEqual(['cancel s1-e1', 'cancel s1-e1']);
    word(doubt('s1-e1', 'cancel'));
    wait(1999);
    expect(asked).toHaveLength(2);
    wait(1);
    expect(asked).toHaveLength(3);
    gone('s1-e1');
    wait(100_000);
    expect(asked).toHaveLength(3);
  });

  it('is asked again to cancel an exit whose trade is over, once however often it says that it does not know', () => {
    const { say, fill, word, asked, wait, gone } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 10, 110);
    word(doubt('s1-s3', 'cancel'));
    word({ kind: 'refused', orderId: 's1-s3', time: 2, request: 'cancel', reason: 'busy' });
    wait(4000);
    expect(asked).toEqual(['cancel s1-s3', 'cancel s1-s3']);
    gone('s1-s3');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('has no trade wait for a stop that may be gone: the next one is placed', () => {
    const { say, fill, word, live } = aRig();
    say({ ...long, stop: 90 });
    fill('s1-e1', 10, 100);
    say({ kind: 'modify', stop: null });
    word(doubt('s1-s2', 'cancel'));
    say({ kind: 'modify', stop: 95 });
    expect(live('stop')).toEqual(['s1-s2 10 @ 90', 's1-s3 10 @ 95']);
  });

  it('is asked again to change an order to what it is to be by then, once however often it does not know', () => {
    const { say, fill, word, asked, wait, live } = aRig();
    say({ ...long, stop: 90, targets: [{ at: 110, portion: 0.5 }, { at: 120 }] });
    fill('s1-e1', 10, 100);
    fill('s1-t2', 5, 110);
    word(doubt('s1-s4', 'amend'));
    say({ kind: 'modify', stop: 97 });
    word(doubt('s1-s4', 'amend'));
    asked.length = 0;
    wait(4000);
    expect(asked).toEqual(['amend s1-s4 {"trigger":97,"lots":5}']);
    word({ kind: 'amended', orderId: 's1-s4', time: 3 });
    expect(live('stop')).toEqual(['s1-s4 5 @ 97']);
    wait(100_000);
    expect(asked).toHaveLength(1);
  });

  it('is asked again to move an entry to where it is wanted by then, while it waits and is to stay', () => {
    const { say, word, asked, wait, live, gone } = aRig();
    say(long);
    say({ kind: 'modify', entryPrice: 95 });
    word(doubt('s1-e1', 'amend'));
    say({ kind: 'modify', entryPrice: 96 });
    word(doubt('s1-e1', 'amend'));
    asked.length = 0;
    wait(4000);
    expect(asked).toEqual(['amend s1-e1 {"limit":96}']);
    word({ kind: 'amended', orderId: 's1-e1', time: 3 });
    expect(live('entry')).toEqual(['s1-e1 10 @ 96']);
    say({ kind: 'modify', entryPrice: 97 });
    word(doubt('s1-e1', 'amend'));
    gone('s1-e1');
    wait(100_000);
    expect(asked).toHaveLength(2);
  });

  it('is not asked again for a price of an entry that it refused or confirmed after all', () => {
    const answers: OrderReport[] = [
      { kind: 'amended', orderId: 's1-e1', time: 2 },
      { kind: 'refused', orderId: 's1-e1', time: 2, request: 'amend', reason: 'late' },
    ];
    for (const answer of answers) {
      const { say, word, asked, wait } = aRig();
      say(long);
      say({ kind: 'modify', entryPrice: 95 });
      word(doubt('s1-e1', 'amend'));
      word(answer);
      wait(100_000);
      expect(asked).toHaveLength(1);
    }
  });
});

describe('exits that the trading state keeps back', () => {
  it('go out when it rises, where they are due: what was to be left, and targets', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, stop: 90, target: 110 });
    desk.setState('cancel-only');
    fill('s1-e1', 10, 100);
    expect([live('target'), live('stop')]).toEqual([[], ['s1-s3 10 @ 90']]);
    tracker.closeTrades('s1', undefined);
    expect(live('exit')).toEqual([]);
    expect(tracker.openOn(0)).toMatchObject([{ leaving: undefined, isCounted: true }]);
    desk.setState('reducing');
    tracker.resume();
    expect(live('exit')).toEqual(['s1-x6 10 @ undefined']);
    expect(live('target')).toEqual(['s1-t5 10 @ 110']);
    expect(tracker.openOn(0)).toMatchObject([{ leaving: 'user', isCounted: false }]);
    fill('s1-x6', 10, 100);
    expect(tracker.tradesOf('t')).toEqual([]);
  });

  it('are not done twice', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, stop: 90, target: 110 });
    fill('s1-e1', 10, 100);
    tracker.resume();
    expect([live('target'), live('stop'), live('exit')]).toEqual([['s1-t2 10 @ 110'], ['s1-s3 10 @ 90'], []]);
    desk.setState('halted');
    tracker.closeTrades('s1', undefined);
    tracker.closeTrades('s1', undefined);
    desk.setState('active');
    tracker.resume();
    tracker.resume();
    expect(live('exit')).toHaveLength(1);
  });

  it('go out when it rises where they never reached the venue before it fell', () => {
    const { say, fill, desk, tracker, live, word } = aRig();
    say({ ...long, target: 110 });
    fill('s1-e1', 10, 100);
    say({ kind: 'exit' });
    for (const orderId of ['s1-t2', 's1-x3']) word({ kind: 'unknown', orderId, time: 1, request: 'submit' });
    desk.setState('halted');
    for (const orderId of ['s1-t2', 's1-x3'])
      word({ kind: 'absent', orderId, clientOrderId: `x-${orderId}-0`, time: 1, reason: 'fence passed' });
    expect([live('target'), live('exit')]).toEqual([[], []]);
    desk.setState('active');
    tracker.resume();
    expect([live('target'), live('exit')]).toEqual([['s1-t4 10 @ 110'], ['s1-x5 10 @ undefined']]);
  });

  it('go out when it rises at their part and price: parts add up, and never to more than there is', () => {
    const { say, fill, desk, tracker, orders, live } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    say({ kind: 'exit', portion: 0.4 });
    expect(live('exit')).toEqual([]);
    desk.setState('cancel-only');
    tracker.resume();
    expect(live('exit')).toEqual([]);
    desk.setState('active');
    tracker.resume();
    tracker.resume();
    expect(live('exit').map((each) => each.split(' ')[1])).toEqual(['4', '4', '2']);
    expect(orders().filter((each) => each.includes('pending'))).toHaveLength(3);
  });

  it('go out at their limit, the last one that was asked for', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110 });
    say({ kind: 'exit', type: 'limit', price: 120, portion: 0.5 });
    say({ kind: 'exit', portion: 0.7 });
    say({ kind: 'exit', type: 'limit', price: 130, portion: 0.5 });
    desk.setState('reducing');
    tracker.resume();
    expect(live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['7 @ undefined', '3 @ 130']);
  });

  it('are bounded by what is left when it rises, and are moot where the whole trade is due', () => {
    const { say, fill, desk, tracker, live } = aRig();
    say({ ...long, target: 105 });
    fill('s1-e1', 10, 100);
    desk.setState('halted');
    say({ kind: 'exit', portion: 0.5 });
    say({ kind: 'exit', type: 'limit', price: 110 });
    fill('s1-t2', 7, 105);
    desk.setState('active');
    tracker.resume();
    expect(live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['3 @ undefined']);
    const whole = aRig();
    whole.say(long);
    whole.fill('s1-e1', 10, 100);
    whole.desk.setState('halted');
    whole.say({ kind: 'exit', portion: 0.5 });
    whole.say({ kind: 'exit' });
    whole.say({ kind: 'exit', type: 'limit', price: 110 });
    whole.desk.setState('active');
    whole.tracker.resume();
    expect(whole.live('exit').map((each) => each.replace(/^\S+ /, ''))).toEqual(['10 @ undefined']);
    expect(whole.tracker.openOn(0)).toMatchObject([{ leaving: 'signal', isCounted: false }]);
  });

  it('are not due any more where another took their place, or their time is over', () => {
    const { say, fill, desk, tracker, live, wait, asked, gone } = aRig();
    say(long);
    fill('s1-e1', 10, 100);
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    expect(live('exit')).toEqual(['s1-x2 5 @ 110']);
    gone('s1-x2');
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    wait(400);
    desk.setState('active');
    tracker.resume();
    expect(live('exit')).toEqual(['s1-x4 5 @ 110']);
    wait(600);
    expect(asked).toEqual(['cancel s1-x4']);
    gone('s1-x4');
    desk.setState('halted');
    say({ kind: 'exit', type: 'limit', price: 110, portion: 0.5, timeout: 1000 });
    wait(1000);
    desk.setState('active');
    tracker.resume();
    expect(live('exit')).toEqual([]);
  });
});
