import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from './assert.ts';
import {
  decimalOfNumber,
  decimalToNumber,
  divide,
  formatDecimal,
  formatFixed,
  parseDecimal,
  pow10,
  rescale,
  type Rounding,
} from './decimal.ts';

describe('parseDecimal', () => {
  it.each<[text: string, value: bigint, scale: number]>([
    ['0', 0n, 0],
    ['12', 12n, 0],
    ['-0.050', -50n, 3],
    ['+1.5', 15n, 1],
    ['.5', 5n, 1],
    ['5.', 5n, 0],
    ['1e-8', 1n, 8],
    ['1.25E+3', 1250n, 0],
    ['2.5e1', 25n, 0],
    ['123456789012345678901234567890.1', 1234567890123456789012345678901n, 1],
  ])('reads %s', (text, value, scale) => {
    expect(parseDecimal(text)).toEqual({ value, scale });
  });

  it.each(['', '.', '-', 'e5', 'NaN', 'Infinity', '1,5', ' 1', '1 ', '0x10', '1e', '--1', '1.2.3', '1_000'])(
    'refuses "%s"',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it('reads every double the way the language does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { value, scale } = decimalOfNumber(x);
        // Minus zero has no decimal of its own.
        expect(decimalToNumber(value, scale)).toBe(x + 0);
      }),
    );
  });
});

describe('decimalOfNumber', () => {
  it.each([NaN, Infinity, -Infinity])('refuses %s', (x) => {
    expect(() => decimalOfNumber(x)).toThrow(AssertionError);
  });
});

describe('pow10', () => {
  it('is a one with zeros behind it', () => {
    expect([pow10(0), pow10(1), pow10(25)]).toEqual([1n, 10n, 10n ** 25n]);
  });

  it.each([-1, 1.5, NaN])('refuses %s', (n) => {
    expect(() => pow10(n)).toThrow(AssertionError);
  });
});

describe('divide', () => {
  // Expected values: java.math.RoundingMode's own table, at a tenth of its arguments; `nearest` is its HALF_UP.
  it.each<[tenths: bigint, Record<Exclude<Rounding, 'exact'>, bigint>]>([
    [55n, { up: 6n, down: 5n, ceil: 6n, floor: 5n, nearest: 6n, even: 6n }],
    [25n, { up: 3n, down: 2n, ceil: 3n, floor: 2n, nearest: 3n, even: 2n }],
    [16n, { up: 2n, down: 1n, ceil: 2n, floor: 1n, nearest: 2n, even: 2n }],
    [11n, { up: 2n, down: 1n, ceil: 2n, floor: 1n, nearest: 1n, even: 1n }],
    [10n, { up: 1n, down: 1n, ceil: 1n, floor: 1n, nearest: 1n, even: 1n }],
    [-10n, { up: -1n, down: -1n, ceil: -1n, floor: -1n, nearest: -1n, even: -1n }],
    [-11n, { up: -2n, down: -1n, ceil: -1n, floor: -2n, nearest: -1n, even: -1n }],
    [-16n, { up: -2n, down: -1n, ceil: -1n, floor: -2n, nearest: -2n, even: -2n }],
    [-25n, { up: -3n, down: -2n, ceil: -2n, floor: -3n, nearest: -3n, even: -2n }],
    [-55n, { up: -6n, down: -5n, ceil: -5n, floor: -6n, nearest: -6n, even: -6n }],
  ])('rounds %s tenths as the rounding modes say', (tenths, expected) => {
    for (const rounding of ['up', 'down', 'ceil', 'floor', 'nearest', 'even'] as const) {
      expect([rounding, divide(tenths, 10n, rounding)]).toEqual([rounding, expected[rounding]]);
      expect([rounding, divide(-tenths, -10n, rounding)]).toEqual([rounding, expected[rounding]]);
    }
  });

  it('gives an exact quotient and refuses a remainder', () => {
    expect(divide(-12n, 4n, 'exact')).toBe(-3n);
    expect(() => divide(13n, 4n, 'exact')).toThrow(AssertionError);
  });

  it('refuses a zero denominator', () => {
    expect(() => divide(1n, 0n, 'down')).toThrow('division by zero');
  });

  it('is never a whole unit away from the true quotient', () => {
    const roundings = fc.constantFrom<Rounding>('down', 'up', 'floor', 'ceil', 'nearest', 'even');
    const divisor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((n) => n !== 0n);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), divisor, roundings, (n, d, rounding) => {
        const error = divide(n, d, rounding) * d - n;
        const size = d < 0n ? -d : d;
        const off = error < 0n ? -error : error;
        expect(rounding === 'nearest' || rounding === 'even' ? off * 2n <= size : off < size).toBe(true);
      }),
    );
  });
});

describe('rescale', () => {
  it('adds digits without loss and drops them as told', () => {
    expect(rescale({ value: 15n, scale: 1 }, 3, 'exact')).toBe(1500n);
    expect(rescale({ value: 1555n, scale: 3 }, 2, 'even')).toBe(156n);
    expect(rescale({ value: -1555n, scale: 3 }, 2, 'down')).toBe(-155n);
    expect(() => rescale({ value: 1555n, scale: 3 }, 2, 'exact')).toThrow(AssertionError);
  });
});

describe('formatDecimal', () => {
  it.each<[value: bigint, scale: number, short: string, fixed: string]>([
    [0n, 0, '0', '0'],
    [0n, 2, '0', '0.00'],
    [-5n, 2, '-0.05', '-0.05'],
    [100n, 0, '100', '100'],
    [10000n, 2, '100', '100.00'],
    [1050n, 2, '10.5', '10.50'],
    [1n, 8, '0.00000001', '0.00000001'],
  ])('writes %s at scale %s', (value, scale, short, fixed) => {
    expect(formatDecimal(value, scale)).toBe(short);
    expect(formatFixed(value, scale)).toBe(fixed);
  });

  it('is read back as the same number', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
        fc.integer({ min: 0, max: 30 }),
        (value, scale) => {
          const read = parseDecimal(formatDecimal(value, scale));
          expect(rescale(read!, scale, 'exact')).toBe(value);
          expect(parseDecimal(formatFixed(value, scale))).toEqual({ value, scale });
        },
      ),
    );
  });
});
