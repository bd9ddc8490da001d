import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizedOrder } from '../../test/support/raw-order.ts';
import { Order } from './order-fold.ts';
import type { FillReport, OrderReport, OrderRequest } from './order.ts';

function request(lots: number): OrderRequest {
  return { ...sizedOrder({ id: 'o', type: 'limit', limit: 100, lots }), clientOrderId: 'c' };
}

function fill(lots: number, price = 100, orderLots = 10): FillReport {
  return {
    kind: 'fill',
    fillId: `f${lots}`,
    orderId: 'o',
    time: 0,
    price,
    lots,
    fee: 0n,
    maker: true,
    raised: false,
    orderLots,
  };
}

const accepted: OrderReport = { kind: 'accepted', orderId: 'o', time: 0 };
const canceled: OrderReport = { kind: 'canceled', orderId: 'o', time: 0, reason: 'user' };
const expired: OrderReport = { kind: 'expired', orderId: 'o', time: 0, reason: 'date' };
const rejected: OrderReport = { kind: 'rejected', orderId: 'o', time: 0, reason: 'funds' };

const unknown: OrderReport = { kind: 'unknown', orderId: 'o', time: 0, request: 'submit' };
const absent: OrderReport = { kind: 'absent', orderId: 'o', clientOrderId: 'c', time: 0, reason: 'fence passed' };
const amended: OrderReport = { kind: 'amended', orderId: 'o', time: 0 };
const unknownChange: OrderReport = { kind: 'unknown', orderId: 'o', time: 0, request: 'amend' };
const refusedChange: OrderReport = { kind: 'refused', orderId: 'o', time: 0, request: 'amend', reason: 'no' };

interface Row {
  readonly name: string;
  readonly reports: readonly OrderReport[];
  readonly state: Order['state'];
  readonly filled: number;
  /** What the last of them is told. */
  readonly isConsistent?: boolean;
}

