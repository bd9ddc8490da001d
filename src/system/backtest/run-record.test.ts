import { expect, it } from 'vitest';
import { prints } from '../../../test/support/tape.ts';
import { playTrades } from '../../../test/support/trade-script.ts';
import { orderRecord } from './run-record.ts';

it('an order is recorded with the price and the lots in force, not those it left with', () => {
  const { session } = playTrades({
    say: {
      1: { kind: 'enter', direction: 'long', type: 'limit', price: 90, quantity: 10, stop: 80, target: 110 },
      2: { kind: 'modify', entryPrice: 95 },
      4: [{ kind: 'modify', stop: 85 }],
      5: { kind: 'exit', portion: 0.4 },
    },
    tape: prints(...[100, 100, 100, 95, 95, 95, 95].map((price, k) => [k * 1000 + 500, price, 1000] as const)),
  });
  const records = [...session.desk.orders.values()].map((order) => orderRecord(session, order));
  expect(records.map(({ type, price, sentQuantity, quantity }) => [type, price, sentQuantity, quantity])).toEqual([
    ['limit', '95', '10', '10'],
    ['limit', '110', '10', '6'],
    ['stop', '85', '10', '6'],
    ['market', undefined, '4', '4'],
  ]);
});
