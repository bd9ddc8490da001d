import { describe, expect, it } from 'vitest';
import { expectSeries, outputsOver, sampleCloses } from '../../../test/support/indicator-sample.ts';
import { stdDev, StdDev } from './std-dev.ts';

describe('StdDev', () => {
  it('divides by n (TA-Lib STDDEV)', () => {
    expectSeries(
      outputsOver(new StdDev(5), sampleCloses),
      4,
      [
        1.3564659966, 1.7204650534, 1.7204650534, 1.4142135624, 2.1354156504, 2.7129319933, 1.7435595774, 1.3266499161,
        1.6248076809, 1.7204650534, 2.0591260282, 2.1540659229,
      ],
    );
    expectSeries(
      outputsOver(new StdDev(5, { multiplier: 3 }), sampleCloses),
      4,
      [
        4.0693979899, 5.1613951602, 5.1613951602, 4.2426406871, 6.4062469512, 8.1387959798, 5.2306787322, 3.9799497484,
        4.8744230428, 5.1613951602, 6.1773780846, 6.4621977686,
      ],
    );
  });

  it('divides by n − 1 on request', () => {
    expectSeries(
      outputsOver(new StdDev(5, { estimator: 'sample' }), sampleCloses),
      4,
      [
        1.5165750888, 1.9235384062, 1.9235384062, 1.5811388301, 2.3874672773, 3.0331501776, 1.949358869, 1.4832396974,
        1.8165902125, 1.9235384062, 2.3021728866, 2.4083189158,
      ],
    );
  });

  it('refuses a sample of one', () => {
    expect(() => new StdDev(1, { estimator: 'sample' })).toThrow('std-dev length must be an integer >= 2, was 1');
    expect(() => stdDev.create({ length: 1, estimator: 'sample' })).toThrow('length must be at least 2 for a sample');
  });
});
