import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { TrueRange } from './true-range.ts';

describe('TrueRange', () => {
  it('needs the close before (TA-Lib TRANGE)', () => {
    expectSeries(outputsOver(new TrueRange(), sampleBars), 1, [3, 3, 3, 2, 3, 3, 3, 3, 3, 2, 3, 2, 2, 5, 3]);
  });

  it('counts the first bar by its range on request (Tulip tr)', () => {
    expectSeries(outputsOver(new TrueRange('range'), sampleBars), 0, [3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 2, 3, 2, 2, 5, 3]);
  });

  it('reaches over a gap', () => {
    expect(
      outputsOver(new TrueRange(), [bar(10), bar(20, { high: 21, low: 19 }), bar(5, { high: 6, low: 4 })]),
    ).toEqual([NaN, 11, 16]);
  });
});
