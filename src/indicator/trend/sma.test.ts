import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Sma } from './sma.ts';

describe('Sma', () => {
  it('is the mean of the window (TA-Lib SMA)', () => {
    expectSeries(
      outputsOver(new Sma(4), sampleCloses),
      3,
      [12, 11.75, 11, 10.5, 11, 12.25, 14.25, 15, 15.25, 14.5, 13.5, 14.25, 14.75],
    );
  });

  it('is exactly the price in a flat market', () => {
    const sma = new Sma(7);
    for (let k = 0; k < 20; k++) sma.next(1000 / 3 + k);
    for (let k = 0; k < 6; k++) sma.next(0.1);
    expect([sma.peek(0.1), sma.next(0.1), sma.next(0.1)]).toEqual([0.1, 0.1, 0.1]);
  });

  it('refuses a length that is not a whole number from 1', () => {
    expect(() => new Sma(0)).toThrow('sma length must be an integer >= 1, was 0');
    expect(() => new Sma(2.5)).toThrow('was 2.5');
  });
});
