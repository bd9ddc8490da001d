import { expect, it } from 'vitest';
import type { SizeCap } from '../../market/order.ts';
import { cappedLots } from './size-cap.ts';

it.each<[name: string, cap: SizeCap, lots: number, expected: number, reducible?: number]>([
  ['nothing where no cap says', { netted: 0, lots: undefined, notional: undefined }, 99, 99],
  ['to the lots', { netted: 0, lots: 10, notional: undefined }, 99, 10],
  ['to the value, whole lots only', { netted: 0, lots: undefined, notional: 995 }, 99, 9],
  ['to the lower of both', { netted: 0, lots: 8, notional: 995 }, 99, 8],
  ['nothing that is smaller', { netted: 0, lots: 10, notional: 5000 }, 7, 7],
  ['no lots that only net trades', { netted: 20, lots: 10, notional: 995 }, 99, 20],
  ['lots that it was to net and that are gone', { netted: 20, lots: 10, notional: 5000 }, 99, 15, 15],
  ['nothing more than a cap allows where few are left', { netted: 20, lots: 10, notional: 5000 }, 99, 10, 3],
  ['to nothing where one lot is too dear', { netted: 0, lots: 10, notional: 99 }, 5, 0],
])('a cap cuts an order %s', (_name, cap, lots, expected, reducible = Infinity) => {
  expect(cappedLots(cap, lots, { price: 100, reducible })).toBe(expected);
});
