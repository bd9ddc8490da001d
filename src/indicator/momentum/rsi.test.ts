import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Rsi } from './rsi.ts';

describe('Rsi', () => {
  it('starts from the mean of the first steps (TA-Lib RSI)', () => {
    expectSeries(
      outputsOver(new Rsi(5), sampleCloses),
      5,
      [
        37.5, 57.446808511, 62.441314554, 70.961887477, 77.377165076, 60.632920158, 53.409376835, 41.152538987,
        48.534282915, 71.151363764, 58.333719951,
      ],
    );
  });

  it('starts from zero on request (pandas ewm, adjust=False)', () => {
    expectSeries(
      outputsOver(new Rsi(5, { seed: 'zero' }), sampleCloses),
      5,
      [
        27.817447998, 58.219147311, 64.456674406, 74.11696765, 80.680505812, 61.261720439, 53.251165804, 40.13204578,
        48.120318828, 71.71146251, 58.427216782,
      ],
    );
  });

  it('is 100 without a loss, 0 without a gain, and as told without either', () => {
    expect(outputsOver(new Rsi(2), [1, 2, 3, 4]).slice(2)).toEqual([100, 100]);
    expect(outputsOver(new Rsi(2), [4, 3, 2, 1]).slice(2)).toEqual([0, 0]);
    expect(outputsOver(new Rsi(2), [5, 5, 5, 5]).slice(2)).toEqual([0, 0]);
    expect(outputsOver(new Rsi(2, { flat: 100 }), [5, 5, 5, 5]).slice(2)).toEqual([100, 100]);
  });
});
