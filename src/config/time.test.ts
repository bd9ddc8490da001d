import { describe, expect, it } from 'vitest';
import { formatTime, parseTime, parseTimeRange } from './time.ts';

describe('parseTime', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026-03', '2026-03-01T00:00:00.000Z'],
    ['2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02T07', '2026-03-02T07:00:00.000Z'],
    ['2026-03-02T07:08', '2026-03-02T07:08:00.000Z'],
    ['2026-03-02T07:08:09', '2026-03-02T07:08:09.000Z'],
    ['2026-03-02T07:08:09.5', '2026-03-02T07:08:09.500Z'],
    ['2026-03-02T07:08:09.123456', '2026-03-02T07:08:09.123Z'],
    ['2026-03-02T07:08:09Z', '2026-03-02T07:08:09.000Z'],
    ['2026-03Z', '2026-03-01T00:00:00.000Z'],
    ['2026-03-02 07:08', '2026-03-02T07:08:00.000Z'],
    ['20260302', '2026-03-02T00:00:00.000Z'],
    ['20260302T0708', '2026-03-02T07:08:00.000Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    ['1767225600.25', '2026-01-01T00:00:00.250Z'],
    ['1767225600123', '2026-01-01T00:00:00.123Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(parseTime(text)).toBe(Date.parse(iso));
  });

  it.each([
    '',
    'now',
    '2026-13',
    '2026-02-30',
    '2025-02-29',
    '2026-01-01T24',
    '2026-01-01T12:60',
    '20261399',
    '12',
    '1e9',
    '2026-1-1',
    '2026-01-01T00:00+01:00',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('parseTimeRange', () => {
  it('reads both ends, or one', () => {
    const from = Date.UTC(2026, 0, 1);
    const to = Date.UTC(2026, 2, 1);
    expect(parseTimeRange('20260101-20260301')).toEqual({ from, to });
    expect(parseTimeRange('20260101-')).toEqual({ from });
    expect(parseTimeRange('-20260301')).toEqual({ to });
    expect(parseTimeRange('1767225600-1767225660')).toEqual({ from, to: from + 60_000 });
  });

  it.each(['', '-', '20260101', '2026x-20260301', '20260101-20261301'])('refuses %j', (text) => {
    expect(parseTimeRange(text)).toBeUndefined();
  });
});

it('prints a time without empty ms', () => {
  expect(formatTime(Date.UTC(2026, 2, 2, 7, 8, 9))).toBe('2026-03-02T07:08:09Z');
  expect(formatTime(Date.UTC(2026, 2, 2, 7, 8, 9, 5))).toBe('2026-03-02T07:08:09.005Z');
});
