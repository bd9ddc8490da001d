import { describe, expect, it } from 'vitest';
import { sizedOrder } from '../../test/support/raw-order.ts';
import { Bus } from '../bus/bus.ts';
import { SimulatedClock } from '../bus/clock.ts';
import type { DeniedEvent } from '../market/event.ts';
import type { OrderReport, OrderRequest } from '../market/order.ts';
import { clientOrderId } from './client-order-id.ts';
import type { JournalEntry } from './journal.ts';
import { OrderDesk } from './order-desk.ts';

interface Desk {
  readonly bus: Bus;
  readonly desk: OrderDesk;
  /** What was written down and what was sent, in order. */
  readonly calls: string[];
  readonly sent: OrderRequest[];
  readonly reports: OrderReport[];
  readonly denied: DeniedEvent[];
  readonly say: (report: OrderReport) => void;
}

function aDesk(options: { failingJournal?: boolean } = {}): Desk {
  const bus = new Bus();
  const calls: string[] = [];
  const sent: OrderRequest[] = [];
  const reports: OrderReport[] = [];
  const denied: DeniedEvent[] = [];
  const venue = {
    takesFractions: true,
    confirmsChanges: true,
    submit: (request: OrderRequest) => {
      calls.push(`send ${request.id}`);
      sent.push(request);
    },
    cancel: (id: string) => void calls.push(`cancel ${id}`),
    amend: (id: string) => void calls.push(`amend ${id}`),
  };
  const journal = {
    append: (entry: JournalEntry) => {
      if (options.failingJournal === true) throw new Error('disk full');
      const id =
        entry.kind === 'intent' ? entry.request.id : entry.kind === 'report' ? entry.report.orderId : entry.orderId;
      calls.push(`journal ${entry.kind} ${id}`);
    },
  };
  const desk = new OrderDesk({ bus, clock: new SimulatedClock(5), venue, journal, instance: 'sx' });
  bus.on('order-report', ({ report }) => void reports.push(report));
  bus.on('denied', (event) => void denied.push(event));
  return { bus, desk, calls, sent, reports, denied, say: (report) => bus.publish({ kind: 'venue-report', report }) };
}

function fill(fillId: string, lots: number): OrderReport {
  return {
    kind: 'fill',
    fillId,
    orderId: 'o',
    time: 1,
    price: 100,
    lots,
    fee: 0n,
    maker: false,
    raised: false,
    orderLots: 10,
  };
}

