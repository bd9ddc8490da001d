import { describe, expect, it } from 'vitest';
import { outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Ema } from './ema.ts';
import { StackedEma } from './stacked-ema.ts';
import { T3 } from './t3.ts';

/** Three of the same average, one on the other; the seeds are what makes them start late. */
function tripled(make: () => { next(input: number): number }): number[] {
  const chain = [make(), make(), make()];
  return sampleCloses.map((close) =>
    chain.reduce((input, each) => (Number.isNaN(input) ? NaN : each.next(input)), close),
  );
}

describe('T3', () => {
  it('is ema of ema of ema at factor 0 and dema of dema of dema at factor 1, by its definition', () => {
    const start = 6;
    const plain = outputsOver(new T3(2, 0), sampleCloses);
    tripled(() => new Ema(2)).forEach((expected, k) => k >= start && expect(plain[k]).toBeCloseTo(expected, 12));
    const double = outputsOver(new T3(2, 1), sampleCloses);
    expect(double[15]).toBeCloseTo(tripled(() => new StackedEma(2, 2))[15]!, 3);
  });

  it('refuses a factor outside 0 to 1', () => {
    expect(() => new T3(5, 1.5)).toThrow('t3 factor must be from 0 to 1, was 1.5');
  });
});
