import { describe, expect, it } from 'vitest';
import { BenchTape, benchStart } from '../../bench/generator.ts';

const count = 400_000;

function tape(name: string, pieces: readonly number[] = [count]) {
  const all = { time: [] as number[], price: [] as number[], lots: [] as number[], side: [] as number[] };
  const generator = new BenchTape(name);
  for (const n of pieces) {
    const batch = {
      time: new Float64Array(n),
      price: new Float64Array(n),
      lots: new Float64Array(n),
      side: new Uint8Array(n),
    };
    generator.write(batch, n);
    all.time.push(...batch.time.slice(0, n));
    for (const key of ['price', 'lots', 'side'] as const) for (const each of batch[key]) all[key].push(each);
  }
  return all;
}

describe('the benchmark tape', () => {
  const { time, price, lots, side } = tape(
    'BTC',
    Array.from({ length: 40 }, () => count / 40),
  );
  const share = (test: (k: number) => boolean) => time.filter((_, k) => k > 0 && test(k)).length / count;

  it('has the statistics of a busy perpetual', () => {
    expect(share((k) => time[k] === time[k - 1])).toBeCloseTo(0.42, 1);
    expect(share((k) => price[k] !== price[k - 1])).toBeCloseTo(0.2, 1);
    const gap = (time.at(-1)! - benchStart) / count;
    expect(gap).toBeGreaterThan(25);
    expect(gap).toBeLessThan(80);
    const sorted = lots.toSorted((a, b) => a - b);
    expect(sorted[count / 2]! / 1000).toBeCloseTo(0.041, 2);
    expect(sorted[count * 0.999]! / sorted[count / 2]!).toBeGreaterThan(30);
    expect(share((k) => side[k] === 1)).toBeCloseTo(0.5, 1);
  });

  it('is in time order, on the grid, with prices in their range', () => {
    expect(share((k) => time[k]! < time[k - 1]!)).toBe(0);
    expect([...time, ...price, ...lots].every(Number.isSafeInteger)).toBe(true);
    expect(price.every((each) => each >= 200_000 && each <= 2_000_000)).toBe(true);
    expect(lots.every((each) => each >= 1)).toBe(true);
  });

  it('is the same however it is cut, and another one under another name', () => {
    const whole = tape('S00', [5000]);
    expect(tape('S00', [1, 4000, 999])).toEqual(whole);
    expect(tape('S01', [5000])).not.toEqual(whole);
  });
});
