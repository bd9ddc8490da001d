import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Mfi } from './mfi.ts';

describe('Mfi', () => {
  it('is the share of rising money (TA-Lib MFI)', () => {
    expectSeries(
      outputsOver(new Mfi(5), sampleBars),
      5,
      [
        36.783216783, 40.682414698, 36.783216783, 60.938247966, 77.207977208, 80.947301045, 59.803043868, 43.65642238,
        26.76388591, 38.700412852, 60.031695721,
      ],
    );
  });

  it('is 0 when no money moved the price, and 100 when it only rose', () => {
    expect(outputsOver(new Mfi(2), [bar(1), bar(1), bar(1)])[2]).toBe(0);
    expect(outputsOver(new Mfi(2), [bar(9), bar(1), bar(2), bar(3)])[3]).toBe(100);
  });
});
