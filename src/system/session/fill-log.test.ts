import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FillReport } from '../../market/order.ts';
import { FillLog } from './fill-log.ts';

const fills = fc.array(
  fc.record({
    market: fc.integer({ min: 0, max: 300 }),
    fee: fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 0n, max: 10n ** 12n })),
    price: fc.integer({ min: 1 }),
    lots: fc.maxSafeInteger(),
    time: fc.maxSafeInteger(),
    orderId: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 200 },
);

it('keeps every fill as it was, in the order they came, and what they cost to the last digit', () => {
  fc.assert(
    fc.property(fills, (all) => {
      const log = new FillLog();
      all.forEach(({ market, ...fill }, k) => {
        const rest = { kind: 'fill', maker: false, raised: false, orderLots: fill.lots } as const;
        const report: FillReport = { ...rest, ...fill, fillId: `${k}` };
        log.add(report, market);
      });
      const wanted = all.map((fill, k) => ({ ...fill, fillId: `${k}` }));
      expect([...log]).toEqual(wanted);
      const told: unknown[] = [];
      log.tell(({ largeFee, fee, ...rest }) => void told.push({ ...rest, fee: largeFee ?? BigInt(fee) }));
      expect(told).toEqual(wanted);
      expect(log.fees).toBe(all.reduce((sum, { fee }) => sum + fee, 0n));
      log.clear();
      expect([log.length, log.fees, [...log]]).toEqual([0, 0n, []]);
    }),
  );
});
