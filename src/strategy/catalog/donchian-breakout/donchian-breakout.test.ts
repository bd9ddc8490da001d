import { expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive } from '../../../../test/support/strategy-driver.ts';
import { donchianBreakout } from './donchian-breakout.ts';

strategyContract(donchianBreakout, { timeframe: '1m' }, [
  { entry: 55, exit: 20, stopAtr: 0 },
  { entry: 5, exit: 1, timeframe: '5m', targetPercent: 2 },
]);

const quick = { timeframe: '1m', entry: 3, exit: 2, atr: 3 };
const run = (closes: readonly number[], params: object = {}) =>
  drive(donchianBreakout, { params: { ...quick, ...params }, bars: barsOf(closes) }).signals.map(
    ({ signal }) => signal,
  );

it('enters beyond the bars before the deciding one, not at their edge', () => {
  expect(run([10, 11, 10, 11, 11, 11])).toEqual([]);
  expect(run([10, 11, 10, 11, 12])).toMatchObject([
    { kind: 'enter', direction: 'long', why: 'close 12 beyond the 3-bar channel at 11' },
  ]);
  expect(run([10, 11, 10, 11, 9])).toMatchObject([{ kind: 'enter', direction: 'short' }]);
});

it('stands its stop average ranges away from the close', () => {
  // Ranges of 1, 1, 1, then 1 again: the average is 1.
  expect(run([10, 11, 10, 11, 12], { stopAtr: 2 })).toMatchObject([{ stop: 10 }]);
  expect(run([10, 11, 10, 11, 12], { stopAtr: 0 })[0]).not.toHaveProperty('stop');
});

it('leaves at the shorter channel on the other side, and may enter again after that', () => {
  const signals = run([10, 11, 10, 11, 12, 13, 14, 12.5, 9, 8], { stopAtr: 0 });
  expect(signals.map((each) => (each.kind === 'enter' ? each.direction : each.why))).toEqual([
    'long',
    'close 9 below the 2-bar low 12.5',
    'short',
  ]);
});