describe('order desk', () => {
  it('writes an intent down before it sends it, a cancel and a change as well (I2)', () => {
    const { bus, calls } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    bus.publish({ kind: 'amend', orderId: 'o', change: { limit: 5 }, time: 1 });
    bus.publish({ kind: 'cancel', orderId: 'o', reason: 'user', time: 1 });
    expect(calls).toEqual(['journal intent o', 'send o', 'journal amend o', 'amend o', 'journal cancel o', 'cancel o']);
  });

  it('sends nothing that it could not write down', () => {
    const { bus, sent } = aDesk({ failingJournal: true });
    expect(() => bus.publish({ kind: 'order', order: sizedOrder({ id: 'o' }) })).toThrow('disk full');
    expect(sent).toEqual([]);
  });

  it('applies a fill once, however often the venue reports it, and tells it once (I4)', () => {
    const { bus, desk, say, reports } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say(fill('f1', 4));
    say(fill('f1', 4));
    say(fill('f2', 6));
    say(fill('f2', 6));
    expect(desk.orders.get('o')).toMatchObject({ state: 'filled', filledLots: 10 });
    expect(reports.map((report) => report.kind === 'fill' && report.fillId)).toEqual(['f1', 'f2']);
  });

  it('has folded a report before anybody hears of it', () => {
    const { bus, desk, say } = aDesk();
    const states: string[] = [];
    bus.on('order-report', ({ report }) => void states.push(desk.orders.get(report.orderId)!.state));
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say({ kind: 'accepted', orderId: 'o', time: 1 });
    say(fill('f1', 10));
    expect(states).toEqual(['open', 'filled']);
  });

  it('stops where the venue contradicts itself, instead of guessing', () => {
    const { bus, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    expect(() => say(fill('f1', 11))).toThrow('the venue contradicts itself on order o');
    expect(() => aDesk().say(fill('f1', 1))).toThrow('never placed: o');
  });

  it('leaves orders alone that have ended', () => {
    const { bus, calls, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say({ kind: 'canceled', orderId: 'o', time: 1, reason: 'user' });
    calls.length = 0;
    bus.publish({ kind: 'cancel', orderId: 'o', reason: 'again', time: 1 });
    bus.publish({ kind: 'amend', orderId: 'o', change: { limit: 5 }, time: 1 });
    bus.publish({ kind: 'cancel', orderId: 'unknown', reason: 'user', time: 1 });
    expect(calls).toEqual([]);
  });

  it('counts the lots of a changed order beside what has filled', () => {
    const { bus, desk, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say(fill('f1', 4));
    bus.publish({ kind: 'amend', orderId: 'o', change: { lots: 2 }, time: 1 });
    expect(desk.orders.get('o')!.lots).toBe(10);
    say({ kind: 'amended', orderId: 'o', time: 2 });
    expect(desk.orders.get('o')!.lots).toBe(6);
  });

  it('knows an execution by its order and its id: venues count them by instrument', () => {
    const { bus, desk, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'p', lots: 10, market: 1 }) });
    for (const orderId of ['o', 'p', 'o', 'p']) say({ ...fill('f1', 10), orderId });
    expect([...desk.orders.values()].map(({ filledLots }) => filledLots)).toEqual([10, 10]);
  });

  it('tells what has ended once, however often the venue says it, and hears of late fills all the same', () => {
    const { bus, say, reports } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    const canceled = { kind: 'canceled', orderId: 'o', time: 1, reason: 'user' } as const;
    say(canceled);
    say({ kind: 'accepted', orderId: 'o', time: 1 });
    say({ kind: 'absent', orderId: 'o', clientOrderId: 'sx-o-0', time: 1, reason: 'not found' });
    say(canceled);
    say(fill('f1', 4));
    say(canceled);
    expect(reports.map(({ kind }) => kind)).toEqual(['canceled', 'fill']);
  });

  it('takes an order of the venue in once, however often the venue says that it placed it', () => {
    const { desk, say, reports } = aDesk();
    const request = { ...sizedOrder({ id: 'o', lots: 10 }), clientOrderId: 'o' };
    const placed = { kind: 'placed', orderId: 'o', time: 1, reason: 'liquidation', request } as const;
    say(placed);
    say(fill('f1', 10));
    say(placed);
    expect(desk.orders.get('o')).toMatchObject({ state: 'filled', filledLots: 10 });
    expect(reports.map(({ kind }) => kind)).toEqual(['placed', 'fill']);
  });

  it('keeps orders for a while after their end, so that late and repeated words find them', () => {
    const { bus, desk, say, reports } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say(fill('f1', 10));
    desk.forgetFinished();
    say(fill('f1', 10));
    expect(reports).toHaveLength(1);
    expect(desk.orders.get('o')).toMatchObject({ state: 'filled', filledLots: 10 });
  });

  it('forgets the first of a thousand that have ended; a word about those is told to people, and stops nothing', () => {
    const { bus, desk, say, reports } = aDesk();
    const told: string[] = [];
    bus.on('status', ({ message }) => void told.push(message));
    for (let k = 0; k < 1003; k++) {
      bus.publish({ kind: 'order', order: sizedOrder({ id: `o${k}`, lots: 10 }) });
      if (k > 0) say({ ...fill('f1', 10), orderId: `o${k}` });
    }
    desk.forgetFinished();
    expect(desk.orders.size).toBe(1001);
    // The first lives on.
    expect(Array.from(desk.orders.values(), ({ request }) => request.id).slice(0, 2)).toEqual(['o0', 'o3']);
    reports.length = 0;
    say({ ...fill('f1', 10), orderId: 'o2' });
    expect(reports).toEqual([]);
    expect(told).toEqual(['the venue speaks of order o2, which is known no more: fill']);
  });

  it('refuses a second order of one id; the first lives on', () => {
    const { bus, desk, sent, denied } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 3 }) });
    expect(sent).toHaveLength(1);
    expect(denied).toMatchObject([{ reason: 'duplicate-order', stage: 'desk', orderId: undefined }]);
    expect(desk.orders.get('o')).toMatchObject({ state: 'pending', lots: 10 });
  });

  it.each([
    ['active', 'entry', undefined],
    ['reducing', 'entry', 'reducing-only'],
    ['reducing', 'exit', undefined],
    ['reducing', 'target', undefined],
    ['cancel-only', 'entry', 'cancel-only'],
    ['cancel-only', 'exit', 'cancel-only'],
    ['cancel-only', 'stop', undefined],
    ['halted', 'exit', 'halted'],
    ['halted', 'stop', undefined],
  ] as const)('in state %s lets an order of purpose %s pass, or says %s', (state, purpose, reason) => {
    const { bus, desk, sent, denied } = aDesk();
    desk.setState(state);
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', purpose, lots: 3 }) });
    expect(sent).toHaveLength(reason === undefined ? 1 : 0);
    expect(denied.map((event) => event.reason)).toEqual(reason === undefined ? [] : [reason]);
    if (reason !== undefined) {
      expect(desk.orders.get('o')).toMatchObject({ state: 'denied', reason });
      expect(denied).toMatchObject([{ orderId: 'o', purpose, lots: 3, time: 5 }]);
    }
  });

  it.each(['reducing', 'cancel-only', 'halted'] as const)(
    'in state %s moves no entry, which stays as it was (I19); what protects a trade is moved',
    (state) => {
      const { bus, desk, calls, denied } = aDesk();
      bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 3, type: 'limit', limit: 9 }) });
      bus.publish({ kind: 'order', order: sizedOrder({ id: 's', lots: 3, purpose: 'stop' }) });
      desk.setState(state);
      calls.length = 0;
      bus.publish({ kind: 'amend', orderId: 'o', change: { limit: 10 }, time: 1 });
      bus.publish({ kind: 'amend', orderId: 's', change: { trigger: 8 }, time: 1 });
      expect(calls).toEqual(['journal amend s', 'amend s']);
      expect(denied).toMatchObject([{ stage: 'desk', orderId: undefined, tradeId: 't', purpose: 'entry' }]);
      expect(desk.orders.get('o')!.state).toBe('pending');
    },
  );

  it('lets cancels pass in every state', () => {
    const { bus, desk, calls } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o' }) });
    desk.setState('halted');
    bus.publish({ kind: 'cancel', orderId: 'o', reason: 'user', time: 1 });
    expect(calls.at(-1)).toBe('cancel o');
  });
});