const rows: Row[] = [
  { name: 'waits for word from the venue', reports: [], state: 'pending', filled: 0 },
  { name: 'is open when it was accepted', reports: [accepted], state: 'open', filled: 0 },
  { name: 'is open when a part filled', reports: [accepted, fill(4)], state: 'open', filled: 4 },
  { name: 'is filled when all of it is', reports: [accepted, fill(4), fill(6)], state: 'filled', filled: 10 },
  { name: 'absorbs a fill that outran its acceptance', reports: [fill(4), accepted], state: 'open', filled: 4 },
  {
    name: 'absorbs a whole fill that outran its acceptance',
    reports: [fill(10), accepted],
    state: 'filled',
    filled: 10,
  },
  { name: 'keeps the filled part of a cancelled order', reports: [fill(4), canceled], state: 'canceled', filled: 4 },
  {
    name: 'counts a fill after its cancel, and stays cancelled',
    reports: [canceled, fill(4)],
    state: 'canceled',
    filled: 4,
  },
  { name: 'stays cancelled when all of it filled late', reports: [canceled, fill(10)], state: 'canceled', filled: 10 },
  { name: 'counts a fill after its expiry', reports: [expired, fill(4)], state: 'expired', filled: 4 },
  { name: 'is not revived by a late acceptance', reports: [canceled, accepted], state: 'canceled', filled: 0 },
  { name: 'ignores a cancel that came too late', reports: [fill(10), canceled], state: 'filled', filled: 10 },
  {
    name: 'finds an overfill contradictory',
    reports: [fill(4), fill(7)],
    state: 'open',
    filled: 4,
    isConsistent: false,
  },
  {
    name: 'finds a fill of a filled order contradictory',
    reports: [fill(10), fill(1)],
    state: 'filled',
    filled: 10,
    isConsistent: false,
  },
  {
    name: 'finds an overfill after a cancel contradictory',
    reports: [canceled, fill(11)],
    state: 'canceled',
    filled: 0,
    isConsistent: false,
  },
  {
    name: 'finds a fill of a rejected order contradictory',
    reports: [rejected, fill(1)],
    state: 'rejected',
    filled: 0,
    isConsistent: false,
  },
  {
    name: 'finds a rejection of a filled order contradictory',
    reports: [fill(10), rejected],
    state: 'filled',
    filled: 10,
    isConsistent: false,
  },
  {
    name: 'finds a rejection after a part filled contradictory',
    reports: [fill(4), rejected],
    state: 'open',
    filled: 4,
    isConsistent: false,
  },
  {
    name: 'finds a fill of nothing contradictory',
    reports: [fill(0)],
    state: 'pending',
    filled: 0,
    isConsistent: false,
  },
  { name: 'is unknown when nobody can say whether it arrived', reports: [unknown], state: 'unknown', filled: 0 },
  { name: 'is open when a late answer says so', reports: [unknown, accepted], state: 'open', filled: 0 },
  { name: 'is what has filled when a fill is the answer', reports: [unknown, fill(4)], state: 'open', filled: 4 },
  { name: 'is rejected when a late answer says so', reports: [unknown, rejected], state: 'rejected', filled: 0 },
  { name: 'is absent when that is proved', reports: [unknown, absent], state: 'absent', filled: 0 },
  { name: 'stays open whatever becomes of the answer', reports: [accepted, unknown], state: 'open', filled: 0 },
  {
    name: 'finds absence contradictory where the venue has spoken of it',
    reports: [accepted, absent],
    state: 'open',
    filled: 0,
    isConsistent: false,
  },
  {
    name: 'keeps its end when absence is proved late',
    reports: [unknown, fill(10), absent],
    state: 'filled',
    filled: 10,
  },
  {
    name: 'keeps its cancel when absence is proved late',
    reports: [unknown, accepted, canceled, absent],
    state: 'canceled',
    filled: 0,
  },
  {
    name: 'finds absence contradictory where nobody had doubts',
    reports: [absent],
    state: 'pending',
    filled: 0,
    isConsistent: false,
  },
  {
    name: 'finds a fill of what was proved absent contradictory',
    reports: [unknown, absent, fill(1)],
    state: 'absent',
    filled: 0,
    isConsistent: false,
  },
  {
    name: 'finds an acceptance of what was proved absent contradictory',
    reports: [unknown, absent, accepted],
    state: 'absent',
    filled: 0,
    isConsistent: false,
  },
];

