import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, Random } from './random.ts';

const draws = 100_000;

function series(random: Random, draw: (random: Random) => number, count = draws): number[] {
  return Array.from({ length: count }, () => draw(random));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  return mean(xs.map((x, k) => (x - mx) * (ys[k]! - my))) / Math.sqrt(variance(xs) * variance(ys));
}

describe('Random', () => {
  it('gives the same sequence for the same seed, today and tomorrow', () => {
    const random = new Random('siis');
    expect(series(random, (r) => r.uint32(), 4)).toEqual([336436658, 86085783, 40774105, 48383275]);
    expect(series(new Random(7), (r) => r.next(), 9)).toEqual(series(new Random('7'), (r) => r.next(), 9));
  });

  it('gives unrelated sequences for near seeds', () => {
    const xs = series(new Random(1), (r) => r.next());
    const ys = series(new Random(2), (r) => r.next());
    expect(Math.abs(correlation(xs, ys))).toBeLessThan(0.02);
  });

  it('is uniform: mean, variance and every one of 256 cells', () => {
    const random = new Random('uniform');
    const xs = series(random, (r) => r.next());
    expect(Math.min(...xs.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(xs.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(mean(xs)).toBeCloseTo(0.5, 2);
    expect(variance(xs)).toBeCloseTo(1 / 12, 2);
    for (const shift of [0, 8, 16, 24]) {
      const cells = new Float64Array(256);
      for (let k = 0; k < draws; k++) cells[(random.uint32() >>> shift) & 255]! += 1;
      const chiSquare = cells.reduce((sum, count) => sum + (count - draws / 256) ** 2 / (draws / 256), 0);
      // 255 degrees of freedom: mean 255, deviation 22.6; five deviations either way.
      expect(chiSquare).toBeGreaterThan(142);
      expect(chiSquare).toBeLessThan(368);
    }
  });

  it('does not follow its own past', () => {
    const xs = series(new Random('lag'), (r) => r.next());
    for (const lag of [1, 2, 7]) expect(Math.abs(correlation(xs.slice(lag), xs.slice(0, -lag)))).toBeLessThan(0.02);
  });

  it('draws normal numbers: mean 0, variance 1, the tails of the bell', () => {
    const xs = series(new Random('normal'), (r) => r.normal());
    expect(Math.abs(mean(xs))).toBeLessThan(0.02);
    expect(Math.abs(variance(xs) - 1)).toBeLessThan(0.03);
    expect(xs.filter((x) => Math.abs(x) < 1).length / draws).toBeCloseTo(0.6827, 2);
    expect(xs.filter((x) => Math.abs(x) < 2).length / draws).toBeCloseTo(0.9545, 2);
    expect(xs.every(Number.isFinite)).toBe(true);
    // Box–Muller gives pairs: the two halves must be independent.
    const even = xs.filter((_, k) => k % 2 === 0);
    const odd = xs.filter((_, k) => k % 2 === 1);
    expect(Math.abs(correlation(even, odd))).toBeLessThan(0.02);
  });

  it('stays whole and below its bound, and reaches every value', () => {
    const random = new Random('dice');
    const seen = new Set(series(random, (r) => r.below(6), 1000));
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('derives children that depend on seed and name alone', () => {
    const child = series(Random.derive('seed', 'venue'), (r) => r.next());
    const twin = series(Random.derive('seed', 'venue'), (r) => r.next());
    const other = series(Random.derive('seed', 'feed'), (r) => r.next());
    expect(child).toEqual(twin);
    expect(Math.abs(correlation(child, other))).toBeLessThan(0.02);
  });
});

describe('hash32', () => {
  it('is a 32-bit whole number that depends on text and seed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hash = hash32(text);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
        expect(hash32(text)).toBe(hash);
        expect(hash32(text, 1)).not.toBe(hash32(text, 2));
      }),
    );
  });

  it('flips about half of the bits when one letter changes', () => {
    let flipped = 0;
    for (let k = 0; k < 1000; k++) {
      let difference = hash32(`order-${k}`) ^ hash32(`order-${k + 1}`);
      for (; difference !== 0; difference &= difference - 1) flipped++;
    }
    expect(flipped / 1000).toBeGreaterThan(14);
    expect(flipped / 1000).toBeLessThan(18);
  });
});
