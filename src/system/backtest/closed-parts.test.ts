import { describe, expect, it } from 'vitest';
import { authored } from '../../../test/support/author.ts';
import { prints } from '../../../test/support/tape.ts';
import { runTicks, type TickRun } from '../../../test/support/tick-run.ts';
import { joinFills } from './closed-parts.ts';

/** Buys 10 at 100, and leaves by one order that the market fills two lots at a time. */
function leaveInPieces(target?: { at: number; portion: number }): TickRun {
  const strategy = authored(({ timer }) => {
    timer('second', 1000);
    return {
      onTimer: (_name, { time }) => {
        const targets = target === undefined ? {} : { targets: [target] };
        if (time === 1000) return { kind: 'enter', direction: 'long', quantity: 10, ...targets };
        return time === 5000 ? { kind: 'exit' } : undefined;
      },
    };
  });
  const prices = [100, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110];
  return runTicks({
    start: 0,
    markets: [
      {
        id: 'test:A/USD',
        tape: prints(...prices.map((price, k) => [k * 1000 + 500, price, k < 3 ? 100 : 2] as const)),
      },
    ],
    strategies: [{ name: 'one', definition: strategy, params: {}, instruments: ['test:A/USD'] }],
    model: { participation: 1 },
  });
}

describe('joinFills', () => {
  it('makes one part of what one order took off in several fills, at the average price', () => {
    const { closed } = leaveInPieces().session.tracker;
    expect(closed.map(({ lots, exitPrice }) => [lots, exitPrice])).toEqual([
      [2, 104],
      [2, 105],
      [2, 106],
      [2, 107],
      [2, 108],
    ]);
    const [whole, ...others] = joinFills(closed);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ id: closed[0]!.trade.id, lots: 10, exitPrice: 106, exitTime: 9500 });
    expect(whole!.profit).toBe(closed.reduce((sum, { profit }) => sum + profit, 0n));
  });

  it('keeps the parts of a target and of an exit apart', () => {
    const parts = joinFills(leaveInPieces({ at: 103, portion: 0.4 }).session.tracker.closed);
    expect(parts.map(({ lots, reason }) => [lots, reason])).toEqual([
      [2, 'target'],
      [8, 'signal'],
    ]);
  });
});
