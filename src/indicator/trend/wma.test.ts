import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Wma } from './wma.ts';

describe('Wma', () => {
  it('weighs the newest input most (TA-Lib WMA)', () => {
    expectSeries(
      outputsOver(new Wma(4), sampleCloses),
      3,
      [12.1, 11.3, 10.2, 10.6, 11.6, 13.2, 15.1, 15.4, 15, 13.7, 13.1, 14.9, 15.6],
    );
  });

  it('is exactly the price in a flat market', () => {
    expect(outputsOver(new Wma(3), [7, 9, 0.1, 0.1, 0.1, 0.1]).slice(4)).toEqual([0.1, 0.1]);
  });
});
