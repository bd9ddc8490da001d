import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { prints, type Tape } from '../../../test/support/tape.ts';
import { runTicks } from '../../../test/support/tick-run.ts';
import { type StrategyDefinition, defineStrategy } from '../../strategy/strategy.ts';
import type { Session } from './session.ts';
import { Tally } from './tally.ts';

const year = 365 * 86_400_000;
const start = 1_700_000_000_000;

/** Prices that swing between 90 and 110, ten a minute. */
const swings = (count: number): Tape =>
  prints(
    ...Array.from({ length: count }, (_, k) => [start + k * 6000, 100 + Math.round(10 * Math.sin(k / 7))] as const),
  );

/** Enters and leaves all the time; its entries, and its trades, have limits a year ahead. */
const restless: StrategyDefinition = defineStrategy({
  name: 'restless',
  params: z.strictObject({}),
  setup: ({ watch }) => {
    watch('1m');
    const exits = { stop: { percent: 5 }, target: { percent: 2 }, timeLimit: year } as const;
    const dated = { ...exits, timeInForce: 'GTD', expires: start + year, entryTimeout: year } as const;
    return {
      onBar: ({ close }) => [
        { kind: 'cancel' },
        { kind: 'enter', direction: 'long', ...dated },
        { kind: 'enter', direction: 'long', type: 'limit', price: close - 3, group: 'g', ...dated },
        { kind: 'enter', direction: 'short', type: 'stop', trigger: close - 4, group: 'g', ...dated },
        { kind: 'exit', direction: 'short' },
      ],
    };
  },
});

/** Things that a session holds on to. */
function held({ desk, tracker, fills, clock, hubs }: Session): number[] {
  const resting = hubs.reduce((count, { market }) => count + market.orders.length, 0);
  return [desk.orders.size, tracker.closed.length, fills.length, clock.waiting, resting];
}

function run(count: number, isSwept: boolean): { session: Session; tally: Tally; most: number[] } {
  let tally: Tally | undefined;
  let most = [0, 0, 0, 0, 0];
  const { session } = runTicks({
    markets: [{ id: 'test:A/USD', spec: { takerFee: 0.001 }, tape: swings(count) }],
    strategies: [{ name: 'restless', definition: restless, params: {}, instruments: ['test:A/USD'] }],
    defaults: { opposite: 'reduce' },
    balance: 100_000,
    onStep: (running) => {
      tally ??= new Tally(running);
      if (isSwept) tally.sweep();
      most = held(running).map((each, k) => Math.max(each, most[k]!));
    },
  });
  tally!.sweep();
  return { session, tally: tally!, most };
}

describe('a session that is swept', () => {
  it('keeps no more in a long run than in a short one', () => {
    const short = run(3000, true);
    const long = run(24_000, true);
    expect(long.tally.trades).toBeGreaterThan(6 * short.tally.trades);
    expect(long.tally.fills).toBeGreaterThan(2000);
    for (const [k, count] of long.most.entries()) {
      expect(count, ['orders', 'trades', 'fills', 'timers', 'resting'][k]).toBeLessThan(1.5 * short.most[k]! + 20);
    }
    // The desk keeps a thousand orders that are over.
    expect(Math.max(...long.most)).toBeLessThan(1400);
  });

  it('does and counts the same as one that keeps everything', () => {
    const swept = run(3000, true);
    const whole = run(3000, false);
    const { trades, profit, fills, fees } = swept.tally;
    expect(trades).toBeGreaterThan(100);
    expect([trades, profit, fills, fees]).toEqual([
      whole.tally.trades,
      whole.tally.profit,
      whole.tally.fills,
      whole.tally.fees,
    ]);
    expect(swept.session.equity()).toBe(whole.session.equity());
    expect(whole.most[0]).toBeGreaterThan(1000);
  });
});