describe('an order of unknown fate', () => {
  const doubt = { kind: 'unknown', orderId: 'o', time: 1, request: 'submit' } as const;
  const proof = {
    kind: 'absent',
    orderId: 'o',
    clientOrderId: 'sx-o-0',
    time: 2,
    reason: 'fence passed',
  } as const;

  it('of an entry is never sent again (I1)', () => {
    const { bus, sent, say, reports, desk } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    say(doubt);
    say(proof);
    expect(sent).toHaveLength(1);
    expect(reports.map(({ kind }) => kind)).toEqual(['unknown', 'absent']);
    expect(desk.orders.get('o')).toMatchObject({ state: 'absent', attempt: 0 });
  });

  it('of what takes off is sent again after proof, written down first, under the id of the next attempt (I2)', () => {
    const { bus, sent, say, reports, calls, desk } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'stop' }) });
    say(doubt);
    expect(sent).toHaveLength(1);
    calls.length = 0;
    say(proof);
    expect(calls).toEqual(['journal report o', 'journal intent o', 'send o']);
    expect(sent.map((request) => request.clientOrderId)).toEqual(['sx-o-0', 'sx-o-1']);
    expect(reports.map(({ kind }) => kind)).toEqual(['unknown']);
    say(fill('f1', 10));
    expect(desk.orders.get('o')).toMatchObject({ state: 'filled', attempt: 1 });
  });

  it('is sent again with what it was moved to meanwhile', () => {
    const { bus, sent, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'stop', trigger: 90 }) });
    say(doubt);
    bus.publish({ kind: 'amend', orderId: 'o', change: { trigger: 98, lots: 4 }, time: 1 });
    say(proof);
    expect(sent.map(({ trigger, lots }) => [trigger, lots])).toEqual([
      [90, 10],
      [98, 4],
    ]);
  });

  it('is sent again once for one proof, however often that is told', () => {
    const { bus, sent, say, desk } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'exit' }) });
    say(doubt);
    say(proof);
    say(proof);
    expect(sent).toHaveLength(2);
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'p', lots: 10, purpose: 'exit' }) });
    say({ ...doubt, orderId: 'p' });
    desk.setState('halted');
    say({ ...proof, orderId: 'p', clientOrderId: 'sx-p-0' });
    desk.setState('active');
    say({ ...proof, orderId: 'p', clientOrderId: 'sx-p-0' });
    expect(sent).toHaveLength(3);
  });

  it('is not ended, told or sent again by a proof about an earlier attempt that comes late', () => {
    const { bus, sent, say, reports, desk } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'exit' }) });
    say(doubt);
    say(proof);
    reports.length = 0;
    say(proof);
    expect(desk.orders.get('o')!.state).toBe('pending');
    say(doubt);
    say(proof);
    expect(desk.orders.get('o')!.state).toBe('unknown');
    expect(sent).toHaveLength(2);
    expect(reports.map(({ kind }) => kind)).toEqual(['unknown']);
    say({ ...proof, clientOrderId: 'sx-o-1' });
    expect(sent.map(({ clientOrderId }) => clientOrderId)).toEqual(['sx-o-0', 'sx-o-1', 'sx-o-2']);
  });

  it('stops where the venue proves an attempt absent that was never made', () => {
    const { bus, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'exit' }) });
    say(doubt);
    expect(() => say({ ...proof, clientOrderId: 'sx-o-1' })).toThrow('the venue contradicts itself on order o');
  });

  it('is not sent again when it was to be cancelled, or when nothing may leave (I19)', () => {
    for (const hold of ['cancel', 'halted'] as const) {
      const { bus, sent, say, reports, desk } = aDesk();
      bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10, purpose: 'exit' }) });
      say(doubt);
      if (hold === 'halted') desk.setState('halted');
      else bus.publish({ kind: 'cancel', orderId: 'o', reason: 'user', time: 1 });
      say(proof);
      expect(sent).toHaveLength(1);
      expect(reports.at(-1)!.kind).toBe('absent');
    }
  });

  it('sends a cancel once, and again where its fate is unknown or it was refused', () => {
    const { bus, calls, say } = aDesk();
    const cancel = (): unknown => bus.publish({ kind: 'cancel', orderId: 'o', reason: 'user', time: 1 });
    const sentCancels = (): number => calls.filter((call) => call === 'cancel o').length;
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    cancel();
    cancel();
    expect(sentCancels()).toBe(1);
    say({ kind: 'unknown', orderId: 'o', time: 1, request: 'cancel' });
    cancel();
    expect(sentCancels()).toBe(2);
    say({ kind: 'refused', orderId: 'o', time: 1, request: 'cancel', reason: 'busy' });
    cancel();
    expect(sentCancels()).toBe(3);
  });

  it('waits for the word of a venue that confirms changes', () => {
    const { bus, desk, say } = aDesk();
    bus.publish({ kind: 'order', order: sizedOrder({ id: 'o', lots: 10 }) });
    bus.publish({ kind: 'amend', orderId: 'o', change: { limit: 5 }, time: 1 });
    expect(desk.orders.get('o')!.changeState).toBe('sent');
    say({ kind: 'amended', orderId: 'o', time: 2 });
    expect(desk.orders.get('o')!.changeState).toBe('none');
  });
});

describe('client order id', () => {
  it('is a function of instance, order and attempt, of at most 32 plain characters', () => {
    expect(clientOrderId('sabc', 'h4uzfd-12-e1', 0)).toBe('sabc-h4uzfd-12-e1-0');
    const long = clientOrderId('sabcdefg', 'h4uzfd-1234567890-l123456-x1234', 12);
    expect(long).toMatch(/^[a-z0-9-]{1,32}$/);
    expect(long).toBe(clientOrderId('sabcdefg', 'h4uzfd-1234567890-l123456-x1234', 12));
    expect(long).not.toBe(clientOrderId('sabcdefg', 'h4uzfd-1234567890-l123456-x1235', 12));
    expect(long).not.toBe(clientOrderId('sabcdefg', 'h4uzfd-1234567890-l123456-x1234', 13));
  });
});
