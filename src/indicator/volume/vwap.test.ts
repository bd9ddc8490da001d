import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import type { Ohlcv } from '../../market/bar.ts';
import { Vwap } from './vwap.ts';

describe('Vwap', () => {
  it('runs on from the first bar (Stock.Indicators Vwap)', () => {
    expectSeries(
      outputsOver(new Vwap(), sampleBars),
      0,
      [
        10.666666667, 11.212121212, 11.924731183, 11.949275362, 11.759259259, 11.103603604, 11.084249084, 11.182130584,
        11.537037037, 12.016528926, 12.282247765, 12.43498818, 12.455913978, 12.45025641, 12.913279133, 13.239401496,
      ],
    );
  });

  it('is the typical price until volume trades', () => {
    const quiet = bar(10, { high: 12, low: 8, volume: 0 });
    expect(outputsOver(new Vwap(), [quiet, bar(20), quiet])).toEqual([10, 20, 20]);
  });

  const hour = 3_600_000;
  const day = 24 * hour;
  const at = (time: number, price: number): Ohlcv => bar(price, { time });

  it.each([
    // 1970-01-01 is a Thursday, 1970-01-05 a Monday.
    ['day', 0, [0, day - 1, day, 2 * day - 1], [1, 1.5, 3, 3.5]],
    ['day', 90, [0, 1.5 * hour - 1, 1.5 * hour, 25 * hour], [1, 1.5, 3, 3.5]],
    ['week', 0, [3 * day, 4 * day - 1, 4 * day, 10 * day], [1, 1.5, 3, 3.5]],
    ['month', 0, [30 * day, 31 * day - 1, 31 * day, 58 * day], [1, 1.5, 3, 3.5]],
    ['none', 0, [0, day, 40 * day, 80 * day], [1, 1.5, 2, 2.5]],
  ] as const)('starts over every %s, %i minutes after midnight', (anchor, offset, times, expected) => {
    const vwap = new Vwap(anchor, offset);
    const series = times.map((time, k) => at(time, k + 1));
    expect(series.map((each) => [vwap.peek(each), vwap.next(each)])).toEqual(expected.map((each) => [each, each]));
  });

  it('starts over by hand', () => {
    const vwap = new Vwap();
    vwap.next(at(0, 1));
    vwap.restart();
    expect(vwap.next(at(1, 5))).toBe(5);
  });

  it('loses no digits over a million bars', () => {
    const vwap = new Vwap();
    for (let k = 0; k < 1_000_000; k++) vwap.next(bar(0.1, { volume: 0.3 }));
    expect(vwap.value).toBeCloseTo(0.1, 15);
  });
});
