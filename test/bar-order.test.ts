import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import type { EnterSignal, Signal } from '../src/market/signal.ts';
import { type StrategyHandlers, defineStrategy } from '../src/strategy/strategy.ts';
import type { PaperModel } from '../src/trader/paper/model.ts';
import { type BarValues, runBars } from './support/run.ts';

/** What comes first when one bar reaches several orders. Prices by hand; the rules agree with other engines' (test/fixtures). */

const minute = 60_000;
type Prices = readonly [open: number, high: number, low: number, close: number];

interface Script {
  readonly bars: readonly Prices[];
  /** Wishes at the close of a bar, by its number. */
  readonly after: Readonly<Record<number, readonly Signal[]>>;
  readonly onOrder?: StrategyHandlers['onOrder'];
  readonly model?: PaperModel['bars'];
  readonly cash?: number;
}

/** Closed trades in closing order: `lots from-to entry-exit reason`, bars counted from 0. */
function closings({ bars, after, onOrder, model, cash = 1_000_000 }: Script): string[] {
  const strategy = defineStrategy({
    name: 'script',
    params: z.strictObject({}),
    setup: (setup) => {
      setup.watch('1m');
      return { onBar: (bar) => after[bar.time / minute], ...(onOrder === undefined ? {} : { onOrder }) };
    },
  });
  const { record } = runBars({
    bars: bars.map((prices, k): BarValues => [k * minute, ...prices, 1]),
    timeframe: '1m',
    strategy,
    tickSize: '1',
    cash,
    model: { bars: model ?? { fill: 'gap', market: 'open' } },
  });
  return record.trades.map((trade) => {
    const sign = trade.side === 'buy' ? '' : '-';
    const span = `${trade.entryTime / minute}-${trade.exitTime / minute}`;
    return `${sign}${trade.quantity} ${span} ${trade.entryPrice}-${trade.exitPrice} ${trade.exitReason}`;
  });
}

const long = (quantity: number, more: Partial<EnterSignal> = {}): EnterSignal => ({
  kind: 'enter',
  direction: 'long',
  quantity,
  ...more,
});
const short = (quantity: number, more: Partial<EnterSignal> = {}): EnterSignal => ({
  kind: 'enter',
  direction: 'short',
  quantity,
  ...more,
});

const flat: Prices = [100, 101, 99, 100];

