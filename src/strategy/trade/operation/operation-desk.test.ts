import { describe, expect, it } from 'vitest';
import { runBars, type BarValues } from '../../../../test/support/run.ts';
import { parseCommand } from '../../../command/index.ts';
import type { OperationPlan } from '../../../market/operation.ts';
import type { EnterSignal } from '../../../market/signal.ts';
import { defineStrategy } from '../../strategy.ts';
import { z } from 'zod';
import { readOperation } from './index.ts';

const minute = 60_000;

/** Bars of a minute that open where the last closed and close at these prices. */
function closes(...prices: readonly number[]): BarValues[] {
  return prices.map((close, at) => {
    const open = at === 0 ? close : prices[at - 1]!;
    return [at * minute, open, Math.max(open, close), Math.min(open, close), close, 1];
  });
}

/** Enters at the first close, filled at the next open, and lets the operations do the rest. @returns how the trade ended */
function end(prices: readonly number[], operations: readonly OperationPlan[], of: Partial<EnterSignal> = {}): string {
  let bars = 0;
  const strategy = defineStrategy({
    name: 'once',
    params: z.object({}),
    setup: ({ watch }) => {
      watch('1m');
      return {
        onBar: () => (++bars === 1 ? { kind: 'enter', direction: 'long', quantity: 1, operations, ...of } : undefined),
      };
    },
  });
  const { record } = runBars({ bars: closes(...prices), timeframe: '1m', strategy, tickSize: '1', cash: 1e6 });
  const [trade] = record.trades;
  return trade === undefined ? 'open' : `${trade.exitReason} ${trade.exitPrice} at ${trade.exitTime / minute}`;
}

describe('an operation on a trade', () => {
  it.each<[what: string, prices: number[], operations: OperationPlan[], of: Partial<EnterSignal>, ended: string]>([
    [
      'moves the stop one step',
      [1000, 1000, 1010, 1020, 1004, 990],
      [{ kind: 'step-stop-loss', at: { percent: 1 }, stop: 1005 }],
      {},
      'stop 1005 at 4',
    ],
    [
      'moves it step by step',
      [1000, 1000, 1010, 1020, 1004, 990],
      [
        { kind: 'step-stop-loss', at: { percent: 1 }, stop: 1005 },
        { kind: 'step-stop-loss', at: 1020, stop: { percent: 1.5 } },
      ],
      {},
      'stop 1015 at 4',
    ],
    [
      'never moves the stop back',
      [1000, 1000, 1010, 1020, 990, 900],
      [{ kind: 'step-stop-loss', at: 1010, stop: 905 }],
      { stop: 950 },
      'stop 950 at 5',
    ],
    [
      'moves the stop to the entry',
      [1000, 1000, 1010, 1005, 995],
      [{ kind: 'breakeven', after: 1, plus: 0.2 }],
      {},
      'stop 1002 at 4',
    ],
    [
      'lets the stop follow the price',
      [1000, 1000, 1010, 1100, 1050],
      [{ kind: 'trailing', percent: 2 }],
      {},
      'trailing 1078 at 3',
    ],
    [
      'lets the stop follow the closes',
      [1000, 1000, 1100, 1050, 1000],
      [{ kind: 'dynamic-stop-loss', timeframe: '1m', percent: 3 }],
      {},
      'stop 1067 at 3',
    ],
    [
      'lets the target run ahead of the closes',
      [1000, 1000, 1015, 1030, 1031, 1100],
      [{ kind: 'dynamic-take-profit', timeframe: '1m', percent: 2 }],
      {},
      'target 1052 at 5',
    ],
    [
      'closes at a price',
      [1000, 1000, 990, 980, 970],
      [{ kind: 'close-at', at: { percent: -1.5 } }],
      {},
      'operation 980 at 4',
    ],
    [
      'closes only where a bar closes',
      [1000, 1000, 990, 984, 970],
      [{ kind: 'close-at', at: 985, timeframe: '2m' }],
      {},
      'operation 984 at 4',
    ],
    [
      'closes after a time',
      [1000, 1000, 1001, 1002, 1003, 1004],
      [{ kind: 'close-after', after: 2 * minute }],
      {},
      'operation 1002 at 4',
    ],
    [
      'closes after a time only what lost',
      [1000, 1000, 1001, 1002, 1003, 1004],
      [{ kind: 'close-after', after: 2 * minute, most: 0 }],
      {},
      'open',
    ],
    [
      'works for short trades',
      [1000, 1000, 990, 980, 1000],
      [{ kind: 'breakeven', after: 1, plus: 0.5 }],
      { direction: 'short' },
      'stop 995 at 4',
    ],
  ])('%s', (_what, prices, operations, of, ended) => {
    expect(end(prices, operations, of)).toBe(ended);
  });

  it.each<[plan: unknown, fault: string]>([
    [
      { kind: 'step' },
      'operation.kind: expected one of step-stop-loss, breakeven, trailing, dynamic-stop-loss, dynamic-take-profit, close-at, close-after, came step',
    ],
    [
      { kind: 'close-at', at: '-1' },
      "operation.at: expected a price, or a gain since entry such as 1% or -0.5%, came '-1'",
    ],
    [{ kind: 'close-at', ta: 5, at: 5 }, "operation has no ta: expected kind, at, timeframe (did you mean 'at'?)"],
    [{ kind: 'trailing', percent: 100 }, 'operation.percent: expected a number above 0 and below 100, came 100'],
  ])('is refused as %j', (plan, fault) => {
    expect(readOperation(plan).fault).toBe(fault);
  });

  it.each<[line: string, operation: unknown]>([
    ['ssl t-1 1% 0.2%', { kind: 'step-stop-loss', at: { percent: 1 }, stop: { percent: 0.2 } }],
    ['operation t-1 close-at at=-1% timeframe=5m', { kind: 'close-at', at: { percent: -1 }, timeframe: '5m' }],
    ['op t-1 close-after after=4h most=0', { kind: 'close-after', after: 14_400_000, most: 0 }],
  ])('is read of %s', (line, operation) => {
    expect(parseCommand(line)).toEqual({ kind: 'add-operation', trade: 't-1', operation });
  });
});
