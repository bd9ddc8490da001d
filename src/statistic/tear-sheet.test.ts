import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newYear, runRecord, tradeRecord } from '../../test/support/run-record.ts';
import { tearSheet } from './tear-sheet.ts';

const day = 86_400_000;

function curve(...values: number[]): (readonly [number, number])[] {
  return values.map((value, k) => [newYear + k * day, value] as const);
}

describe('the tear sheet', () => {
  it('says first how its numbers are made', () => {
    expect(Object.keys(tearSheet(runRecord()))[0]).toBe('conventions');
    expect(tearSheet(runRecord()).conventions).toBe('daily UTC equity incl. unrealised, N=365, ddof=1, rf=0');
    const forex = runRecord({ calendar: 'weekdays' });
    expect(tearSheet(forex, { riskFree: 0.03, minimumReturn: 0.01 }).conventions).toBe(
      'daily UTC equity incl. unrealised, N=252, ddof=1, rf=0.03, mar=0.01',
    );
  });

  it('gives a reason for every number it does not have', () => {
    const found = tearSheet(runRecord({ trades: [tradeRecord()] }));
    const missing = Object.entries(found).filter(([, value]) => value === null);
    expect(missing.length).toBeGreaterThan(20);
    for (const [key] of missing) expect(found.reasons[key], key).toMatch(/\w/);
    expect(found.sqn).toBeNull();
    expect(found.reasons['sqn']).toBe('1 trade');
    expect(found.profitFactor).toBeNull();
    expect(found.reasons['profitFactor']).toBe('no losing trade');
    expect(found.reasons['cuts.*.profitFactor']).toBe('no losing trade');
    expect(found.expectancyR).toBeNull();
    expect(found.reasons['expectancyR']).toBe('no stops');
    expect(found.sharpe).toBeNull();
    expect(found.reasons['sharpe']).toBe('no variation');
    expect(found.reasons['beta']).toBe('no daily prices');
  });

  it('keeps unrealised profit in the ratios: a closed win does not hide an open loss', () => {
    const run = runRecord({
      startEquity: 1000,
      endTime: newYear + 3 * day,
      trades: [tradeRecord({ profit: '50' })],
      openTrades: [tradeRecord({ profit: '-400' })],
      dailyEquity: curve(1000, 1050, 800, 650),
    });
    const found = tearSheet(run);
    expect(found.returnPercent).toBeCloseTo(-35, 12);
    expect(found.maxDrawdownPercent).toBeCloseTo((400 / 1050) * 100, 10);
    expect(found.realisedProfit).toBe(50);
    expect(found.openProfit).toBe(-400);
    expect(found.maxDrawdownEndTime).toBeNull();
    expect(found.reasons['maxDrawdownEndTime']).toBe('still open');
    expect(found.drawdowns[0]?.endTime).toBeNull();
  });

  it('has no drawdown where there is none, instead of a missing one', () => {
    const found = tearSheet(runRecord({ endTime: newYear + 2 * day, dailyEquity: curve(10_000, 10_100, 10_200) }));
    expect(found.maxDrawdownPercent).toBe(0);
    expect(found.calmar).toBeNull();
    expect(found.reasons['calmar']).toBe('no drawdown');
  });

  it.each<[what: string, lasted: number, reason: string | undefined]>([
    ['three days', 3 * day, '3 days'],
    ['a day', day, '1 day'],
    ['an hour', day / 24, 'under a day'],
    ['almost a week', 7 * day - 1, '7 days'],
    ['almost four weeks', 28 * day - 1, '27 days'],
    ['a day less than four weeks', 27 * day, '27 days'],
    ['four weeks', 28 * day, undefined],
  ])('makes no year of %s, unless it is long enough', (_what, lasted, reason) => {
    const values = Array.from({ length: Math.floor(lasted / day) + 2 }, (_, k) => 1000 + k + ((k * k) % 7));
    const run = runRecord({ startEquity: 1000, endTime: newYear + lasted, dailyEquity: curve(...values) });
    const found = tearSheet(run);
    expect(found.reasons['cagrPercent']).toBe(reason);
    expect(found.cagrPercent === null).toBe(reason !== undefined);
    // Of a day or less there are not even two returns.
    const ratios = ['sharpe', 'sortino', 'volatilityPercent', 'geometricSharpe'] as const;
    if (lasted > day) expect(ratios.map((key) => found.reasons[key])).toEqual(ratios.map(() => reason));
    expect(found.returnPercent).toEqual(expect.any(Number));
    expect(found.maxDrawdownPercent).toEqual(expect.any(Number));
  });

  it('says that the account was ruined instead of giving ratios', () => {
    const found = tearSheet(
      runRecord({ startEquity: 100, endTime: newYear + 3 * day, dailyEquity: curve(100, 40, -3, -3) }),
    );
    expect(found.sharpe).toBeNull();
    expect(found.reasons['sharpe']).toBe('equity fell to zero');
    expect(found.maxDrawdownPercent).toBeCloseTo(103, 10);
    expect(found.cagrPercent).toBe(-100);
    expect(found.losingDays).toBe(2);
  });

  it('gives a trade that ends with the run to its last day', () => {
    const end = newYear + 2 * day;
    const run = runRecord({ endTime: end, trades: [tradeRecord({ exitTime: end, exitReason: 'end' })] });
    const days = tearSheet(run).cuts.day;
    expect(days.map((row) => [row.key, row.trades])).toEqual([
      ['2024-01-01', 0],
      ['2024-01-02', 1],
    ]);
  });

  it('measures contracts by the value they were bought for', () => {
    const contract = tradeRecord({ quantity: '10', entryPrice: '50000', notional: '500', profit: '5' });
    expect(tearSheet(runRecord({ trades: [contract] })).expectancyPercent).toBeCloseTo(1, 12);
  });

  it('judges the regime by prices known at the entry', () => {
    const daily = Array.from({ length: 30 }, (_, k) => [newYear + (k + 1) * day, k < 29 ? 100 - k : 500] as const);
    const run = runRecord({
      endTime: newYear + 30 * day,
      markets: [{ instrument: 'demo:BTC/USDT', first: 100, last: 500, daily }],
      trades: [
        tradeRecord({ entryTime: newYear + 5 * day, exitTime: newYear + 6 * day }),
        tradeRecord({ entryTime: newYear + 30 * day - 1, exitTime: newYear + 30 * day }),
        tradeRecord({ entryTime: newYear + 30 * day, exitTime: newYear + 30 * day }),
      ],
    });
    expect(tearSheet(run).cuts.regime.map((row) => [row.key, row.trades])).toEqual([
      ['up', 1],
      ['down', 1],
      ['unknown', 1],
    ]);
  });

  it('is the same for the same run, and does not depend on the order of simultaneous keys', () => {
    const values = Array.from({ length: 60 }, (_, k) => 1000 + 20 * Math.sin(k) + k);
    const run = runRecord({ startEquity: 1000, endTime: newYear + 59 * day, dailyEquity: curve(...values) });
    expect(tearSheet(run)).toEqual(tearSheet(structuredClone(run)));
    expect(tearSheet({ ...run, seed: 'other' }).sharpeLow95).not.toBe(tearSheet(run).sharpeLow95);
  });

  it('never lets NaN, an infinity or undefined out, and always says why a number is missing', () => {
    const amount = fc.double({ min: -500, max: 500, noNaN: true });
    const trade = fc.record({
      at: fc.nat({ max: 9 * day }),
      length: fc.nat({ max: day }),
      profit: amount,
      buy: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -200, max: 5000, noNaN: true }), { maxLength: 12 }),
        fc.array(trade, { maxLength: 8 }),
        fc.constantFrom('continuous' as const, 'weekdays' as const, undefined),
        fc.constantFrom(0, 1, day, 10 * day),
        (values, trades, calendar, lasted) => {
          const found = tearSheet(
            runRecord({
              calendar,
              endTime: newYear + lasted,
              dailyEquity: curve(10_000, ...values),
              trades: trades.map((each, k) =>
                tradeRecord({
                  id: `t${k}`,
                  side: each.buy ? 'buy' : 'sell',
                  entryTime: newYear + each.at,
                  exitTime: newYear + each.at + each.length,
                  profit: String(each.profit),
                }),
              ),
            }),
          );
          check(found, '');
          for (const [key, value] of Object.entries(found))
            if (value === null) expect(found.reasons[key]).toMatch(/\w/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function check(value: unknown, path: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path} is ${value}`).toBe(true);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) check(each, `${path}.${key}`);
  } else expect(value === null || typeof value === 'string', `${path} is ${String(value)}`).toBe(true);
}