describe('one bar, several orders', () => {
  it('fills targets in the order in which their trades opened', () => {
    const after = { 0: [long(1, { target: 110 })], 1: [long(2, { target: 108 })] };
    expect(closings({ bars: [flat, flat, flat, [120, 121, 119, 120]], after })).toEqual([
      '1 1-3 100-120 target',
      '2 2-3 100-120 target',
    ]);
  });

  it('fills an entry that waits before a target that came later', () => {
    const after = { 0: [short(1, { type: 'limit', price: 110 })], 1: [long(3, { target: 105 })] };
    expect(closings({ bars: [flat, flat, flat, [100, 112, 100, 111]], after })).toEqual([
      '1 2-3 100-110 opposite',
      '2 2-3 100-105 target',
    ]);
  });

  it('closes first what opened first, however long ago it was asked for', () => {
    const after = {
      0: [long(1, { type: 'limit', price: 90 }), long(2)],
      2: [short(2)],
    };
    expect(closings({ bars: [flat, flat, [95, 96, 89, 95], flat], after })).toEqual(['2 1-3 100-100 opposite']);
  });

  it('looks at all protections again after a market entry that has some', () => {
    const enter = long(1, { type: 'limit', price: 95, stop: 90 });
    const bars: Prices[] = [flat, [100, 101, 85, 88], flat];
    expect(closings({ bars, after: { 0: [enter] } })).toEqual([]);
    expect(closings({ bars, after: { 0: [enter, long(2, { target: 200 })] } })).toEqual(['1 1-1 95-90 stop']);
  });

  it('lets an entry that a bar triggers and does not fill cancel the others of its group', () => {
    const bars: Prices[] = [flat, [100, 106, 100, 106], [106, 106, 90, 100], flat];
    const group = 'g';
    const below = long(1, { type: 'limit', price: 95, group });
    const above = long(2, { type: 'stop-limit', trigger: 105, price: 103, group });
    for (const wishes of [
      [below, above],
      [above, below],
    ])
      expect(closings({ bars, after: { 0: wishes, 2: [{ kind: 'exit' }] } })).toEqual(['2 2-3 103-100 signal']);
  });

  it('counts a stop that earlier bars had moved before the target', () => {
    const enter = long(1, { target: 130, trailing: { percent: 10 } });
    const bars: Prices[] = [flat, [100, 101, 99, 100], [100, 120, 110, 119], [119, 131, 107, 120]];
    expect(closings({ bars, after: { 0: [enter] } })).toEqual(['1 1-3 100-108 trailing']);
  });

  it('counts the target before a stop that this bar moves', () => {
    const enter = long(1, { target: 130, trailing: { percent: 10 } });
    const bars: Prices[] = [flat, [100, 101, 99, 100], [100, 140, 95, 119]];
    expect(closings({ bars, after: { 0: [enter] } })).toEqual(['1 1-2 100-130 target']);
  });

  it('takes the worst way through the bar of an entry whose stop it moves', () => {
    const after = { 0: [long(1, { trailing: { percent: 10, tight: { percent: 1, after: 5 } } })] };
    // Up to 105, where the near distance begins, and back to 105 × 0.99.
    expect(closings({ bars: [flat, [100, 110, 95, 100], flat], after })).toEqual(['1 1-1 100-103 trailing']);
    // Up to 104, and back by the far distance to the low.
    expect(closings({ bars: [flat, [100, 110, 93, 100], flat], after })).toEqual(['1 1-1 100-93 trailing']);
  });

  it('lets a stop follow from the fill of its entry on, not from the open before it', () => {
    const enter = long(1, { type: 'limit', price: 90, trailing: { percent: 10 } });
    const bars: Prices[] = [flat, [100, 101, 89, 91], [91, 92, 85, 86], [86, 87, 80, 81]];
    expect(closings({ bars, after: { 0: [enter] } })).toEqual(['1 1-3 90-82 trailing']);
  });

  it('counts the gain table before a stop that had moved, with levels filled inside bars', () => {
    const enter = long(1, { roi: { '0': 0.3 }, trailing: { percent: 10 } });
    const bars: Prices[] = [flat, [100, 101, 99, 100], [100, 120, 110, 119], [119, 131, 107, 120]];
    const after = { 0: [enter] };
    expect(closings({ bars, after, model: { fill: 'level', market: 'open' } })).toEqual(['1 1-3 100-130 roi']);
  });

  it('does not fill in the past what a strategy orders when it hears of a fill', () => {
    const after = { 0: [long(1, { type: 'limit', price: 95 }), long(2, { target: 200 })] };
    const bars: Prices[] = [flat, [100, 101, 94, 96], [97, 98, 96, 97]];
    const onOrder: StrategyHandlers['onOrder'] = ({ purpose, state, trade }) =>
      purpose === 'entry' && state === 'filled' && trade.endsWith('-1') ? { kind: 'exit', trade } : undefined;
    expect(closings({ bars, after, onOrder })).toEqual(['1 1-2 95-97 signal']);
  });
});

describe('what a strategy does when it hears of a fill', () => {
  it('takes back no order that the same bar fills', () => {
    const onOrder: StrategyHandlers['onOrder'] = ({ state, purpose }) =>
      purpose === 'entry' && state === 'filled' ? { kind: 'cancel' } : undefined;
    const after = {
      0: [long(1, { type: 'limit', price: 97 }), long(2, { type: 'limit', price: 95 })],
      2: [{ kind: 'exit' } as const],
    };
    const bars: Prices[] = [flat, [98, 99, 94, 96], flat, flat];
    expect(closings({ bars, after, onOrder })).toEqual(['2 1-3 95-100 signal', '1 1-3 97-100 signal']);
  });
});

describe('orders at the close that decided', () => {
  const model: PaperModel['bars'] = { fill: 'gap', market: 'close' };

  it('leaves at that close too', () => {
    const after = { 0: [long(1)], 1: [{ kind: 'exit' } as const] };
    const bars: Prices[] = [flat, [103, 105, 102, 104], [110, 111, 109, 110]];
    expect(closings({ bars, after, model })).toEqual(['1 1-2 100-104 signal']);
  });

  it('lets a bar begin at the close before it for stop entries', () => {
    const after = { 0: [long(1, { type: 'stop', trigger: 102 })], 1: [{ kind: 'exit' } as const] };
    const bars: Prices[] = [flat, [105, 106, 104, 106], flat];
    expect(closings({ bars, after, model })).toEqual(['1 1-2 102-106 signal']);
  });
});

describe('margin of a resting order', () => {
  it('is asked only for what the order would open', () => {
    const after = { 0: [long(5)], 1: [short(12, { type: 'limit', price: 105 })], 3: [{ kind: 'exit' } as const] };
    const bars: Prices[] = [flat, flat, [100, 106, 100, 105], [104, 105, 103, 104], [100, 101, 99, 100]];
    expect(closings({ bars, after, cash: 1000 })).toEqual(['5 1-2 100-105 opposite', '-7 2-4 105-100 signal']);
  });
});
