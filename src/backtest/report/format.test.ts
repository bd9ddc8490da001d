import { describe, expect, it } from 'vitest';
import { duration, fixed, moneyDigits, percent, plain, probability, ratio, signed } from './format.ts';

describe('numbers', () => {
  it.each([
    [1234567.891, 2, '1,234,567.89'],
    [-1234.5, 1, '-1,234.5'],
    [-0.001, 2, '0.00'],
    [999, 0, '999'],
    [1000, 0, '1,000'],
    [1e22, 0, '1e+22'],
  ])('writes %d with %d digits as %s', (value, digits, text) => expect(fixed(value, digits)).toBe(text));

  it('have a sign when it matters, and none when rounded to zero', () => {
    expect(signed(1.25, 1)).toBe('+1.3');
    expect(signed(0.001, 2)).toBe('0.00');
    expect(signed(-0.001, 2)).toBe('0.00');
    expect(percent(-12.345)).toBe('-12.35 %');
    expect(percent(123456)).toBe('+123,456 %');
  });

  it('keep the digits that matter', () => {
    expect([0, 0.5, 1.234, 12.34, 123.4, 1e-6, 1e9].map((value) => ratio(value))).toEqual([
      '0.00',
      '0.50',
      '1.23',
      '12.3',
      '123',
      '1.0e-6',
      '1.0e+9',
    ]);
    expect([0.5, 0.0004, 0].map((value) => probability(value))).toEqual(['0.500', '4.0e-4', '0.000']);
    expect([10_000, 25, 0.5].map((equity) => moneyDigits(equity))).toEqual([2, 4, 8]);
  });
});

describe('durations', () => {
  it.each([
    [0, '0ms'],
    [80, '80ms'],
    [5000, '5s'],
    [3_600_000, '1h'],
    [90_000_000, '1d 1h'],
    [86_400_000 + 60_000, '1d'],
    [86_400_000 * 400, '400d'],
  ])('writes %d ms as %s', (millis, text) => expect(duration(millis)).toBe(text));
});

describe('text of others', () => {
  it('cannot move the cursor, ring or turn the line around', () => {
    expect(plain('a\u001b[2Jb\nc\u202Ed\u0007')).toBe('a?[2Jb?c?d?');
    expect(plain('Überweisung → 日本')).toBe('Überweisung → 日本');
  });
});
