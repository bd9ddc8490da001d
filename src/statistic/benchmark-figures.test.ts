import { expect, it } from 'vitest';
import type { MarketRecord } from '../market/record.ts';
import { benchmarkFigures, buyAndHold } from './benchmark-figures.ts';

it('compares with the markets that are traded, and not with those that are only looked at', () => {
  const day = 86_400_000;
  const market = (instrument: string, last: number, isInput: boolean): MarketRecord => ({
    instrument,
    first: 100,
    last,
    isInput,
    daily: [
      [day, 105],
      [2 * day, last],
    ],
  });
  const markets = [market('a:A', 110, false), market('b:B', 120, false), market('c:C', 10, true)];
  const curve = { days: [0, 1, 2], times: [0, day, 2 * day], values: [100, 101, 102] };
  const traded = benchmarkFigures(markets.slice(0, 2), curve, 365, 0);
  expect(traded.equalWeightPercent).toBeCloseTo(15, 12);
  expect(benchmarkFigures(markets, curve, 365, 0)).toEqual(traded);
  expect(buyAndHold(markets).map(({ instrument }) => instrument)).toEqual(['a:A', 'b:B']);
});
