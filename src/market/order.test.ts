import { expect, it } from 'vitest';
import { rawOrder } from '../../test/support/raw-order.ts';
import { firstRequest, orderRequest, sizedOrder } from './order.ts';

it('an order with room for its id is the request itself, any other stays as it is', () => {
  const roomy = sizedOrder(rawOrder({ id: 'o' }), 5);
  const copy = orderRequest(roomy, 'sx-o-0');
  const request = firstRequest(roomy, 'sx-o-0');
  expect(request).toBe(roomy);
  expect(request).toEqual(copy);
  expect(Object.keys(request)).toEqual(Object.keys(copy));
  const { clientOrderId: _room, ...tight } = sizedOrder(rawOrder({ id: 'o' }), 5);
  expect(firstRequest(tight, 'sx-o-0')).toEqual(copy);
  expect(tight).not.toHaveProperty('clientOrderId');
});

it('an order that left once leaves again as another object', () => {
  const first = firstRequest(sizedOrder(rawOrder({ id: 'o' }), 5), 'sx-o-0');
  expect(firstRequest(first, 'sx-o-1')).not.toBe(first);
  expect(first.clientOrderId).toBe('sx-o-0');
});
