import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyIndicator } from '../../src/indicator/definition.ts';
import type { Ohlcv } from '../../src/market/bar.ts';
import { Random } from '../../src/util/random.ts';

/** A reproducible series of inputs: equal seeds give equal series, and a longer one continues a shorter one. */
export type Series<Input> = (seed: number, length: number) => Input[];

/**
 * What every indicator keeps: exact warm-up, finite values after it, a `peek` that commits nothing and foretells `next`
 * to the bit, and `settle`: so many inputs reproduce the value of a long history to 0.1 % of its scale.
 */
export function indicatorContract<Input>(name: string, make: () => AnyIndicator<Input>, series: Series<Input>): void {
  const { warmup, settle } = make();

  describe(name, () => {
    it(`gives NaN for exactly ${warmup - 1} inputs and finite outputs afterwards`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const indicator = make();
          const faults: string[] = Number.isNaN(indicator.value) ? [] : ['a value before the first input'];
          series(seed, warmup + 120).forEach((input, k) => {
            const value = indicator.next(input);
            if (!Object.is(indicator.value, value)) faults.push(`value differs from next at ${k}`);
            if (k + 1 < warmup && !Number.isNaN(value)) faults.push(`a value at ${k}, before warm-up`);
            if (k + 1 >= warmup && !numbersOf(indicator).every(Number.isFinite)) faults.push(`no finite value at ${k}`);
          });
          expect(faults).toEqual([]);
        }),
        { numRuns: 8 },
      );
    });

    it('foretells the next outputs by peek and commits nothing', () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const indicator = make();
          const untouched = make();
          const faults: string[] = [];
          const inputs = series(seed, warmup + 120);
          inputs.forEach((input, k) => {
            indicator.peek(inputs[(k * 7) % inputs.length]!);
            const foretold = indicator.peek(input);
            const forming = Object.values(indicator.forming ?? {});
            if (!same(numbersOf(indicator), numbersOf(untouched))) faults.push(`peek committed at ${k}`);
            if (!Object.is(indicator.next(input), foretold)) faults.push(`next differs from peek at ${k}`);
            if (k + 1 >= warmup && !same(Object.values(indicator.outputs ?? {}), forming)) {
              faults.push(`outputs differ from forming at ${k}`);
            }
            untouched.next(input);
          });
          expect(faults).toEqual([]);
          expect(numbersOf(indicator)).toEqual(numbersOf(untouched));
        }),
        { numRuns: 8 },
      );
    });

    it.skipIf(settle === Infinity)(`reproduces a long history from ${settle} inputs to 0.1 %`, () => {
      expect(settle).toBeGreaterThanOrEqual(warmup);
      for (const seed of [1, 2, 3, 4, 5]) {
        const inputs = series(seed, 2 * settle + 500);
        const long = make();
        const short = make();
        const scale = numbersOf(long).map(() => 0);
        inputs.forEach((input, k) => {
          long.next(input);
          if (k >= inputs.length - settle) short.next(input);
          if (k % 16 > 0) return;
          numbersOf(long).forEach((number, at) => (scale[at] = Math.max(scale[at]!, Math.abs(number) || 0)));
        });
        numbersOf(long).forEach((number, at) => {
          expect(Math.abs(numbersOf(short)[at]! - number)).toBeLessThanOrEqual(0.001 * scale[at]!);
        });
      }
    });
  });
}

function numbersOf<Input>(indicator: AnyIndicator<Input>): number[] {
  return [indicator.value, ...Object.values(indicator.outputs ?? {})];
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((number, k) => Object.is(number, other[k]));
}

/** Prices on a grid of cents, walking with quiet stretches, exact repeats and an occasional jump. */
export const prices: Series<number> = (seed, length) => bars(seed, length).map((bar) => bar.close);

/** Bars of such a walk, hourly, some without range and some without volume. */
export const bars: Series<Ohlcv> = (seed, length) => {
  const random = new Random(seed);
  let price = 100;
  let quiet = 0;
  return Array.from({ length }, (_, k) => {
    quiet = quiet > 0 ? quiet - 1 : random.below(60) === 0 ? 1 + random.below(40) : 0;
    const size = quiet > 0 ? 0 : random.below(100) === 0 ? 5 : 0.5;
    const open = price;
    price = cents(Math.max(1, open + size * random.normal()));
    const spread = quiet > 0 ? 0 : 0.3;
    return {
      time: k * 3_600_000,
      open,
      high: cents(Math.max(open, price) + spread * random.next()),
      low: cents(Math.max(0.5, Math.min(open, price) - spread * random.next())),
      close: price,
      volume: quiet > 20 ? 0 : random.below(1000),
    };
  });
};

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
