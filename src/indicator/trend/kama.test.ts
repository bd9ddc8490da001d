import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Kama } from './kama.ts';

describe('Kama', () => {
  it('adapts to the efficiency of the move (TA-Lib KAMA)', () => {
    expectSeries(
      outputsOver(new Kama(4), sampleCloses),
      4,
      [
        10.977338421, 10.77158, 10.828392117, 10.981161542, 11.964380663, 14.202433701, 14.285427073, 14.278958845,
        14.041814324, 13.815626812, 14.109991319, 14.174639275,
      ],
    );
  });

  it('stands still on an input where nothing moved', () => {
    expect(outputsOver(new Kama(3), [5, 5, 5, 5, 5]).slice(3)).toEqual([5, 5]);
  });
});
