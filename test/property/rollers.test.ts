import fc from 'fast-check';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { barsOfBars, barsOfTicks } from '../../src/bar/bar-sources.ts';
import type { BarSource } from '../../src/market/bar.ts';
import { timeframe } from '../../src/market/timeframe.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/strategy.ts';
import { barSource, type BarValues, runBars } from '../support/run.ts';
import { type Tape, tapeSource } from '../support/tape.ts';
import { runTicks } from '../support/tick-run.ts';

/** Two things make bars: the series that strategies see, and the roll behind import, export and charts. They must agree. */

type Row = readonly number[];

/** Writes down the bars of a timeframe that a strategy is shown. */
function watcher(frame: string, seen: Row[]): StrategyDefinition {
  return defineStrategy({
    name: 'watcher',
    params: z.strictObject({}),
    setup: ({ watch }) => {
      watch(frame);
      return {
        onBar: ({ time, open, high, low, close, volume }) => void seen.push([time, open, high, low, close, volume]),
      };
    },
  });
}

function rowsOf(source: BarSource, step: number): Row[] {
  const rows: Row[] = [];
  for (let block = source.next(); block !== undefined; block = source.next()) {
    const { time, open, high, low, close, volume } = block;
    for (let k = 0; k < block.count; k++)
      rows.push([time[k]!, open[k]!, high[k]!, low[k]!, close[k]!, volume[k]! * step]);
  }
  return rows;
}

const frames = fc.constantFrom('10s', '1m', '5m', '7m', '1h');
/** Time after the tick before it, price, lots: equal times, gaps of many bars, prints of no quantity. */
const steps = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 60_000, max: 900_000 })),
    fc.integer({ min: 90, max: 110 }),
    fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
  ),
  { minLength: 1, maxLength: 60 },
);

describe('the bars a strategy sees and the bars that are exported', () => {
  it('are the same, made of ticks', () => {
    fc.assert(
      fc.property(steps, frames, fc.constantFrom('lane', 'naive'), (list, frame, path) => {
        let time = 1_700_000_000_000;
        const ticks = list.map(([wait, price, lots]) => ({ time: (time += wait), price, ask: price, lots }));
        const tape: Tape = { kind: 'trade', scale: { priceStep: '1', lotStep: '1' }, ticks };
        const seen: Row[] = [];
        const strategies = [
          { name: 'watcher', definition: watcher(frame, seen), params: {}, instruments: ['test:A/USD'] },
        ];
        runTicks({ markets: [{ id: 'test:A/USD', tape }], strategies, path, blocks: [7, 3] });
        expect(seen).toEqual(rowsOf(barsOfTicks(tapeSource(tape, [5]), timeframe(frame)), 1));
      }),
    );
  });

  it('are the same, made of bars', () => {
    const bars = fc.array(
      fc.tuple(
        fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 12 })),
        fc.integer({ min: 90, max: 110 }),
        fc.nat(3),
        fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })),
      ),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(bars, fc.constantFrom('1m', '5m', '7m', '1h'), (list, frame) => {
        let at = 0;
        const rows = list.map(([wait, open, size, volume]): BarValues => {
          at += wait;
          return [at * 60_000, open, open + size, open - size, open + (size > 1 ? 1 : 0), volume];
        });
        const seen: Row[] = [];
        runBars({ bars: rows, timeframe: '1m', strategy: watcher(frame, seen), tickSize: '1', cash: 1000 });
        expect(seen).toEqual(
          frame === '1m' ? rows : rowsOf(barsOfBars(barSource(rows, '1m', '1'), timeframe(frame)), 1e-8),
        );
      }),
    );
  });
});
