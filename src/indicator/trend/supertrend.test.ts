import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Supertrend } from './supertrend.ts';

describe('Supertrend', () => {
  it('follows price with the band on the other side (Stock.Indicators SuperTrend)', () => {
    expectSeries(
      outputsOver(new Supertrend(3, 1), sampleBars),
      3,
      [
        15.5, 13.666666667, 12.277777778, 12.277777778, 9.5987654321, 11.565843621, 12.543895748, 13.362597165,
        13.362597165, 15.505512371, 14.337008247, 12.275327835, 14.350218557,
      ],
    );
    expectSeries(
      outputsOver(new Supertrend(3, 1), sampleBars, 'direction'),
      3,
      [-1, -1, -1, -1, 1, 1, 1, 1, 1, -1, -1, 1, 1],
    );
  });

  it('keeps both bands where one of them is the line', () => {
    const supertrend = new Supertrend(3, 1);
    for (const each of sampleBars) {
      supertrend.next(each);
      if (!Number.isNaN(supertrend.value)) {
        expect(supertrend.line).toBe(supertrend.direction > 0 ? supertrend.lower : supertrend.upper);
      }
    }
  });
});
