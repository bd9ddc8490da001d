import { describe, expect, it } from 'vitest';
import type { BarValues } from '../../../test/support/run.ts';
import { type MixedMarket, type MixedRun, runMixed, strategyOn } from '../../../test/support/mixed-run.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import type { Session } from '../session/session.ts';

const start = 1_700_006_400_000;
const minute = 60_000;

/** One-minute bars that rise. */
function risingBars(id: string, price: number, length = 50): MixedMarket {
  const bars = Array.from({ length }, (_, k): BarValues => {
    const last = price + k;
    return [start + k * minute, last, last + 1, last - 1, last, 1];
  });
  return { id, data: { frame: '1m', bars } };
}

const ids = ['test:A/USD', 'test:B/USD'];
const markets = ids.map((id, k) => risingBars(id, 100 * (k + 1)));

describe('bars that may pass ahead of other markets', () => {
  it.each([
    ['its own and another', ['test:A/USD', 'test:B/USD']],
    ['another only', ['test:B/USD']],
  ])('come in the order of time where a strategy looks at those of %s', (_, inputs) => {
    const run = (how: Partial<MixedRun>): string[] => {
      const seen: string[] = [];
      const setup: StrategyDefinition['setup'] = ({ watch }) => {
        for (const instrument of inputs) watch('1m', { instrument });
        return {
          onBar: ({ instrument, closeTime }, { time, price }) => {
            seen.push(`${instrument} ${closeTime} ${time} ${price}`);
          },
        };
      };
      runMixed({ markets, strategies: [strategyOn(['test:A/USD'], setup)], start, ...how });
      return seen;
    };
    expect(run({ ahead: true })).toEqual(run({ onClose: () => undefined }));
  });

  it('have passed in time when a run ends inside the bar after them', () => {
    const until = start + 20.5 * minute;
    const strategies = ids.map((id) =>
      strategyOn([id], ({ watch }) => {
        watch('1m');
        return { onBar: () => undefined };
      }),
    );
    const end = (how: Partial<MixedRun>): readonly unknown[] => {
      const named = strategies.map((each, k) => ({ ...each, name: `on ${k}` }));
      const uneven = [risingBars('test:A/USD', 100), risingBars('test:B/USD', 200, 10)];
      const { clock, passed }: Session = runMixed({ markets: uneven, strategies: named, start, until, ...how });
      return [clock.now(), passed];
    };
    expect(end({ ahead: true })).toEqual([start + 20 * minute, { ticks: 0, bars: 30 }]);
    expect(end({ onClose: () => undefined })).toEqual(end({ ahead: true }));
  });
});
