import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Adx } from './adx.ts';

describe('Adx', () => {
  it('smooths DX (TA-Lib ADX)', () => {
    expectSeries(
      outputsOver(new Adx(4), sampleBars),
      7,
      [
        20.652720284, 29.168337681, 37.566312248, 43.864793173, 32.960767036, 29.898519547, 31.859128995, 34.734175186,
        38.812043319,
      ],
    );
    expectSeries(
      outputsOver(new Adx(4), sampleBars, 'plusDi'),
      4,
      [
        25.714285714, 17.647058824, 22.273425499, 34.80338111, 43.515798843, 40.795338421, 32.966318588, 23.82270413,
        19.110997101, 15.122934046, 49.942652155, 45.838564671,
      ],
    );
  });

  it('sums one bar more at the start on request (Stock.Indicators Adx)', () => {
    expectSeries(
      outputsOver(new Adx(4, 'wilder'), sampleBars),
      7,
      [
        19.279814094, 28.081173033, 36.621891927, 43.027431098, 32.524802804, 29.215795834, 30.998964517, 34.099988479,
        38.334913557,
      ],
    );
  });

  it('is 0 in a market that never moved', () => {
    const adx = new Adx(2);
    for (let k = 0; k < 9; k++) adx.next(bar(10));
    expect(adx.outputs).toEqual({ adx: 0, plusDi: 0, minusDi: 0, dx: 0 });
  });

  it('is 100 in a market that only rises', () => {
    const adx = new Adx(3);
    for (let k = 0; k < 40; k++) adx.next(bar(10 + k, { low: 9.5 + k, high: 10.5 + k }));
    expect(adx.adx).toBeCloseTo(100, 9);
  });
});
