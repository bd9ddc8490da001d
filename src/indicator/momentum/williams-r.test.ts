import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { WilliamsR } from './williams-r.ts';

describe('WilliamsR', () => {
  it('measures from the highest high (TA-Lib WILLR)', () => {
    expectSeries(
      outputsOver(new WilliamsR(5), sampleBars),
      4,
      [-83.333333333, -85.714285714, -42.857142857, -16.666666667, -12.5, 0, -25, -50, -100, -66.666666667, 0, -37.5],
    );
  });

  it('is 0 where there is no range', () => {
    expect(outputsOver(new WilliamsR(2), [bar(3), bar(3), bar(3)]).slice(1)).toEqual([0, 0]);
  });
});
