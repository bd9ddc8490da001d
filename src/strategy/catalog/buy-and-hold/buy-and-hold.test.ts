import { describe, expect, it } from 'vitest';
import { strategyContract } from '../../../../test/contract/strategy.ts';
import { barsOf, drive } from '../../../../test/support/strategy-driver.ts';
import { buyAndHold } from './buy-and-hold.ts';

strategyContract(buyAndHold, { timeframe: '1m' }, [{ direction: 'short', stopPercent: 3 }]);

describe('buy-and-hold', () => {
  const closes = Array.from({ length: 50 }, (_, k) => 100 + k);
  const run = (options: object = {}) => drive(buyAndHold, { bars: barsOf(closes), ...options });

  it('enters once, at the first close, with nearly all funds', () => {
    const { signals, open } = run();
    expect(signals).toMatchObject([
      { time: Date.UTC(2025, 0, 6, 0, 1), signal: { kind: 'enter', direction: 'long', fraction: 0.99 } },
    ]);
    expect(open).toMatchObject([{ direction: 'long', entryPrice: 100 }]);
  });

  it('goes short when told to, and protects itself when told to', () => {
    expect(run({ params: { direction: 'short', stopPercent: 5 } }).signals).toMatchObject([
      { signal: { direction: 'short', stop: { percent: 5 } } },
    ]);
  });

  it('does not come back after its stop', () => {
    const { signals, trades } = run({ params: { stopPercent: 5 }, bars: barsOf([100, 100, 100, 80, 80, 80]) });
    expect(trades).toMatchObject([{ reason: 'stop' }]);
    expect(signals).toHaveLength(1);
  });

  it('tries again when the entry was refused, as often as it takes', () => {
    const { signals, open } = run({ refusals: ['denied', 'rejected'] });
    expect(signals).toHaveLength(3);
    expect(open).toHaveLength(1);
  });
});
