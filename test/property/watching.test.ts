import { describe, expect, it } from 'vitest';
import type { AlertPlan } from '../../src/market/alert.ts';
import type { OperationPlan } from '../../src/market/operation.ts';
import type { SiisEvent } from '../../src/market/event.ts';
import type { Signal } from '../../src/market/signal.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/strategy.ts';
import { Random } from '../../src/util/random.ts';
import { z } from 'zod';
import { drawRun } from '../support/random-run.ts';
import { runTicks, type TickRunOptions } from '../support/tick-run.ts';

const rounds = Number(process.env['SIIS_ROUNDS'] ?? 16);
const seeds = Array.from({ length: rounds }, (_, k) => `alerts ${k + 1}`);

/** Asks for alerts and regions at random prices near the present one, and tells what it is told. */
function asker(seed: string, log: string[], onTick: boolean): StrategyDefinition {
  return defineStrategy({
    name: 'asker',
    params: z.object({}),
    setup: ({ watch, instrument }) => {
      watch('1m');
      const random = new Random(`${seed} ${instrument}`);
      const near = (price: number): number => price * (1 + (random.below(201) - 100) / 20_000);
      const wish = (price: number): Signal => {
        const terms = {
          times: random.below(4) - 1 || 1,
          ...(random.below(3) > 0 ? {} : { for: 1 + random.below(200_000) }),
        };
        const when = (['above', 'below', 'cross'] as const)[random.below(3)]!;
        const source = (['last', 'bid', 'ask', 'mid'] as const)[random.below(4)]!;
        const plans: AlertPlan[] = [
          { kind: 'price-cross', price: near(price), when, source, ...terms },
          { kind: 'price-cross', price: near(price), when, source, cancel: near(price) * 1.01, ...terms },
          { kind: 'price-cross', price: near(price), when, timeframe: '1m', ...terms },
          { kind: 'price-change', percent: 0.05, timeframe: '2m', ...terms },
          {
            kind: 'indicator-cross',
            indicator: 'sma',
            params: { length: 3 },
            timeframe: '1m',
            level: near(price),
            when,
            ...terms,
          },
        ];
        if (random.below(5) === 0) {
          const low = price * (0.99 + random.below(100) / 10_000);
          return { kind: 'region', add: { kind: 'range', low, cancel: low * 0.995, for: 1 + random.below(400_000) } };
        }
        if (random.below(4) === 0) return { kind: 'operation', add: operation() };
        return { kind: 'alert', add: plans[random.below(plans.length)]! };
      };
      const operation = (): OperationPlan => {
        const percent = (1 + random.below(40)) / 100;
        const plans: OperationPlan[] = [
          { kind: 'step-stop-loss', at: { percent }, stop: { percent: percent / 2 } },
          { kind: 'breakeven', after: percent, plus: 0.01 },
          { kind: 'trailing', percent, ...(random.below(2) === 0 ? {} : { after: percent }) },
          { kind: 'dynamic-stop-loss', timeframe: '1m', percent },
          { kind: 'dynamic-take-profit', timeframe: '2m', percent, after: 0.01 },
          { kind: 'close-at', at: { percent: random.below(2) === 0 ? percent : -percent } },
          { kind: 'close-at', at: { percent: -percent }, timeframe: '1m' },
          { kind: 'close-after', after: 1 + random.below(300_000), least: -0.1 },
        ];
        return plans[random.below(plans.length)]!;
      };
      const enter = (): Signal => ({
        kind: 'enter',
        direction: random.below(2) === 0 ? 'long' : 'short',
        quantity: 10,
        operations: [operation(), operation()],
        ...(random.below(2) === 0 ? { stop: { percent: 0.5 } } : {}),
      });
      return {
        onBar: (bar) =>
          random.below(3) === 0 ? undefined : [wish(bar.close), ...(random.below(2) === 0 ? [enter()] : [])],
        onAlert: (notice, { time, price }) => {
          log.push(JSON.stringify([instrument, notice, time, price]));
          return random.below(3) === 0 ? wish(price) : undefined;
        },
        ...(onTick ? { onTick: () => undefined } : {}),
      };
    },
  });
}

/** What came of a run: all that was told, event by event. */
function outcome(seed: string, how: Partial<TickRunOptions> & { readonly onTick?: boolean }): string[] {
  const { options } = drawRun(seed, 400);
  const log: string[] = [];
  const { onTick = false, ...rest } = how;
  const definition = asker(seed, log, onTick);
  const instruments = options.markets.map(({ id }) => id);
  const onEvent = (event: SiisEvent): void => {
    if (
      event.kind === 'alert' ||
      event.kind === 'region' ||
      event.kind === 'denied' ||
      event.kind === 'trade' ||
      event.kind === 'status'
    )
      log.push(JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
  };
  runTicks({ ...options, ...rest, onEvent, strategies: [{ name: 'asker', definition, params: {}, instruments }] });
  return log;
}

describe('alerts, regions and operations', () => {
  it.each(seeds)('come true at the same moments whichever ticks are looked at (%s)', (seed) => {
    const naive = outcome(seed, { path: 'naive' });
    expect(outcome(seed, {})).toEqual(naive);
    expect(outcome(seed, { blocks: [1] })).toEqual(naive);
    expect(outcome(seed, { blocks: [64, 3, 17], onTick: true })).toEqual(naive);
  });

  it('come true in these runs, in each of their kinds', () => {
    const all = seeds.flatMap((seed) => outcome(seed, {})).join('\n');
    for (const kind of [
      'price rises to',
      'bid crosses',
      'mid falls to',
      'at the close of 1m',
      '2m bar moves',
      'sma(length=3)',
    ])
      expect(all).toMatch(new RegExp(`"state":"triggered".*${kind.replaceAll(/[()]/g, '\\$&')}`));
    for (const state of ['expired', 'canceled']) expect(all).toContain(`"kind":"alert","state":"${state}"`);
    for (const state of ['expired', 'canceled']) expect(all).toContain(`"kind":"region","state":"${state}"`);
    expect(all).toContain('outside-region');
    for (const reason of ['operation', 'trailing', 'stop', 'target']) expect(all).toContain(`"reason":"${reason}"`);
  });

  it.each(seeds)('come true no more often than they were asked to (%s)', (seed) => {
    const told = outcome(seed, {}).map((line): unknown => JSON.parse(line));
    const left = new Map<string, number | null>();
    for (const event of told) {
      if (typeof event !== 'object' || event === null || !('id' in event) || !('left' in event)) continue;
      const { id, left: now, state } = event as { id: string; left: number | null; state: string };
      const before = left.get(id);
      if (state === 'triggered' && before !== null) expect(now).toBe((before ?? NaN) - 1);
      expect(before).not.toBe(0);
      left.set(id, now);
    }
  });
});
