import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Trima } from './trima.ts';

describe('Trima', () => {
  it('weighs the middle of the window most, of odd and even length (TA-Lib TRIMA)', () => {
    expectSeries(
      outputsOver(new Trima(5), sampleCloses),
      4,
      [
        12.111111111, 11.333333333, 10.666666667, 10.555555556, 11.666666667, 13.222222222, 14.666666667, 15.333333333,
        14.888888889, 14, 13.666666667, 14.333333333,
      ],
    );
    expectSeries(
      outputsOver(new Trima(4), sampleCloses),
      3,
      [
        12.333333333, 12, 10.833333333, 10.166666667, 10.833333333, 12.333333333, 14.166666667, 15.333333333, 15.5,
        14.5, 13.333333333, 13.666666667, 15,
      ],
    );
  });
});
