import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { macd, Macd } from './macd.ts';

describe('Macd', () => {
  it('starts both averages on the same input (TA-Lib MACD)', () => {
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4 }), sampleCloses),
      8,
      [
        0.74246841594, 1.2803345828, 0.86095327344, 0.37389519531, -0.28203914621, -0.26172439015, 0.8543486499,
        0.7023249285,
      ],
    );
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4 }), sampleCloses, 'signal'),
      8,
      [
        -0.17237609329, 0.40870817715, 0.58960621566, 0.50332180752, 0.18917742603, 0.0088166995605, 0.34702947969,
        0.48914765922,
      ],
    );
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4 }), sampleCloses, 'histogram'),
      8,
      [
        0.91484450923, 0.87162640566, 0.27134705777, -0.12942661221, -0.47121657224, -0.27054108971, 0.5073191702,
        0.21317726928,
      ],
    );
  });

  it('starts each average on the first input on request (Stock.Indicators Macd)', () => {
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4, start: 'plain' }), sampleCloses, 'macd'),
      5,
      [
        -1.25, -0.44642857143, 0.11862244898, 0.73205174927, 1.2751262495, 0.85834910677, 0.37259311198, -0.28269018787,
        -0.26204991098, 0.85418588948, 0.70224354829,
      ],
    );
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4, start: 'plain' }), sampleCloses, 'signal'),
      8,
      [
        -0.21143859329, 0.38318734382, 0.573252049, 0.49298847419, 0.18271700937, 0.0048102412272, 0.34456050053,
        0.48763371963,
      ],
    );
    expectSeries(
      outputsOver(new Macd({ fast: 3, slow: 6, signal: 4, start: 'plain' }), sampleCloses, 'histogram'),
      8,
      [
        0.94349034257, 0.89193890566, 0.28509705777, -0.12039536221, -0.46540719724, -0.26686015221, 0.50962538895,
        0.21460982866,
      ],
    );
  });

  it('is silent until all three numbers are there, while its fields are not', () => {
    const macd = new Macd({ fast: 3, slow: 6, signal: 4 });
    const lines = sampleCloses.map((close) => [macd.next(close), macd.macd, macd.signal].map(Number.isNaN));
    expect(lines.slice(4, 6)).toEqual([
      [true, true, true],
      [true, false, true],
    ]);
    expect(lines[8]).toEqual([false, false, false]);
    expect(macd.warmup).toBe(9);
  });

  it('agrees with its other start to 1e-8 of the price after 150 inputs', () => {
    const aligned = new Macd();
    const plain = new Macd({ start: 'plain' });
    for (let k = 0; k < 150; k++) {
      const price = 100 + 10 * Math.sin(k / 5);
      aligned.next(price);
      plain.next(price);
    }
    expect(Math.abs(aligned.macd - plain.macd)).toBeLessThan(1e-6);
  });

  it('refuses a fast length above the slow one', () => {
    expect(() => new Macd({ fast: 30 })).toThrow('macd fast must not be greater than slow, was 30 > 26');
    expect(() => macd.create({ fast: 30 })).toThrow('fast must not be greater than slow, was 30 > 26');
  });
});
