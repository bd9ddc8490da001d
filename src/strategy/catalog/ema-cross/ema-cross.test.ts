import { expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive } from '../../../../test/support/strategy-driver.ts';
import { emaCross } from './ema-cross.ts';

strategyContract(emaCross, { timeframe: '1m' }, [
  { fast: 3, slow: 10, timeframe: '5m', stopPercent: 0, trailingPercent: 1 },
  { fast: 1, slow: 2, targetPercent: 3 },
]);

const quick = { timeframe: '1m', fast: 1, slow: 2 };
/** EMA 1 is the close itself; EMA 2 lags behind it: up, down, flat, up. */
const closes = [100, 101, 102, 101, 100, 100, 101.5];

it('enters at a cross and not before the first one, reverses at the next, and says at which values', () => {
  const { signals } = drive(emaCross, { params: quick, bars: barsOf(closes) });
  expect(signals.map(({ signal }) => (signal.kind === 'enter' ? signal.direction : signal.kind))).toEqual([
    'short',
    'exit',
    'long',
  ]);
  expect(signals[0]!.signal.why).toBe('EMA 1 (101) crossed below EMA 2 (101.167)');
  expect(signals[0]!.signal).toMatchObject({ stop: { percent: 2 } });
});

it('only leaves when the other way is not allowed', () => {
  const { signals } = drive(emaCross, { params: { ...quick, direction: 'short' }, bars: barsOf(closes) });
  expect(signals.map(({ signal }) => signal.kind)).toEqual(['enter', 'exit']);
});

it('waits for the next cross after its stop was hit', () => {
  const falls = [100, 101, 102, 101, 100, 99, 98, 97, 96, 95];
  const bars = barsOf(falls).map((bar, k) => (k === 6 ? { ...bar, high: 200 } : bar));
  const { signals, trades, open } = drive(emaCross, { params: quick, bars });
  expect(signals).toHaveLength(1);
  expect(trades).toMatchObject([{ direction: 'short', reason: 'stop' }]);
  expect(open).toEqual([]);
});

it('keeps its side while the averages are equal', () => {
  const { signals } = drive(emaCross, {
    params: quick,
    bars: barsOf([100, 101, 102, ...Array.from({ length: 80 }, () => 102), 103]),
  });
  expect(signals).toEqual([]);
});

it('refuses a fast average that is not faster', () => {
  expect(emaCross.params.safeParse({ fast: 26, slow: 26 }).error?.issues).toMatchObject([
    { path: ['slow'], message: 'slow must be longer than fast' },
  ]);
});
