import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noPlan } from './plan.ts';
import { addToTrade, type FillShare, splitShare, takeOffTrade } from './trade-ledger.ts';
import { Trade } from './trade.ts';

function trade(direction: 'long' | 'short'): Trade {
  return new Trade({ id: 't', traderId: 'x', market: 0, signal: { kind: 'enter', direction }, plan: noPlan, time: 0 });
}

/** A fill whose value does not divide evenly, as where money had to be rounded. */
const fill = fc.record({
  lots: fc.integer({ min: 1, max: 500 }),
  price: fc.integer({ min: 1, max: 10_000 }),
  odd: fc.bigInt({ min: 0n, max: 6n }),
  fee: fc.bigInt({ min: -50n, max: 500n }),
});

function share({ lots, price, odd, fee }: { lots: number; price: number; odd: bigint; fee: bigint }): FillShare {
  return { lots, price, fee, time: 1, isCut: false, value: BigInt(lots * price) * 7n + odd };
}

describe('shares of a fill', () => {
  it('add up to it exactly, however it is cut', () => {
    fc.assert(
      fc.property(fill, fc.double({ min: 0, max: 1, noNaN: true }), (each, part) => {
        const whole = share(each);
        const lots = Math.round(whole.lots * part);
        const [one, rest] = splitShare(whole, lots);
        expect([one.lots, rest.lots]).toEqual([lots, whole.lots - lots]);
        expect(one.value + rest.value).toBe(whole.value);
        expect(one.fee + rest.fee).toBe(whole.fee);
      }),
    );
  });
});

describe('the ledger of a trade', () => {
  it.each([
    ['long', 100, 110, 10, 1n, 2n, 97n],
    ['short', 100, 110, 10, 1n, 2n, -103n],
  ] as const)(
    '%s: profit is the difference of values, less the fees of both sides',
    (direction, entry, exit, lots, feeIn, feeOut, profit) => {
      const each = trade(direction);
      addToTrade(each, { lots, price: entry, value: BigInt(entry * lots), fee: feeIn, time: 0, isCut: false });
      const ended = takeOffTrade(
        each,
        { lots, price: exit, value: BigInt(exit * lots), fee: feeOut, time: 5, isCut: false },
        'signal',
      );
      expect(ended).toMatchObject({
        id: 't',
        lots,
        profit,
        fees: feeIn + feeOut,
        entryPrice: entry,
        exitPrice: exit,
        exitTime: 5,
      });
    },
  );

  it('tells a part by the average price of what was open when it closed, whatever comes later', () => {
    const each = trade('long');
    const at = (lots: number, price: number): FillShare => ({
      lots,
      price,
      value: BigInt(lots * price),
      fee: 0n,
      time: 0,
      isCut: false,
    });
    const entryOf = ({ entryPrice, entryTotal, entryLots }: ReturnType<typeof takeOffTrade>): number[] => [
      entryPrice,
      entryTotal / entryLots,
    ];
    addToTrade(each, at(6, 100));
    const first = takeOffTrade(each, at(4, 105), 'target');
    addToTrade(each, at(2, 110));
    // Two lots of 100 and two of 110 are open: their average is what the profit is counted from.
    const second = takeOffTrade(each, at(4, 106), 'target');
    addToTrade(each, at(1, 90));
    const late = takeOffTrade(each, at(1, 91), 'signal');
    expect([first, second, late].map(entryOf)).toEqual([
      [100, 100],
      [105, 105],
      [90, 90],
    ]);
    expect([first, second, late].map(({ profit }) => profit)).toEqual([20n, 4n, 1n]);
  });

  it('gives the parts of a trade ids of their own, the last one that of the trade', () => {
    const each = trade('long');
    addToTrade(each, { lots: 3, price: 1, value: 3n, fee: 0n, time: 0, isCut: false });
    const take = (): string =>
      takeOffTrade(each, { lots: 1, price: 1, value: 1n, fee: 0n, time: 0, isCut: false }, 'target').id;
    expect([take(), take(), take()]).toEqual(['t.1', 't.2', 't']);
    addToTrade(each, { lots: 1, price: 1, value: 1n, fee: 0n, time: 0, isCut: false });
    expect(take()).toBe('t.4');
  });

  it('balances to the last digit: Σ profit of the parts = received − paid − fees + funding, for any fills', () => {
    const steps = fc.array(fc.record({ fill, isExit: fc.boolean(), funding: fc.bigInt({ min: -99n, max: 99n }) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, fc.constantFrom('long', 'short'), (all, direction) => {
        const each = trade(direction);
        let cash = 0n;
        let profit = 0n;
        for (const { fill: drawn, isExit, funding } of all) {
          if (each.lots > 0) {
            each.funding += funding;
            cash += funding;
          }
          const lots = isExit ? Math.min(drawn.lots, each.lots) : drawn.lots;
          if (lots === 0) continue;
          const booked = share({ ...drawn, lots });
          const isBuy = isExit !== (direction === 'long');
          cash += (isBuy ? -booked.value : booked.value) - booked.fee;
          if (isExit) profit += takeOffTrade(each, booked, 'signal').profit;
          else addToTrade(each, booked);
        }
        const open = each.funding - each.entryFees - BigInt(each.sign) * each.entryValue;
        expect(cash).toBe(profit + open);
        if (each.lots === 0) expect(open).toBe(0n);
      }),
    );
  });
});