describe('order', () => {
  it.each(rows)('$name', ({ reports, state, filled, isConsistent = true }) => {
    const order = new Order(request(10));
    const told = reports.map((report) => order.apply(report));
    expect(told.at(-1) ?? true).toBe(isConsistent);
    expect({ state: order.state, filled: order.filledLots }).toEqual({ state, filled });
  });

  it('takes no word about an order that was never sent', () => {
    const order = new Order(request(10));
    order.state = 'denied';
    for (const each of [accepted, fill(1), canceled, unknown, absent]) expect(order.apply(each)).toBe(false);
    expect(order).toMatchObject({ state: 'denied', filledLots: 0 });
  });

  it('knows how far a cancel and a change have come', () => {
    const order = new Order(request(10));
    const told = (report: OrderReport): string[] => {
      order.apply(report);
      return [order.cancelState, order.changeState];
    };
    expect(told({ kind: 'unknown', orderId: 'o', time: 0, request: 'cancel' })).toEqual(['none', 'none']);
    order.cancelState = 'sent';
    order.change({ limit: 90 }, true);
    expect(told({ kind: 'unknown', orderId: 'o', time: 0, request: 'cancel' })).toEqual(['unknown', 'sent']);
    expect(told({ kind: 'unknown', orderId: 'o', time: 0, request: 'amend' })).toEqual(['unknown', 'unknown']);
    expect(told({ kind: 'refused', orderId: 'o', time: 0, request: 'cancel', reason: 'no' })).toEqual([
      'none',
      'unknown',
    ]);
    expect(told({ kind: 'amended', orderId: 'o', time: 0 })).toEqual(['none', 'none']);
  });

  it('stands as it did until a venue that confirms changes has done so, one after the other', () => {
    const order = new Order({ ...request(10), trigger: 95 });
    order.change({ lots: 4 }, true);
    order.change({ limit: 90 }, true);
    order.change({ limit: 80 }, true);
    const looks = ({ lots, limit, trigger }: Pick<Order, 'lots' | 'limit' | 'trigger'>): unknown[] => [
      lots,
      limit,
      trigger,
    ];
    expect([looks(order), looks(order.wanted)]).toEqual([
      [10, 100, 95],
      [4, 80, 95],
    ]);
    // What it filled before the change arrived is beside what the change leaves.
    order.apply(fill(3));
    order.apply(amended);
    expect([looks(order), looks(order.wanted)]).toEqual([
      [7, 100, 95],
      [7, 80, 95],
    ]);
    order.apply(refusedChange);
    expect([looks(order), order.changeState]).toEqual([[7, 100, 95], 'sent']);
    order.apply(amended);
    expect([looks(order), order.changeState]).toEqual([[7, 80, 95], 'none']);
  });

  it('knows what a change of unknown fate is about until a later one that says it anew holds', () => {
    const order = new Order({ ...request(10), trigger: 95 });
    const told = (report: OrderReport): unknown[] => {
      order.apply(report);
      return [order.lots, order.limit, order.trigger, order.changeState];
    };
    order.change({ lots: 4, limit: 90 }, true);
    order.change({ limit: 80 }, true);
    // The venue answers in order: what holds is the second change, and the lots of the first are still in doubt.
    expect(told(unknownChange)).toEqual([10, 100, 95, 'unknown']);
    expect(told(amended)).toEqual([10, 80, 95, 'unknown']);
    expect(order.wanted).toEqual({ lots: 4, limit: 80, trigger: 95 });
    order.change({ lots: 4, trigger: 96 }, true);
    expect(told(amended)).toEqual([4, 80, 96, 'none']);
    expect(order.wanted).toEqual({ lots: 4, limit: 80, trigger: 96 });
  });

  it('takes a late answer to a change of unknown fate, and stays in doubt where the next one is refused', () => {
    const order = new Order(request(10));
    order.change({ limit: 90 }, true);
    order.apply(unknownChange);
    order.change({ limit: 80 }, true);
    order.apply(refusedChange);
    expect(order).toMatchObject({ limit: 100, changeState: 'unknown' });
    expect(order.wanted.limit).toBe(90);
    order.apply(amended);
    expect(order).toMatchObject({ limit: 90, changeState: 'none' });
    order.apply(amended);
    expect(order).toMatchObject({ limit: 90, changeState: 'none' });
  });

  it('is put back by a refused change', () => {
    const order = new Order(request(10));
    order.change({ lots: 4, limit: 90 }, true);
    order.apply(refusedChange);
    expect(order).toMatchObject({ lots: 10, limit: 100, changeState: 'none' });
    expect(order.wanted).toEqual({ lots: 10, limit: 100, trigger: undefined });
  });

  it('is changed at once where the venue confirms none', () => {
    const order = new Order(request(10));
    order.change({ lots: 4, limit: 90 }, false);
    expect(order).toMatchObject({ lots: 4, limit: 90, changeState: 'none' });
  });

  it('is tried again as it was wanted, whatever became of its changes', () => {
    const stop = new Order({ ...request(10), purpose: 'stop', limit: undefined, trigger: 90 });
    stop.apply(unknown);
    stop.change({ trigger: 98 }, true);
    stop.change({ lots: 6 }, true);
    stop.apply(absent);
    expect(stop.retry('c1')).toMatchObject({ trigger: 98, limit: undefined, lots: 6 });
    expect(stop).toMatchObject({ trigger: 98, lots: 6, changeState: 'none' });
    // Answers to what was asked of the first attempt change nothing, nor does its absence, told again.
    expect([stop.apply(amended), stop.apply(refusedChange), stop.apply(absent)]).toEqual([true, true, true]);
    expect(stop).toMatchObject({ trigger: 98, lots: 6, state: 'pending' });
  });

  it('is not absent by a proof about an earlier attempt, whatever the fate of the latest', () => {
    const exit = new Order({ ...request(10), purpose: 'exit' });
    exit.apply(unknown);
    exit.apply(absent);
    exit.retry('c1');
    for (const [word, state] of [
      [undefined, 'pending'],
      [unknown, 'unknown'],
      [accepted, 'open'],
    ] as const) {
      if (word !== undefined) exit.apply(word);
      expect(exit.apply(absent)).toBe(true);
      expect(exit.state).toBe(state);
    }
    const again = new Order({ ...request(10), purpose: 'exit' });
    again.apply(unknown);
    expect(again.apply({ ...absent, clientOrderId: 'of nobody' })).toBe(false);
    again.apply(absent);
    again.retry('c1');
    again.apply(unknown);
    expect(again.apply({ ...absent, clientOrderId: 'c1' })).toBe(true);
    expect(again).toMatchObject({ state: 'absent', attempt: 1 });
  });

  it('is tried again only when it takes off and is proved absent, under another id', () => {
    const exit = new Order({ ...request(10), purpose: 'exit' });
    expect(() => exit.retry('c1')).toThrow('only what takes off and is absent');
    exit.change({ lots: 7 }, false);
    exit.apply(unknown);
    exit.apply(absent);
    expect(exit.retry('c1')).toMatchObject({ id: 'o', clientOrderId: 'c1', lots: 7 });
    expect(exit).toMatchObject({ attempt: 1, state: 'pending', reason: undefined });
    const entry = new Order(request(10));
    entry.apply(unknown);
    entry.apply(absent);
    expect(() => entry.retry('c1')).toThrow('entry o is absent');
  });

  it('says why it was taken away, by the first word that ended it', () => {
    const order = new Order(request(10));
    order.apply(canceled);
    order.apply(expired);
    expect(order.reason).toBe('user');
  });

  it('averages the prices of its fills', () => {
    const order = new Order(request(10));
    expect(order.averagePrice).toBeNaN();
    order.apply(fill(4, 100));
    order.apply(fill(6, 105));
    expect(order.averagePrice).toBe(103);
  });

  it('takes the lots that the venue decided where it is sized by a fraction', () => {
    const order = new Order(request(10));
    order.apply(fill(3, 100, 3));
    expect(order).toMatchObject({ lots: 3, filledLots: 3, state: 'filled' });
  });

  it('adds up under any sequence of reports: fills = filled ≤ lots, filled never falls, what has ended never lives again', () => {
    const report = fc.oneof(
      fc.constantFrom(accepted, canceled, expired, rejected, unknown, absent),
      fc.integer({ min: 0, max: 12 }).map((lots) => fill(lots)),
    );
    fc.assert(
      fc.property(fc.array(report, { maxLength: 12 }), (reports) => {
        const order = new Order(request(10));
        let sum = 0;
        for (const each of reports) {
          const { isLive, filledLots } = order;
          const isConsistent = order.apply(each);
          if (isConsistent && each.kind === 'fill') sum += each.lots;
          expect(order.filledLots).toBe(sum);
          expect(order.filledLots).toBeGreaterThanOrEqual(filledLots);
          expect(order.filledLots).toBeLessThanOrEqual(order.lots);
          if (!isLive) expect(order.isLive).toBe(false);
          if (order.state === 'filled') expect(order.filledLots).toBe(order.lots);
        }
      }),
    );
  });
});
