import { expect, it } from 'vitest';
import type { JournalPayload } from '../../database/journal/payload.ts';
import { money } from '../../market/money.ts';
import { rawOrder } from '../../../test/support/raw-order.ts';
import { orderRequest, sizedOrder } from '../../market/order.ts';
import { entryWords, firstDifference } from './entry-words.ts';

const request = orderRequest(sizedOrder(rawOrder({ id: 'o1', limit: 7 }), 5), 'c-o1-0');
const fill = {
  kind: 'fill',
  fillId: 'o1.3',
  orderId: 'o1',
  time: 9,
  price: 101,
  lots: 3,
  fee: money('0.25'),
  maker: false,
  raised: false,
  orderLots: 5,
} as const;

it.each<[JournalPayload, string]>([
  [{ kind: 'report', report: fill }, 'order o1 filled: 3 lots at 101, fee 0.25'],
  [{ kind: 'report', report: { kind: 'accepted', orderId: 'o1', time: 1 } }, 'order o1 accepted'],
  [
    { kind: 'report', report: { kind: 'rejected', orderId: 'o1', time: 1, reason: 'too small' } },
    'order o1 rejected: too small',
  ],
  [
    { kind: 'report', report: { kind: 'unknown', orderId: 'o1', time: 1, request: 'cancel' } },
    'order o1: what became of its cancel is not known',
  ],
  [
    { kind: 'report', report: { kind: 'refused', orderId: 'o1', time: 1, request: 'amend', reason: 'late' } },
    'order o1: its amend was refused: late',
  ],
  [{ kind: 'cancel', orderId: 'o1', reason: 'closed', time: 1 }, 'order o1 to be canceled: closed'],
  [{ kind: 'amend', orderId: 'o1', change: { lots: 2, limit: 8 }, time: 1 }, 'order o1 to be changed: lots 2, limit 8'],
  [
    {
      kind: 'event',
      event: { kind: 'command', time: 1, command: { kind: 'pause', strategy: 'ema-cross' }, source: 'line' },
    },
    'command: pause ema-cross',
  ],
  [{ kind: 'turn' }, 'end of a turn'],
  [
    { kind: 'stopped', traderId: 'abc', call: 7, reason: 'stopped: it held 600 MB' },
    'strategy-trader abc stopped at its call 7: stopped: it held 600 MB',
  ],
])('says entry %#', (entry, words) => {
  expect(entryWords(entry)).toBe(words);
});

it('says what an order asks for', () => {
  expect(entryWords({ kind: 'intent', request })).toBe(
    `order o1 sent: buy 5 lots of ${request.instrument}, ${request.type} entry, limit 7`,
  );
});

it.each([
  [{ kind: 'report', report: { ...fill, price: 102 } }, 'report.price: expected 101, came 102'],
  [{ kind: 'report', report: { ...fill, fee: money('0.3') } }, 'report.fee: expected 25'],
  [{ kind: 'cancel', orderId: 'o1' }, "kind: expected 'report', came 'cancel'"],
  [{ kind: 'report', report: undefined }, 'report: expected fields, came nothing'],
])('names the first field that differs: %#', (came, words) => {
  expect(firstDifference({ kind: 'report', report: fill }, came)).toContain(words);
});

it('names no field of equal values', () => {
  expect(firstDifference({ kind: 'report', report: fill }, { kind: 'report', report: { ...fill } })).toBeUndefined();
});
