import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { RateOfChange } from './rate-of-change.ts';

describe('RateOfChange', () => {
  it('gives percent, or units of the input (TA-Lib ROC, MOM)', () => {
    expectSeries(
      outputsOver(new RateOfChange(3), sampleCloses),
      3,
      [
        0, -16.666666667, -35.714285714, 9.0909090909, 30, 66.666666667, 41.666666667, 15.384615385, -6.6666666667,
        -29.411764706, -13.333333333, 28.571428571, 33.333333333,
      ],
    );
    expectSeries(
      outputsOver(new RateOfChange(3, 'input'), sampleCloses),
      3,
      [0, -2, -5, 1, 3, 6, 5, 2, -1, -5, -2, 4, 4],
    );
  });

  it('is 0 percent of an old input of 0', () => {
    expect(outputsOver(new RateOfChange(1), [0, 5])[1]).toBe(0);
  });
});
