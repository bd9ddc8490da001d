import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absent } from './figure.ts';
import {
  deviation,
  excess,
  excessKurtosis,
  isFlat,
  largest,
  median,
  present,
  quantileOfSorted,
  skewness,
  smallest,
  sum,
  variance,
} from './moments.ts';

describe('sums', () => {
  it('keep what a plain sum loses', () => {
    expect(sum([1e16, 1, -1e16, 1])).toBe(2);
    expect(sum(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });

  it('of nothing are 0', () => expect(sum([])).toBe(0));
});

describe('the variance', () => {
  it('is exactly 0 when all values are equal, whatever the rounding of their mean', () => {
    expect(
      variance(
        Array.from({ length: 9 }, () => 0.01),
        1,
      ),
    ).toBe(0);
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 2, max: 50 }), (value, n) => {
        expect(
          variance(
            Array.from({ length: n }, () => value),
            1,
          ),
        ).toBe(0);
      }),
    );
  });

  it('survives a large offset', () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 1)).toBe(30);
  });

  it('is never negative', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 2 }), (values) => {
        expect(variance(values, 1)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('refuses too few values', () => expect(() => deviation([1], 1)).toThrow('more than 1 values'));
});

describe('quantiles', () => {
  it('lie between neighbours as in numpy', () => {
    expect(quantileOfSorted([1, 2, 3, 4], 0.05)).toBeCloseTo(1.15, 15);
    expect(quantileOfSorted([1, 2, 3, 4], 1)).toBe(4);
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });
});

describe('gaps', () => {
  it('are left out', () => {
    expect([...present([NaN, 1, NaN, 2])]).toEqual([1, 2]);
    expect(largest([NaN, 1, 3, NaN])).toBe(3);
    expect(smallest([NaN, 1, 3, NaN])).toBe(1);
    expect([...excess([1, NaN, 3], [0.5, 1])]).toEqual([0.5, NaN, NaN]);
  });

  it('keep the object when there are none', () => {
    const values = [1, 2];
    expect(present(values)).toBe(values);
  });
});

describe('shape', () => {
  it('is absent for a constant and for too few values', () => {
    expect(skewness([1, 1, 1])).toEqual(absent('no variation'));
    expect(skewness([1, 2], 'return')).toEqual(absent('2 returns'));
    expect(excessKurtosis([1, 2, 3], 'return')).toEqual(absent('3 returns'));
  });

  it('calls one value flat', () => expect(isFlat([5])).toBe(true));
});
