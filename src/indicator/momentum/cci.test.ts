import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Cci } from './cci.ts';

describe('Cci', () => {
  it('measures in mean absolute deviations (TA-Lib CCI)', () => {
    expectSeries(
      outputsOver(new Cci(5), sampleBars),
      4,
      [
        -80.808080808, -121.21212121, -18.518518519, 106.48148148, 125, 104.7008547, 64.102564103, -23.80952381,
        -142.85714286, -91.503267974, 97.48427673, 96.354166667,
      ],
    );
  });

  it('is 0 where nothing moves', () => {
    expect(outputsOver(new Cci(3), [bar(0.1), bar(0.1), bar(0.1), bar(0.1)]).slice(2)).toEqual([0, 0]);
  });
});
