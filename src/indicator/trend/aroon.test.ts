import { describe, it } from 'vitest';
import { expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Aroon } from './aroon.ts';

describe('Aroon', () => {
  it('says how recent the extremes are (TA-Lib AROON, AROONOSC)', () => {
    expectSeries(outputsOver(new Aroon(5), sampleBars, 'up'), 5, [40, 20, 0, 100, 100, 100, 80, 60, 40, 100, 100]);
    expectSeries(outputsOver(new Aroon(5), sampleBars, 'down'), 5, [100, 80, 60, 40, 20, 0, 0, 0, 100, 80, 60]);
    expectSeries(outputsOver(new Aroon(5), sampleBars), 5, [-60, -60, -60, 60, 80, 100, 80, 60, -60, 20, 40]);
  });
});
