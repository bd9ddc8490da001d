import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, studentTwoSided } from './distribution.ts';

/** Expected values: scipy 1.17. */
function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

describe('the normal distribution', () => {
  it.each([
    [-9, 1.1285884059538324e-19],
    [-3.5, 0.00023262907903552502],
    [-1, 0.15865525393145707],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.9999, 0.9772444684152328],
    [2.0001, 0.9772552666085894],
    [3, 0.9986501019683699],
    [6, 0.9999999990134123],
  ])('has the share %d … below it', (x, expected) => close(normalCdf(x), expected));

  it.each([
    [1e-12, -7.034483825301131],
    [1e-5, -4.264890793922825],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
  ])('finds the value below which the share %d lies', (p, expected) => close(normalQuantile(p), expected));

  it('refuses a probability of 0 or 1', () => {
    expect(() => normalQuantile(0)).toThrow('between 0 and 1');
    expect(() => normalQuantile(1)).toThrow('between 0 and 1');
  });
});

describe("Student's distribution", () => {
  it.each([
    [0, 5, 1],
    [0.1, 1, 0.936548965138893],
    [2, 1, 0.2951672353008665],
    [-2, 2, 0.18350341907227397],
    [2.5, 9, 0.033861827682985735],
    [4, 30, 0.0003818456360837564],
    [1.96, 3649, 0.05007178860763734],
    [12, 3649, 1.4460623890382895e-32],
    [40, 7, 1.5902179984850364e-9],
  ])('has the two-sided tail of %d with %d degrees of freedom', (t, freedom, expected) =>
    close(studentTwoSided(t, freedom), expected),
  );
});
