import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from '../util/assert.ts';
import { parseDecimal } from '../util/decimal.ts';
import { Grid } from './grid.ts';

const steps = ['0.25', '2.5', '0.00000001', '1000', '1', '0.01', '0.5', '5', '0.125', '25', '0.1'];

describe('Grid', () => {
  it.each<[step: string | number, shortest: string, decimals: number, units: number]>([
    ['0.25', '0.25', 2, 25],
    ['2.50', '2.5', 1, 25],
    ['1e-8', '0.00000001', 8, 1],
    [1e-8, '0.00000001', 8, 1],
    ['1000', '1000', 0, 1000],
    ['1e3', '1000', 0, 1000],
    [0.1, '0.1', 1, 1],
  ])('reads the step %s', (step, shortest, decimals, units) => {
    const grid = new Grid(step);
    expect([grid.step, grid.decimals, grid.units]).toEqual([shortest, decimals, units]);
  });

  it.each(['0', '-1', 'abc', '', '1e-23', '0.12345678901234567', NaN, Infinity, 0])('refuses the step %s', (step) => {
    expect(() => new Grid(step)).toThrow(AssertionError);
  });

  it.each<[step: string, text: string, count: number]>([
    ['0.25', '4521.75', 18_087],
    ['2.5', '-7.5', -3],
    ['1e-8', '0.00000001', 1],
    ['1e-8', '21000000', 2_100_000_000_000_000],
    ['1000', '15000', 15],
    ['0.01', '0', 0],
  ])('counts in steps of %s: %s is %s', (step, text, count) => {
    const grid = new Grid(step);
    expect(grid.parse(text)).toBe(count);
    expect(grid.toText(count)).toBe(text);
    expect(grid.toNumber(count)).toBe(Number(text));
    expect(grid.fromNumber(Number(text))).toBe(count);
  });

  it.each<[step: string, text: string]>([
    ['0.25', '0.3'],
    ['2.5', '1'],
    ['1000', '1500'],
    ['0.01', 'NaN'],
    ['0.01', ''],
    ['1e-8', '123456789012345678901234567890'],
  ])('has no count in steps of %s for "%s"', (step, text) => {
    expect(new Grid(step).parse(text)).toBeUndefined();
  });

  it.each<[x: number, nearest: number, floor: number, ceil: number]>([
    [0.3, 1, 1, 2],
    [0.45, 2, 1, 2],
    [0.375, 2, 1, 2],
    [0.25, 1, 1, 1],
    [-0.3, -1, -2, -1],
    [-0.1, 0, -1, 0],
  ])('rounds %s to quarters', (x, nearest, floor, ceil) => {
    const grid = new Grid('0.25');
    expect(grid.fromNumber(x)).toBe(nearest);
    expect(grid.fromNumber(x, 'floor')).toBe(floor);
    expect(grid.fromNumber(x, 'ceil')).toBe(ceil);
  });

  it.each([NaN, Infinity, -Infinity, 1e30])('refuses to count the double %s', (x) => {
    expect(() => new Grid('0.01').fromNumber(x)).toThrow(AssertionError);
  });

  it.each([
    [1e30, false],
    [-1e30, false],
    [Number.MAX_SAFE_INTEGER, true],
    [2 ** 53, false],
    [2 ** 50, true],
    [0, true],
  ])('tells of %s whole steps whether they can be counted: %s', (x, expected) => {
    expect(new Grid('1').canCount(x)).toBe(expected);
    const count = (): number => new Grid('1').fromNumber(x, 'floor');
    if (expected) expect(count()).toBe(x);
    else expect(count).toThrow(AssertionError);
  });

  it('rounds a decimal as told', () => {
    const { value, scale } = parseDecimal('0.3')!;
    const grid = new Grid('0.25');
    expect(grid.fromDecimal(value, scale, 'floor')).toBe(1);
    expect(grid.fromDecimal(value, scale, 'ceil')).toBe(2);
    expect(grid.fromDecimal(-value, scale, 'ceil')).toBe(-1);
    expect(() => grid.fromDecimal(value, scale, 'exact')).toThrow(AssertionError);
    expect(() => new Grid('1').fromDecimal(10n ** 16n, 0, 'exact')).toThrow(AssertionError);
  });

  describe.each(steps)('in steps of %s', (step) => {
    const grid = new Grid(step);
    const counts = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.integer({ min: 2 ** 50 - 50, max: 2 ** 50 + 50 }),
    );

    it('reads its own text back, for every count', () => {
      fc.assert(
        fc.property(counts, (count) => {
          expect(grid.parse(grid.toText(count))).toBe(count + 0);
        }),
      );
    });

    it('gives the double that the text reads as, for every count', () => {
      fc.assert(
        fc.property(counts, (count) => {
          expect(grid.toNumber(count) + 0).toBe(Number(grid.toText(count)));
        }),
        { numRuns: 500 },
      );
    });

    it('counts the double of every multiple exactly, whatever the rounding', () => {
      // Beyond 15 digits two multiples may share one double.
      const distinct = fc
        .oneof(fc.integer(), fc.integer({ min: -1e15, max: 1e15 }))
        .map((n) => Math.trunc(n / grid.units));
      fc.assert(
        fc.property(distinct, fc.constantFrom('nearest', 'floor', 'ceil'), (count, rounding) => {
          expect(grid.fromNumber(grid.toNumber(count), rounding)).toBe(count + 0);
        }),
        { numRuns: 500 },
      );
    });

    it('keeps floor and ceil on their sides of the double', () => {
      fc.assert(
        fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
          const [low, high] = [grid.fromNumber(x, 'floor'), grid.fromNumber(x, 'ceil')];
          expect(grid.toNumber(low)).toBeLessThanOrEqual(x);
          expect(grid.toNumber(high)).toBeGreaterThanOrEqual(x);
          expect(high - low).toBeLessThanOrEqual(1);
        }),
      );
    });
  });
});
