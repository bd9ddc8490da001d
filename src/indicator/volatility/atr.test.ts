import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Atr } from './atr.ts';

describe('Atr', () => {
  it('starts from the mean of the first ranges (TA-Lib ATR)', () => {
    expectSeries(
      outputsOver(new Atr(5), sampleBars),
      5,
      [2.8, 2.84, 2.872, 2.8976, 2.91808, 2.734464, 2.7875712, 2.63005696, 2.504045568, 3.0032364544, 3.0025891635],
    );
  });

  it('counts the first bar on request (Tulip atr)', () => {
    expectSeries(
      outputsOver(new Atr(5, { first: 'range' }), sampleBars),
      4,
      [
        2.8, 2.84, 2.872, 2.8976, 2.91808, 2.934464, 2.7475712, 2.79805696, 2.638445568, 2.5107564544, 3.0086051635,
        3.0068841308,
      ],
    );
  });

  it('is a percentage of the close on request (TA-Lib NATR)', () => {
    expectSeries(
      outputsOver(new Atr(5, { unit: 'percent' }), sampleBars),
      5,
      [
        31.111111111, 23.666666667, 22.092307692, 19.317333333, 17.165176471, 18.22976, 19.911222857, 21.917141333,
        19.261888985, 16.684646969, 18.766182272,
      ],
    );
  });

  it('has no percentage of a close of 0', () => {
    const atr = new Atr(1, { unit: 'percent' });
    atr.next(bar(1));
    expect(atr.next(bar(0, { high: 2 }))).toBe(0);
  });
});
