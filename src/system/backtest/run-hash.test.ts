import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { prints } from '../../../test/support/tape.ts';
import { playTrades } from '../../../test/support/trade-script.ts';
import { moneyToText } from '../../market/money.ts';
import { runHash } from './run-hash.ts';
import { fillRecords, orderRecord } from './run-record.ts';

it('a run hashes to the text of the records of its orders, its fills and its balances', () => {
  const { session } = playTrades({
    say: {
      1: { kind: 'enter', direction: 'long', type: 'limit', price: 90, quantity: 10, stop: 80, target: 110 },
      2: { kind: 'modify', entryPrice: 95 },
      4: [{ kind: 'modify', stop: 85 }],
      5: { kind: 'exit', portion: 0.4 },
      6: { kind: 'enter', direction: 'short', quantity: 3, trailing: { percent: 1 } },
      7: { kind: 'enter', direction: 'long', type: 'stop', trigger: 200, quantity: 1 },
      8: { kind: 'cancel' },
    },
    tape: prints(
      ...[100, 100, 100, 95, 95, 95, 96, 97, 96, 120].map((price, k) => [k * 1000 + 500, price, 1000] as const),
    ),
  });
  const orders = Array.from(session.desk.orders.values(), (order) => orderRecord(session, order));
  const states = new Set(orders.map(({ state }) => state));
  expect([...states].toSorted()).toEqual(['canceled', 'filled']);
  const lines = orders.map((order) =>
    [
      ...[order.id, order.clientOrderId, order.instrument, order.side, order.type, order.quantity, order.price],
      ...[order.state, order.sentQuantity],
      // What was sent at the market has no field for a price.
      ...(order.sentPrice === undefined ? [] : [order.sentPrice]),
      ...[order.filledQuantity, order.averagePrice, order.time, order.reason],
    ].join('|'),
  );
  for (const { id, orderId, quantity, price, fee, time } of fillRecords(session))
    lines.push([id, orderId, quantity, price, fee, time].join('|'));
  for (const account of session.accounts)
    for (const [asset, held] of account.balances()) lines.push([account.name, asset, moneyToText(held)].join('|'));
  const text = lines.map((line) => `${line}\n`).join('');
  expect(runHash(session)).toBe(createHash('sha256').update(text).digest('hex'));
});
