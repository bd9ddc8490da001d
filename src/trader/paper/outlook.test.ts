import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VenueRig } from '../../../test/support/venue-rig.ts';
import { moneyToNumber } from '../../market/money.ts';

const prices = fc.record({ low: fc.integer({ min: 1, max: 5000 }), range: fc.integer({ min: 0, max: 5000 }) });
const booking = fc.record({
  market: fc.integer({ min: 0, max: 2 }),
  isBuy: fc.boolean(),
  lots: fc.integer({ min: 1, max: 1000 }),
  ticks: fc.integer({ min: 1, max: 10_000 }),
  fee: fc.bigInt({ min: 0n, max: 10n ** 12n }),
});

describe('the outlook of an account', () => {
  it('is no better than what the account comes to at any prices till then, and hardly worse than at the worst, whatever is booked', () => {
    const ranges = fc.array(prices, { minLength: 3, maxLength: 3 });
    const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(ranges, fc.array(booking, { maxLength: 20 }), fc.nat(20), parts, (its, bookings, opensAt, where) => {
        const { account, markets } = new VenueRig({ specs: [{ tickSize: '0.25' }, { lotSize: '0.001' }, {}] });
        const { outlook } = account;
        const quote = (priceOf: (index: number) => number): void =>
          markets.forEach((market, index) => {
            market.bid = priceOf(index);
            market.ask = market.bid;
          });
        const worst = (index: number): number => {
          const { low, range } = its[index]!;
          return markets[index]!.lots >= 0 ? low : low + range;
        };
        markets.forEach((market, index) => market.onForesee(() => worst(index)));
        bookings.forEach((each, k) => {
          if (k === opensAt) account.foresee(1000);
          account.book(markets[each.market]!, each);
        });
        if (opensAt >= bookings.length) account.foresee(1000);
        account.pay(10n ** 12n);
        quote((index) => its[index]!.low + Math.round(its[index]!.range * where[index]!));
        expect(outlook.worth).toBeLessThanOrEqual(moneyToNumber(account.equity()));
        quote(worst);
        const least = moneyToNumber(account.equity());
        const size = Math.abs(moneyToNumber(account.cash())) + outlook.exposed + 1;
        expect(outlook.worth).toBeGreaterThan(least - size * 1e-8);
        const exposed = markets.reduce((sum, { value }) => sum + Math.abs(moneyToNumber(value)), 0);
        expect(Math.abs(outlook.exposed - exposed)).toBeLessThan(size * 1e-8);
      }),
    );
  });

  it('tells nothing where prices are not known', () => {
    const { account, markets } = new VenueRig();
    account.book(markets[0]!, { isBuy: true, lots: 1, ticks: 100, fee: 0n });
    expect(account.foresee(1000)).toBe(false);
    expect(account.outlook.worth).toBeNaN();
    expect(account.marginAhead()).toBeNaN();
  });
});
