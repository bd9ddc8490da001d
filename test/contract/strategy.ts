import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Level, Signal } from '../../src/market/signal.ts';
import { parseTimeframe } from '../../src/market/timeframe.ts';
import { faultOf } from '../../src/strategy/signal-check.ts';
import type { StrategyDefinition } from '../../src/strategy/strategy.ts';
import { drive, type GivenSignal, walk } from '../support/strategy-driver.ts';

type Params = Readonly<Record<string, unknown>>;
/** One-minute bars: enough of them to warm up what the catalog declares by default, on small timeframes. */
const rows = 1500;

/**
 * What every strategy must do, whatever it trades on. `variants` are parameters beside the defaults; each is run on
 * `quick`, which must bring the timeframes down to minutes so that a short tape holds many decisions.
 */
export function strategyContract(
  definition: StrategyDefinition,
  quick: Params,
  variants: readonly Params[] = [],
): void {
  describe(`strategy ${definition.name}`, () => {
    afterEach(() => vi.restoreAllMocks());
    const all = [{}, ...variants].map((variant): Params => ({ ...quick, ...variant }));
    const run = (params: Params, seed: number, count = rows) => drive(definition, { params, bars: walk(seed, count) });

    it('has parameters with defaults and descriptions, and refuses others', () => {
      expect(definition.params.safeParse({}).success).toBe(true);
      expect(definition.params.safeParse({ noSuchParameter: 1 }).success).toBe(false);
      const schema = z.toJSONSchema(definition.params, { io: 'input' });
      for (const [name, each] of Object.entries(schema.properties ?? {})) {
        expect(each, name).toHaveProperty('description');
      }
    });

    it('declares at least one series, and only timeframes that exist', () => {
      const { series } = drive(definition, { bars: [] });
      expect(series.length).toBeGreaterThan(0);
      for (const name of series) expect(parseTimeframe(name), name).toBeDefined();
    });

    it('gives well-formed signals with a reason, and never throws, on random bars', () => {
      let given = 0;
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(...all), (seed, params) => {
          const { signals } = run(params, seed);
          for (const each of signals) expect(checkSignal(each), JSON.stringify(each)).toBeUndefined();
          given += signals.length;
        }),
        { numRuns: 25, seed: 1 },
      );
      expect(given).toBeGreaterThan(20);
    });

    it('gives equal signals for equal inputs, without wall clock and without chance of its own', () => {
      for (const params of all) {
        const first = run(params, 7).signals;
        forbidWorld();
        expect(run(params, 7).signals).toEqual(first);
        vi.restoreAllMocks();
      }
    });

    it('does not look ahead: bars to come do not change signals given', () => {
      for (const params of all) {
        const short = run(params, 11, rows - 300).signals;
        expect(run(params, 11).signals.slice(0, short.length)).toEqual(short);
      }
    });

    it('trades only the direction it is told', () => {
      for (const direction of ['long', 'short']) {
        const entries = run({ ...quick, direction }, 3, 3 * rows).signals.filter(
          ({ signal }) => signal.kind === 'enter',
        );
        expect(new Set(entries.map(({ signal }) => signal.kind === 'enter' && signal.direction))).toEqual(
          new Set([direction]),
        );
      }
    });

    it('is explained by a README that names each parameter and its default, with a sample that is valid', () => {
      const path = join(resolve(import.meta.dirname, '../../src/strategy/catalog'), definition.name, 'README.md');
      expect(existsSync(path), path).toBe(true);
      const text = readFileSync(path, 'utf8');
      const schema = z.toJSONSchema(definition.params, { io: 'input' });
      for (const [name, each] of Object.entries(schema.properties ?? {})) {
        const value =
          typeof each === 'object' && each.default !== undefined
            ? `\`${JSON.stringify(each.default).replaceAll('"', '')}\``
            : '–';
        expect(text, name).toContain(`| \`${name}\` | ${value} |`);
      }
      const sample = z
        .object({ strategies: z.tuple([z.object({ use: z.literal(definition.name), params: definition.params })]) })
        .safeParse(parse(/```yaml\n(.*?)```/s.exec(text)?.[1] ?? ''));
      expect(sample.error).toBeUndefined();
    });
  });
}

/** Makes every door to the outside world throw. */
function forbidWorld(): void {
  const refuse = (what: string) => () => {
    throw new Error(`a strategy must not use ${what}`);
  };
  vi.spyOn(Math, 'random').mockImplementation(refuse('Math.random'));
  vi.spyOn(Date, 'now').mockImplementation(refuse('Date.now'));
  vi.spyOn(performance, 'now').mockImplementation(refuse('performance.now'));
}

/** What is wrong with a signal, given the price and position at that moment; `undefined` when nothing is. */
export function checkSignal({ signal, price, position }: GivenSignal): string | undefined {
  const fault = faultOf(signal);
  if (fault !== undefined) return fault;
  if (signal.why === undefined || !/\d/.test(signal.why)) return 'expected a reason with the numbers behind it';
  if (signal.kind === 'exit') return position === 'flat' ? 'an exit without a position' : undefined;
  if (signal.kind === 'modify') return position === 'flat' ? 'a change without a trade' : undefined;
  return signal.kind === 'enter' ? sideFault(signal, signal.price ?? signal.trigger ?? price) : undefined;
}

function sideFault(signal: Extract<Signal, { kind: 'enter' }>, price: number): string | undefined {
  const sign = signal.direction === 'long' ? 1 : -1;
  const isBeyond = (level: Level | undefined, way: number): boolean =>
    typeof level !== 'number' || way * sign * (level - price) > 0;
  if (!isBeyond(signal.stop, -1)) return `the stop of a ${signal.direction} trade at ${price} is on the wrong side`;
  const targets = [...(signal.targets ?? []), ...(signal.target === undefined ? [] : [{ at: signal.target }])];
  if (!targets.every(({ at }) => isBeyond(at, 1)))
    return `a target of a ${signal.direction} trade at ${price} is on the wrong side`;
  const portions = (signal.targets ?? []).reduce((sum, { portion }) => sum + (portion ?? 0), 0);
  return portions > 1 ? `targets take off ${portions} of the trade` : undefined;
}
