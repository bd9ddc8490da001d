import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Obv } from './obv.ts';

describe('Obv', () => {
  it('starts from the first volume (TA-Lib OBV), or from 0 (Stock.Indicators Obv)', () => {
    expectSeries(
      outputsOver(new Obv(), sampleBars),
      0,
      [100, 220, 310, 160, 80, -120, 50, 110, 220, 350, 255, 150, 10, 85, 305, 145],
    );
    expectSeries(
      outputsOver(new Obv('zero'), sampleBars),
      0,
      [0, 120, 210, 60, -20, -220, -50, 10, 120, 250, 155, 50, -90, -15, 205, 45],
    );
  });
});
