import { describe, expect, it } from 'vitest';
import type { BarValues } from '../../../test/support/run.ts';
import { type MixedMarket, runMixed, strategyOn } from '../../../test/support/mixed-run.ts';
import { prints } from '../../../test/support/tape.ts';
import type { Signal } from '../../market/signal.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import { percentSizing } from '../../trader/sizing/index.ts';
import { joinHashes, runHash } from '../backtest/run-hash.ts';
import { fillRecords } from '../backtest/run-record.ts';
import type { Session } from './session.ts';

const start = 1_700_006_400_000;
const minute = 60_000;

/** One-minute bars that do not move. */
function flatBars(id: string, closes: readonly number[], from = start): MixedMarket {
  const bars = closes.map((price, k): BarValues => [from + k * minute, price, price, price, price, 1]);
  return { id, data: { frame: '1m', bars } };
}

/** Gives one signal at the first close. */
function once(signal: Signal): StrategyDefinition['setup'] {
  return ({ watch }) => {
    watch('1m');
    let isGiven = false;
    return {
      onBar: () => {
        if (isGiven) return undefined;
        isGiven = true;
        return signal;
      },
    };
  };
}

describe('markets with accounts of their own', () => {
  it('are liquidated under ids, and with a hash, that are the same beside one another and alone', () => {
    const ids = ['test:A/USD', 'test:B/USD'];
    const run = (...its: readonly string[]): Session =>
      runMixed({
        separate: true,
        balance: 1000,
        leverage: 10,
        markets: its.map((id) => flatBars(id, [100, 100, 100, 60, 40, 40])),
        strategies: [strategyOn(its, once({ kind: 'enter', direction: 'long', quantity: 90 }))],
      });
    const beside = run(...ids);
    const alone = ids.map((id) => run(id));
    expect([...fillRecords(beside)].map((fill) => fill.orderId).slice(-2)).toEqual([
      'liquidation-test:A/USD-1',
      'liquidation-test:B/USD-1',
    ]);
    expect(runHash(beside)).toBe(joinHashes(alone.map((session) => runHash(session))));
  });
});

describe('a market whose data begin later than the session', () => {
  const late = [
    ['bars', flatBars('test:B/USD', [777, 778], start + 3 * minute)],
    ['ticks', { id: 'test:B/USD', data: prints([start + 3 * minute, 777], [start + 4 * minute, 778]) }],
  ] as const;

  it.each(late)('has no price before them, for nobody (%s)', (_what, market) => {
    const seen: string[] = [];
    const session = runMixed({
      markets: [flatBars('test:A/USD', [100, 100, 100, 100, 100]), market],
      parts: { sizing: percentSizing(50) },
      strategies: [
        strategyOn(['test:B/USD'], ({ timer }) => {
          timer('t', minute);
          return {
            onTimer: (_name, { time, price, bid, ask }) => {
              seen.push(`${(time - start) / minute}: ${price} ${bid} ${ask}`);
              return time === start + minute ? { kind: 'enter', direction: 'long' } : undefined;
            },
          };
        }),
      ],
    });
    expect(seen.slice(0, 2)).toEqual(['1: NaN NaN NaN', '2: NaN NaN NaN']);
    expect(seen.at(-1)).toMatch(/^5: 77[78] /);
    expect([...session.denials]).toEqual([['no-price', 1]]);
  });

  it('counts what is held there from the start on, at its first price', () => {
    const worth: number[] = [];
    runMixed({
      spot: true,
      balance: 1000,
      assets: { B: 2 },
      markets: [flatBars('test:A/USD', [100, 100, 100, 100, 100]), late[0][1]],
      strategies: [
        strategyOn(['test:A/USD'], ({ timer }) => {
          timer('t', minute);
          return { onTimer: (_name, { equity }) => void worth.push(equity) };
        }),
      ],
    });
    expect(worth).toEqual([2554, 2554, 2554, 2554, 2556]);
  });
});
