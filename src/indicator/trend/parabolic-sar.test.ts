import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { ParabolicSar } from './parabolic-sar.ts';

describe('ParabolicSar', () => {
  it('accelerates to the extreme and turns when touched (TA-Lib SAR)', () => {
    expectSeries(
      outputsOver(new ParabolicSar(0.02, 0.2), sampleBars),
      1,
      [
        9, 9.08, 9.3168, 9.544128, 15, 14.86, 14.7228, 8, 8.16, 8.5136, 8.853056, 9.17893376, 9.4917764096,
        9.7921053532, 10.284579032,
      ],
    );
    expectSeries(
      outputsOver(new ParabolicSar(0.1, 0.25), sampleBars),
      1,
      [9, 9.4, 10, 15, 14.5, 13.2, 8, 8.6, 10.08, 11.81, 17, 17, 16, 11, 11],
    );
  });

  it('says on which side of price it is', () => {
    const sar = new ParabolicSar();
    const sides = sampleBars.slice(1).map((each, k) => {
      if (k === 0) sar.next(sampleBars[0]!);
      sar.next(each);
      return sar.direction > 0 ? sar.sar <= each.low : sar.sar >= each.high;
    });
    expect(sides).not.toContain(false);
  });
});
