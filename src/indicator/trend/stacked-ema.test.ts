import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { StackedEma } from './stacked-ema.ts';

describe('StackedEma', () => {
  it('chains the averages (TA-Lib DEMA and TEMA)', () => {
    expectSeries(
      outputsOver(new StackedEma(2, 3), sampleCloses),
      4,
      [
        10.055555556, 9.0694444444, 11.055555556, 12.538194444, 14.524305556, 16.639756944, 15.758680556, 14.598741319,
        12.659071181, 12.759385851, 16.594618056, 16.404771593,
      ],
    );
    expectSeries(
      outputsOver(new StackedEma(3, 3), sampleCloses),
      6,
      [
        11.37037037, 12.92650463, 14.95630787, 17.03587963, 15.57740162, 14.208731192, 12.134530527, 12.617422598,
        17.226327402, 16.518240469,
      ],
    );
  });

  it('starts all averages from one mean on request (Stock.Indicators Dema and Tema)', () => {
    expectSeries(
      outputsOver(new StackedEma(2, 3, 'shared'), sampleCloses),
      2,
      [
        12.333333333, 11.333333333, 10.25, 9.1666666667, 11.104166667, 12.5625, 14.536458333, 16.645833333, 15.76171875,
        14.600260417, 12.659830729, 12.759765625, 16.594807943, 16.404866536,
      ],
    );
    expectSeries(
      outputsOver(new StackedEma(3, 3, 'shared'), sampleCloses),
      2,
      [
        12.333333333, 11.166666667, 10.041666667, 8.9791666667, 11.458333333, 12.958333333, 14.966145833, 17.037760417,
        15.576822917, 14.207682292, 12.133626302, 12.616780599, 17.225911458, 16.517985026,
      ],
    );
  });
});
