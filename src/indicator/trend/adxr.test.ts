import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Adxr } from './adxr.ts';

describe('Adxr', () => {
  it('is the mean of ADX now and length − 1 bars ago (TA-Lib ADXR)', () => {
    expectSeries(
      outputsOver(new Adxr(4), sampleBars),
      10,
      [32.258756728, 31.064552359, 33.732415897, 37.861961084, 33.847471111, 34.355281433],
    );
  });

  it('looks length bars back on request (Stock.Indicators Adx)', () => {
    expectSeries(
      outputsOver(new Adxr(4, 'wilder'), sampleBars),
      11,
      [25.902308449, 28.648484433, 33.810428222, 38.563709788, 35.42985818],
    );
  });
});
