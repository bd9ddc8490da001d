import { describe, expect, it } from 'vitest';
import { fillRecords } from '../../src/system/backtest/run-record.ts';
import { runMixed, strategyOn } from '../support/mixed-run.ts';
import { type Minute, midnight } from '../support/venue-case.ts';
import { buy, flat } from '../support/venue-rules.ts';

const minute = 60_000;
const ids = ['test:A/USD', 'test:B/USD', 'test:C/USD'];

/** What is liquidated where ten units of each market are bought at 100 and a moment with these bars follows. */
function liquidations(bars: readonly Minute[], more: readonly Minute[] = []): string[] {
  const its = ids.slice(0, bars.length);
  const markets = its.map((id, k) => ({
    id,
    data: {
      frame: '1m',
      bars: [flat, flat, bars[k]!, ...more].map(
        ([open, high, low, close], n) => [midnight + n * minute, open, high, low, close, 1] as const,
      ),
    },
  }));
  const strategies = its.map((id) => {
    const enters = strategyOn([id], ({ watch }) => {
      watch('1m');
      return {
        onBar: ({ closeTime }) => (closeTime === midnight + minute ? { ...buy, quantity: 10 } : undefined),
      };
    });
    return { ...enters, name: `on ${id}` };
  });
  const session = runMixed({ markets, strategies, start: midnight, balance: 500 * its.length, leverage: 3 });
  return [...fillRecords(session)]
    .filter(({ orderId }) => orderId.startsWith('liquidation'))
    .map(({ instrument, price, time }) => `${instrument} at ${price} in minute ${(time - midnight) / minute}`);
}

describe('bars', () => {
  it('B19 Where bars of several markets end at one moment, positions are liquidated in the order of the instruments, each with the others at their opens.', async () => {
    // Where the second opens the first cannot fall by much any more, though it could have just before.
    expect(
      liquidations([
        [100, 100, 75, 80],
        [40, 41, 39, 40],
      ]),
    ).toEqual(['test:A/USD at 79 in minute 2']);
    expect(
      liquidations([
        [40, 41, 39, 40],
        [100, 100, 75, 80],
      ]),
    ).toEqual(['test:B/USD at 79 in minute 2']);
    expect(liquidations([flat, [40, 41, 39, 40]])).toEqual([]);
    // What is left then is looked at as well, and can stand no more either.
    expect(
      liquidations([
        [100, 100, 75, 80],
        [40, 41, 20, 40],
      ]),
    ).toEqual(['test:A/USD at 79 in minute 2', 'test:B/USD at 25 in minute 2']);
    expect(
      liquidations([
        [70, 71, 60, 70],
        [70, 71, 60, 70],
        [60, 61, 50, 60],
      ]),
    ).toEqual([]);
  });
});
