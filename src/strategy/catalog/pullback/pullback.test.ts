import { expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive } from '../../../../test/support/strategy-driver.ts';
import { pullback } from './pullback.ts';

strategyContract(pullback, { timeframe: '1m', trendTimeframe: '15m', trend: 5 }, [
  { deviations: 1, portion: 1, timeLimit: 2 },
  { trendTimeframe: '1m', trend: 50, stopAtr: 0, deviations: 1.5 },
]);

const quick = { timeframe: '1m', trendTimeframe: '1m', trend: 60, length: 10, deviations: 1.5, atr: 3 };
/** An up-trend with a dip of four bars that leaves the band and comes back. */
const rise = Array.from({ length: 80 }, (_, k) => 100 + k * 0.5 + (k % 2) * 0.2);
const closes = [...rise, 137, 135, 134, 134.5, 136.5, 138];
const run = (values: readonly number[], params: object = {}) =>
  drive(pullback, { params: { ...quick, ...params }, bars: barsOf(values) }).signals.map(({ signal }) => signal);

it('enters with the trend when a dip comes back into the band, with stop and targets around it', () => {
  const [entry] = run(closes);
  expect(entry).toMatchObject({ kind: 'enter', direction: 'long' });
  if (entry?.kind !== 'enter') return;
  expect(entry.why).toMatch(/^close 13\d(\.\d)? back inside the band at 13\d\.\d+ after 134, trend long$/);
  expect(entry.stop).toBeLessThan(134);
  expect(entry.targets).toHaveLength(2);
  expect(entry.targets![0]!.portion).toBe(0.5);
});

it('is the same upside down', () => {
  const [entry] = run(closes.map((each) => 300 - each));
  expect(entry).toMatchObject({ kind: 'enter', direction: 'short' });
});

it('does not enter while price is still outside, nor against the trend', () => {
  expect(run([...rise, 137, 135, 134])).toEqual([]);
  const jumpInFall = [...rise.map((each) => 300 - each), 165, 167, 165, 163];
  expect(run(jumpInFall, { direction: 'long' })).toEqual([]);
});

it('leaves when the trend turns', () => {
  const signals = run([...closes.slice(0, -1), ...Array.from({ length: 40 }, (_, k) => 136 - k)], {
    stopAtr: 50,
    portion: 1,
  });
  expect(signals.map((each) => each.kind)).toContain('exit');
  expect(signals.find((each) => each.kind === 'exit')!.why).toMatch(/^the trend turned: close \d/);
});

it('takes all at the middle, and limits its time, when told to', () => {
  const [entry] = run(closes, { portion: 1, timeLimit: 3 });
  expect(entry).toMatchObject({ timeLimit: 10_800_000, targets: [{ at: expect.any(Number) }] });
});
