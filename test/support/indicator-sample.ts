import { expect } from 'vitest';
import type { AnyIndicator } from '../../src/indicator/definition.ts';
import type { Ohlcv } from '../../src/market/bar.ts';

const table = `
10 12  9 11 100
11 13 10 12 120
12 15 12 14  90
14 14 11 11 150
11 12 10 10  80
10 11  8  9 200
 9 12  9 12 170
12 14 11 13  60
13 16 13 15 110
15 17 14 17 130
17 17 15 15  95
15 16 13 14 105
14 14 12 12 140
12 13 11 13  75
13 18 13 18 220
18 19 16 16 160`;

/** Sixteen bars made up for these tests; the expected values are what the cited libraries' rules give for them. */
export const sampleBars: readonly Ohlcv[] = table
  .trim()
  .split('\n')
  .map((line, k) => {
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = line.trim().split(/\s+/).map(Number);
    return { time: k * 60_000, open, high, low, close, volume };
  });

export const sampleCloses: readonly number[] = sampleBars.map((bar) => bar.close);

/** A bar of the given shape; the rest is its close. */
export function bar(close: number, rest: Partial<Ohlcv> = {}): Ohlcv {
  return { time: 0, open: close, high: close, low: close, close, volume: 1, ...rest };
}

/** The outputs over a series; `value` is the main one. */
export function outputsOver<Input>(indicator: AnyIndicator<Input>, inputs: readonly Input[], name = 'value'): number[] {
  return inputs.map((input) => {
    const value = indicator.next(input);
    return name === 'value' ? value : indicator.outputs![name]!;
  });
}

/** Expects NaN until `begin`, then the values, to nine digits. */
export function expectSeries(actual: readonly number[], begin: number, expected: readonly number[]): void {
  expect(actual.slice(0, begin)).toEqual(Array.from({ length: begin }, () => NaN));
  const rest = actual.slice(begin);
  expect(rest).toHaveLength(expected.length);
  rest.forEach((value, k) => {
    const exact = Math.abs(value - expected[k]!) <= 1e-9 * Math.max(1, Math.abs(expected[k]!));
    if (!exact) expect(`value ${begin + k} is ${value}`).toBe(`value ${begin + k} is ${expected[k]}`);
  });
}
