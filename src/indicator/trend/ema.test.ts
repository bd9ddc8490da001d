import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { Ema } from './ema.ts';

describe('Ema', () => {
  it('starts from the mean of the first inputs (TA-Lib EMA)', () => {
    expectSeries(
      outputsOver(new Ema(4), sampleCloses),
      3,
      [
        12, 11.2, 10.32, 10.992, 11.7952, 13.07712, 14.646272, 14.7877632, 14.47265792, 13.483594752, 13.290156851,
        15.174094111, 15.504456466,
      ],
    );
  });

  it('starts from the first input on request (Tulip ema)', () => {
    expectSeries(
      outputsOver(new Ema(4, { seed: 'first' }), sampleCloses),
      3,
      [
        11.864, 11.1184, 10.27104, 10.962624, 11.7775744, 13.06654464, 14.639926784, 14.78395607, 14.470373642,
        13.482224185, 13.289334511, 15.173600707, 15.504160424,
      ],
    );
    expectSeries(
      outputsOver(new Ema(4, { seed: 'first', early: true }), sampleCloses),
      0,
      [
        11, 11.4, 12.44, 11.864, 11.1184, 10.27104, 10.962624, 11.7775744, 13.06654464, 14.639926784, 14.78395607,
        14.470373642, 13.482224185, 13.289334511, 15.173600707, 15.504160424,
      ],
    );
  });

  it('smooths as Wilder does on request (Tulip wilders)', () => {
    expectSeries(
      outputsOver(new Ema(4, { smoothing: 'wilder' }), sampleCloses),
      3,
      [
        12, 11.5, 10.875, 11.15625, 11.6171875, 12.462890625, 13.597167969, 13.947875977, 13.960906982, 13.470680237,
        13.353010178, 14.514757633, 14.886068225,
      ],
    );
  });

  it('is exactly the price in a flat market', () => {
    expect(outputsOver(new Ema(3), [0.1, 0.1, 0.1, 0.1]).slice(2)).toEqual([0.1, 0.1]);
  });

  it('settles when the start weighs less than a thousandth', () => {
    const { settle, warmup } = new Ema(20);
    expect((1 - 2 / 21) ** (settle - warmup)).toBeLessThan(0.001);
    expect((1 - 2 / 21) ** (settle - warmup - 1)).toBeGreaterThan(0.001);
  });
});
