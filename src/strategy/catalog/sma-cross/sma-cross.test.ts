import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive, walk } from '../../../../test/support/strategy-driver.ts';
import { smaCross } from './sma-cross.ts';

strategyContract(smaCross, { timeframe: '1m' }, [
  { fast: 2, slow: 5, fraction: 0.9999 },
  { fast: 5, slow: 21, timeframe: '3m', stopPercent: 1, targetPercent: 2 },
]);

const quick = { timeframe: '1m', fast: 1, slow: 2 };
const actions = (closes: readonly number[], params: object = quick) =>
  drive(smaCross, { params: { ...params }, bars: barsOf(closes) }).signals.map(({ time, signal }) => [
    (time - Date.UTC(2025, 0, 6)) / 60_000 - 1,
    signal.kind === 'enter' ? signal.direction : signal.kind,
  ]);

it('reverses at each strict cross: out first, then in', () => {
  expect(actions([10, 9, 11, 8])).toEqual([
    [2, 'long'],
    [3, 'exit'],
    [3, 'short'],
  ]);
});

it('does not cross where the averages met and stayed equal for a bar', () => {
  expect(actions([10, 9, 9, 11, 10])).toEqual([[4, 'short']]);
});

it('crosses exactly where a[-2] < b[-2] and a[-1] > b[-1], or the other way about', () => {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 6, maxLength: 60 }), (closes) => {
      const gap = closes.map((_, k) =>
        k < 4 ? NaN : mean(closes.slice(k - 1, k + 1)) - mean(closes.slice(k - 4, k + 1)),
      );
      const wanted = gap.flatMap((now, k) => (now * gap[k - 1]! < 0 ? [[k, now > 0 ? 'long' : 'short']] : []));
      const entries = actions(closes, { timeframe: '1m', fast: 2, slow: 5 }).filter(([, what]) => what !== 'exit');
      expect(entries).toEqual(wanted);
    }),
  );
});

it('is in the market from the first cross on', () => {
  const { open, trades } = drive(smaCross, {
    params: { timeframe: '1m', fast: 5, slow: 20 },
    bars: walk('always', 3000),
  });
  expect(trades.length).toBeGreaterThan(20);
  expect(open).toHaveLength(1);
  trades.slice(1).forEach((trade, k) => expect(trade.entryPrice).toBe(trades[k]!.exitPrice));
});

it('asks for a part of the funds only when told to', () => {
  const entries = (params: object) =>
    drive(smaCross, { params: { ...quick, ...params }, bars: barsOf([10, 9, 11]) }).signals.map(({ signal }) => signal);
  expect(entries({ fraction: 0.9 })).toMatchObject([{ fraction: 0.9 }]);
  expect(entries({})[0]).not.toHaveProperty('fraction');
});
