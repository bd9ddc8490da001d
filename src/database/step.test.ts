import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Grid } from '../market/grid.ts';
import { commonStep, stepFactor } from './step.ts';

describe('commonStep', () => {
  it.each([
    ['0.1', '0.1', '0.1'],
    ['0.1', '0.01', '0.01'],
    ['0.1', '0.25', '0.05'],
    ['2.5', '1000', '2.5'],
    ['3', '2', '1'],
    ['0.00000001', '5', '0.00000001'],
  ])('of %s and %s is %s', (one, other, common) => {
    expect(commonStep(one, other)).toBe(common);
    expect(commonStep(other, one)).toBe(common);
  });

  it('measures both steps in whole numbers', () => {
    const steps = fc
      .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 8 }))
      .map(([units, decimals]) => new Grid(`${units}e-${decimals}`).step);
    fc.assert(
      fc.property(steps, steps, fc.integer({ min: -1000, max: 1000 }), (one, other, count) => {
        const common = commonStep(one, other);
        expect(new Grid(common).toText(count * stepFactor(one, common))).toBe(new Grid(one).toText(count));
        expect(new Grid(common).toText(count * stepFactor(other, common))).toBe(new Grid(other).toText(count));
      }),
    );
  });
});

describe('stepFactor', () => {
  it('refuses a step that does not divide the other', () => {
    expect(() => stepFactor('0.1', '0.25')).toThrow('expected a step that 0.1 is a multiple of, was 0.25');
    expect(() => stepFactor('10000000000', '0.00000001')).toThrow('expected a step');
  });
});
