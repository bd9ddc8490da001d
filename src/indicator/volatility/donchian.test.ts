import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Donchian, Peak } from './donchian.ts';

describe('Donchian', () => {
  it('counts the current bar (TA-Lib MIDPRICE)', () => {
    expectSeries(
      outputsOver(new Donchian(4), sampleBars),
      3,
      [12, 12.5, 11.5, 11, 11, 12, 13, 14, 15, 14.5, 14, 14.5, 15],
    );
  });

  it('takes the bars before the current one on request (Stock.Indicators Donchian)', () => {
    expectSeries(
      outputsOver(new Donchian(4, 'prior'), sampleBars, 'upper'),
      4,
      [15, 15, 15, 14, 14, 16, 17, 17, 17, 17, 17, 18],
    );
    expectSeries(
      outputsOver(new Donchian(4, 'prior'), sampleBars, 'lower'),
      4,
      [9, 10, 8, 8, 8, 8, 9, 11, 13, 12, 11, 11],
    );
    expectSeries(
      outputsOver(new Donchian(4, 'prior'), sampleBars),
      4,
      [12, 12.5, 11.5, 11, 11, 12, 13, 14, 15, 14.5, 14, 14.5],
    );
    expectSeries(
      outputsOver(new Donchian(4, 'prior'), sampleBars, 'width'),
      4,
      [
        0.5, 0.4, 0.60869565217, 0.54545454545, 0.54545454545, 0.66666666667, 0.61538461538, 0.42857142857,
        0.26666666667, 0.34482758621, 0.42857142857, 0.48275862069,
      ],
    );
  });

  it('knows the extremes of one series (TA-Lib MAX, MIN)', () => {
    expectSeries(
      outputsOver(new Peak('highest', 4), sampleCloses),
      3,
      [14, 14, 14, 12, 13, 15, 17, 17, 17, 17, 15, 18, 18],
    );
    expectSeries(outputsOver(new Peak('lowest', 4), sampleCloses), 3, [11, 10, 9, 9, 9, 9, 12, 13, 14, 12, 12, 12, 12]);
  });
});
