import { expect, it } from 'vitest';
import { Supertrend } from '../../../indicator/trend/supertrend.ts';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { drive, walk } from '../../../../test/support/strategy-driver.ts';
import { supertrendStrategy } from './supertrend.ts';

strategyContract(supertrendStrategy, { timeframe: '1m' }, [
  { follow: false, targetPercent: 3 },
  { length: 5, multiplier: 1.5, timeframe: '5m' },
]);

const bars = walk('turns', 2000);
const run = (params: object = {}) => drive(supertrendStrategy, { params: { timeframe: '1m', ...params }, bars });

/** Bars at whose close the indicator itself turned. */
function turns(): { time: number; direction: string; line: number }[] {
  const trend = new Supertrend(10, 3);
  const found: { time: number; direction: string; line: number }[] = [];
  let before = NaN;
  for (const bar of bars) {
    trend.next(bar);
    if (before * trend.direction < 0) {
      found.push({ time: bar.time + 60_000, direction: trend.direction > 0 ? 'long' : 'short', line: trend.line });
    }
    before = trend.direction;
  }
  return found;
}

it('enters at every turn, with the stop on the line', () => {
  const entries = run().signals.flatMap(({ time, signal }) =>
    signal.kind === 'enter' ? [{ time, direction: signal.direction, line: signal.stop }] : [],
  );
  expect(entries.length).toBeGreaterThan(10);
  expect(entries).toEqual(turns());
});

it('moves the stop with the line, in the favour of the trade only', () => {
  let stop = NaN;
  let sign = 0;
  let moves = 0;
  for (const { signal } of run().signals) {
    if (signal.kind === 'enter' && typeof signal.stop === 'number') {
      stop = signal.stop;
      sign = signal.direction === 'long' ? 1 : -1;
    }
    if (signal.kind !== 'modify' || typeof signal.stop !== 'number') continue;
    expect(sign * (signal.stop - stop)).toBeGreaterThan(0);
    stop = signal.stop;
    moves++;
  }
  expect(moves).toBeGreaterThan(50);
});

it('leaves the stop alone when it does not follow', () => {
  const { signals } = run({ follow: false });
  expect(signals.some(({ signal }) => signal.kind === 'modify')).toBe(false);
  expect(signals.find(({ signal }) => signal.kind === 'enter')!.signal).toMatchObject({ stop: { percent: 2 } });
});
