import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Stochastic } from './stochastic.ts';

describe('Stochastic', () => {
  it('is slow by default (TA-Lib STOCH)', () => {
    expectSeries(
      outputsOver(new Stochastic({ kLength: 5, kSmoothing: 3, dLength: 3 }), sampleBars),
      8,
      [75.992063492, 90.277777778, 87.5, 75, 41.666666667, 27.777777778, 44.444444444, 65.277777778],
    );
    expectSeries(
      outputsOver(new Stochastic({ kLength: 5, kSmoothing: 3, dLength: 3 }), sampleBars, 'd'),
      8,
      [52.314814815, 72.619047619, 84.58994709, 84.259259259, 68.055555556, 48.148148148, 37.962962963, 45.833333333],
    );
  });

  it('is fast without smoothing, with any average (TA-Lib STOCHF)', () => {
    expectSeries(
      outputsOver(new Stochastic({ kLength: 5, kSmoothing: 1, dLength: 3, dType: 'ema' }), sampleBars),
      6,
      [57.142857143, 83.333333333, 87.5, 100, 75, 50, 0, 33.333333333, 100, 62.5],
    );
    expectSeries(
      outputsOver(new Stochastic({ kLength: 5, kSmoothing: 1, dLength: 3, dType: 'ema' }), sampleBars, 'd'),
      6,
      [
        29.365079365, 56.349206349, 71.924603175, 85.962301587, 80.481150794, 65.240575397, 32.620287698, 32.976810516,
        66.488405258, 64.494202629,
      ],
    );
  });

  it('is 0 where there is no range', () => {
    const stochastic = new Stochastic({ kLength: 2, kSmoothing: 1, dLength: 1 });
    for (let k = 0; k < 4; k++) stochastic.next(bar(10));
    expect(stochastic.outputs).toEqual({ k: 0, d: 0, j: 0 });
  });

  it('gives j from its factors', () => {
    const stochastic = new Stochastic({ kLength: 5, kFactor: 5, dFactor: 4 });
    for (const each of sampleBars) stochastic.next(each);
    expect(stochastic.j).toBeCloseTo(5 * stochastic.k - 4 * stochastic.d, 9);
  });
});
