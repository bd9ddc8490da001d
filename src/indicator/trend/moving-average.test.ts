import { describe, expect, it } from 'vitest';
import { outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Random } from '../../util/random.ts';
import { movingAverage, movingAverageTypes } from './moving-average.ts';

describe('movingAverage', () => {
  it.each(movingAverageTypes)('%s of length 1 gives the input back', (type) => {
    expect(outputsOver(movingAverage(type, 1), sampleCloses)).toEqual(sampleCloses);
  });

  it.each(movingAverageTypes)('%s of equal inputs is the input, exactly', (type) => {
    const average = movingAverage(type, 5);
    for (let k = 0; k < 40; k++) average.next(0.1);
    expect(average.value).toBe(0.1);
  });

  it.each(['sma', 'wma', 'trima'] as const)('%s does not drift over two million inputs, nor after a spike', (type) => {
    const random = new Random(type);
    const average = movingAverage(type, 30);
    for (let k = 0; k < 2_000_000; k++) average.next(k % 1000 === 0 ? 1e9 * random.next() : random.next());
    const last = Array.from({ length: 60 }, () => random.next());
    for (const input of last) average.next(input);
    const fresh = movingAverage(type, 30);
    for (const input of last) fresh.next(input);
    expect(Math.abs(average.value / fresh.value - 1)).toBeLessThan(1e-13);
  });
});
