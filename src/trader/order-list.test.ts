import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizedOrder } from '../../test/support/raw-order.ts';
import { Order } from '../market/order-fold.ts';
import { type OrderReport, orderRequest, type SizedOrder } from '../market/order.ts';
import { clientOrderId } from './client-order-id.ts';
import { OrderFacts } from './order-facts.ts';
import { OrderList } from './order-list.ts';

const idOf = (id: string): string => clientOrderId('sx', id, 0);

function aList(): OrderList {
  return new OrderList(idOf);
}

/** An order that went the way of its reports; the desk denied it where there are none. */
function played(sized: SizedOrder, reports: readonly OrderReport[] | undefined): Order {
  const order = new Order(orderRequest(sized, reports === undefined ? '' : idOf(sized.id)));
  if (reports === undefined) order.state = 'denied';
  for (const report of reports ?? []) expect(order.apply(report)).toBe(true);
  return order;
}

function fill(orderId: string, fillId: string, lots: number): OrderReport {
  const rest = { kind: 'fill', fee: 1n, maker: false, raised: false, orderLots: 10 } as const;
  return { ...rest, orderId, fillId, lots, time: 7, price: 101 };
}

/** Everything that can be seen of an order. */
function seen(order: Order): unknown {
  const { place: _place, ...fields } = order;
  const facts = { ...new OrderFacts().of(order) };
  return { ...fields, facts, attempt: order.attempt, fillId: order.fillId, isPlain: order.isPlain };
}

const orders = fc.array(
  fc.record({
    side: fc.constantFrom('buy', 'sell'),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'take-profit', 'take-profit-limit', 'trailing-stop'),
    purpose: fc.constantFrom('entry', 'exit', 'stop', 'target'),
    timeInForce: fc.constantFrom('GTC', 'IOC', 'FOK', 'GTD'),
    limit: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
    trigger: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
    plannedStop: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
    group: fc.constantFrom(undefined, undefined, undefined, 'g'),
    signalId: fc.constantFrom('t', 't', 't', 'another'),
    traderId: fc.constantFrom('x', 'y'),
    market: fc.integer({ min: 0, max: 3 }),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
    time: fc.integer({ min: 0, max: 2 ** 42 }),
    fate: fc.constantFrom('filled', 'canceled', 'cut', 'half', 'rejected', 'denied', 'open'),
  }),
  { maxLength: 60 },
);

function reportsOf(id: string, fate: string): OrderReport[] | undefined {
  if (fate === 'denied') return undefined;
  const end = { orderId: id, time: 9, reason: `why ${fate}` };
  if (fate === 'rejected') return [{ kind: 'rejected', ...end }];
  if (fate === 'canceled') return [{ kind: 'canceled', ...end }];
  if (fate === 'half') return [fill(id, `${id}.4`, 4), { kind: 'expired', ...end }];
  if (fate === 'cut') return [fill(id, `${id}.4`, 4), fill(id, `${id}.10`, 6)];
  return fate === 'filled' ? [fill(id, `${id}.10`, 10)] : [{ kind: 'accepted', orderId: id, time: 8 }];
}

describe('the list of orders', () => {
  it('tells of an order the same when it is kept as a row of numbers', () => {
    fc.assert(
      fc.property(orders, (all) => {
        const list = aList();
        const wanted: unknown[] = [];
        const facts: unknown[] = [];
        all.forEach(({ fate, ...fields }, k) => {
          const id = `o${k}`;
          const order = played(sizedOrder({ id, lots: 10, ...fields }), reportsOf(id, fate));
          wanted.push(seen(order));
          facts.push({ ...new OrderFacts().of(order) });
          list.add(order);
          if (!order.isLive) list.ended(order);
        });
        const told: unknown[] = [];
        list.tell((each) => void told.push({ ...each, clientOrderId: each.clientOrderId ?? idOf(each.id) }));
        expect(told).toEqual(facts);
        expect(Array.from(list.values(), seen)).toEqual(wanted);
        expect(all.map((_, k) => seen(list.get(`o${k}`)!))).toEqual(wanted);
      }),
    );
  });

  it('keeps what becomes of an order long after its end', () => {
    const list = aList();
    for (let k = 0; k < 40; k++) {
      const order = played(sizedOrder({ id: `o${k}`, lots: 10 }), reportsOf(`o${k}`, 'canceled'));
      list.add(order);
      list.ended(order);
    }
    expect(list.get('o3')!.apply(fill('o3', 'late', 4))).toBe(true);
    expect(list.get('o3')).toMatchObject({ state: 'canceled', filledLots: 4 });
    expect([...list.values()].filter(({ filledLots }) => filledLots > 0)).toHaveLength(1);
    expect(list.get('o3')!.hasFill('late')).toBe(true);
  });

  it('knows a fill again that it was told of long ago', () => {
    const list = aList();
    for (let k = 0; k < 40; k++) {
      const order = played(sizedOrder({ id: `o${k}`, lots: 10 }), reportsOf(`o${k}`, 'filled'));
      list.add(order);
      list.ended(order);
    }
    expect(list.get('o3')!.hasFill('o3.10')).toBe(true);
    expect(list.get('o3')!.hasFill('o3.9')).toBe(false);
  });

  it('is as it was but for what it was told to forget', () => {
    const list = aList();
    const count = 12_000;
    for (let k = 0; k < count; k++) {
      const order = played(
        sizedOrder({ id: `o${k}`, lots: 10, time: k }),
        reportsOf(`o${k}`, k % 7 === 0 ? 'cut' : 'filled'),
      );
      list.add(order);
      list.ended(order);
    }
    const kept = (k: number): boolean => k % 5 === 0;
    list.forget(
      Array.from({ length: count }, (_, k) => k)
        .filter((k) => !kept(k))
        .map((k) => `o${k}`),
    );
    expect(list.size).toBe(count / 5);
    expect(list.has('o1')).toBe(false);
    expect(list.get('o35')).toMatchObject({ state: 'filled', request: { time: 35 } });
    const times: number[] = [];
    list.tell(({ time }) => void times.push(time));
    expect(times).toEqual(Array.from({ length: count }, (_, k) => k).filter(kept));
    const next = played(sizedOrder({ id: 'next' }), reportsOf('next', 'open'));
    list.add(next);
    expect(list.get('next')).toBe(next);
  });
});
