import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Bollinger } from './bollinger.ts';

describe('Bollinger', () => {
  it('puts bands at population deviations (TA-Lib BBANDS)', () => {
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses),
      4,
      [11.6, 11.2, 11.2, 11, 11.8, 13.2, 14.4, 14.8, 14.6, 14.2, 14.4, 14.6],
    );
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses, 'upper'),
      4,
      [
        14.312931993, 14.640930107, 14.640930107, 13.828427125, 16.070831301, 18.625863987, 17.887119155, 17.453299832,
        17.849615362, 17.640930107, 18.518252056, 18.908131846,
      ],
    );
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses, 'lower'),
      4,
      [
        8.8870680067, 7.7590698932, 7.7590698932, 8.1715728753, 7.5291686992, 7.7741360135, 10.912880845, 12.146700168,
        11.350384638, 10.759069893, 10.281747944, 10.291868154,
      ],
    );
  });

  it('places the price between the bands (Stock.Indicators BollingerBands)', () => {
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses, 'percentB'),
      4,
      [
        0.20511608769, 0.18031899345, 0.61624763874, 0.85355339059, 0.87463432463, 0.85017464587, 0.5860309002,
        0.34924432771, 0.099952654317, 0.32562854188, 0.93707863806, 0.6624834209,
      ],
    );
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses, 'width'),
      4,
      [
        0.46774689539, 0.61445180479, 0.61445180479, 0.51425947723, 0.723869712, 0.82210060402, 0.48432210484,
        0.35855403139, 0.4451527893, 0.48463804321, 0.57197945228, 0.59015504736,
      ],
    );
    expectSeries(
      outputsOver(new Bollinger(5), sampleCloses, 'zScore'),
      4,
      [
        -1.1795356492, -1.2787240262, 0.46499055498, 1.4142135624, 1.4985372985, 1.4006985835, 0.34412360081,
        -0.60302268916, -1.6001893827, -0.69748583246, 1.7483145522, 0.64993368362,
      ],
    );
  });

  it('takes any average in the middle, the deviation stays (TA-Lib BBANDS, MAType 1)', () => {
    expectSeries(
      outputsOver(new Bollinger(5, 1.5, 'ema'), sampleCloses),
      4,
      [
        11.6, 10.733333333, 11.155555556, 11.77037037, 12.84691358, 14.23127572, 14.487517147, 14.325011431,
        13.550007621, 13.366671747, 14.911114498, 15.274076332,
      ],
    );
    expectSeries(
      outputsOver(new Bollinger(5, 1.5, 'ema'), sampleCloses, 'upper'),
      4,
      [
        13.634698995, 13.314030913, 13.736253136, 13.891690714, 16.050037056, 18.30067371, 17.102856513, 16.314986305,
        15.987219142, 15.947369327, 17.99980354, 18.505175216,
      ],
    );
  });

  it('closes its bands exactly on a flat price, whatever came before', () => {
    const bollinger = new Bollinger(4);
    for (const price of [3e9, 1e-9, 77.7, 12345.678, 0.3, 0.3, 0.3, 0.3]) bollinger.next(price);
    expect(bollinger.outputs).toEqual({ middle: 0.3, upper: 0.3, lower: 0.3, percentB: 0.5, width: 0, zScore: 0 });
  });

  it('refuses a negative multiplier', () => {
    expect(() => new Bollinger(20, -1)).toThrow('bollinger multiplier must be a number >= 0, was -1');
  });
});
