import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from '../util/assert.ts';
import { barEnd, barStart, divides, parseTimeframe, timeframe } from './timeframe.ts';

const hour = 3_600_000;
const at = Date.parse;

describe('parseTimeframe', () => {
  it.each<[name: string, millis: number, months: number]>([
    ['1s', 1000, 0],
    ['45m', 45 * 60_000, 0],
    ['4h', 4 * hour, 0],
    ['3d', 72 * hour, 0],
    ['1w', 168 * hour, 0],
    ['1M', 0, 1],
    ['3M', 0, 3],
  ])('reads %s', (name, millis, months) => {
    expect(parseTimeframe(name)).toMatchObject({ name, millis, months });
  });

  it.each(['', 'm', '0m', '01m', '-1h', '1.5h', '1y', '1H', '1D', '5 m', '99999m', '1mo'])('refuses "%s"', (name) => {
    expect(parseTimeframe(name)).toBeUndefined();
    expect(() => timeframe(name)).toThrow(AssertionError);
  });
});

describe('bars', () => {
  it.each<[name: string, time: string, start: string, end: string]>([
    ['1m', '2026-03-04T05:06:07.890Z', '2026-03-04T05:06:00Z', '2026-03-04T05:07:00Z'],
    ['45m', '1970-01-01T01:00:00Z', '1970-01-01T00:45:00Z', '1970-01-01T01:30:00Z'],
    ['4h', '2026-03-04T03:59:59.999Z', '2026-03-04T00:00:00Z', '2026-03-04T04:00:00Z'],
    ['1d', '2026-03-04T23:59:59.999Z', '2026-03-04T00:00:00Z', '2026-03-05T00:00:00Z'],
    ['3d', '1970-01-04T12:00:00Z', '1970-01-04T00:00:00Z', '1970-01-07T00:00:00Z'],
    ['1w', '2026-03-01T12:00:00Z', '2026-02-23T00:00:00Z', '2026-03-02T00:00:00Z'],
    ['1w', '2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z'],
    ['2w', '1970-01-12T00:00:00Z', '1970-01-05T00:00:00Z', '1970-01-19T00:00:00Z'],
    ['1M', '2024-02-29T10:00:00Z', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['1M', '2025-12-31T23:59:59.999Z', '2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['3M', '2026-11-21T00:00:00Z', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['1h', '1969-12-31T23:30:00Z', '1969-12-31T23:00:00Z', '1970-01-01T00:00:00Z'],
  ])('of %s: the one that holds %s runs from %s to %s', (name, time, start, end) => {
    const frame = timeframe(name);
    expect(new Date(barStart(frame, at(time)))).toEqual(new Date(start));
    expect(new Date(barEnd(frame, at(start)))).toEqual(new Date(end));
  });

  it.each<[name: string, time: string, start: string, end: string]>([
    ['1d', '2026-03-04T21:59:59Z', '2026-03-03T22:00:00Z', '2026-03-04T22:00:00Z'],
    ['1d', '2026-03-04T22:00:00Z', '2026-03-04T22:00:00Z', '2026-03-05T22:00:00Z'],
    ['1w', '2026-03-01T22:30:00Z', '2026-03-01T22:00:00Z', '2026-03-08T22:00:00Z'],
    ['1M', '2026-02-28T22:30:00Z', '2026-02-28T22:00:00Z', '2026-03-31T22:00:00Z'],
  ])('of %s begin with a session that opens at 22:00 the evening before: %s', (name, time, start, end) => {
    const frame = timeframe(name, -2 * hour);
    expect(new Date(barStart(frame, at(time)))).toEqual(new Date(start));
    expect(new Date(barEnd(frame, at(start)))).toEqual(new Date(end));
  });

  it('hold every time exactly once: start <= time < end, and the next one starts at the end', () => {
    const names = fc.constantFrom('1s', '7s', '1m', '45m', '1h', '4h', '1d', '3d', '1w', '2w', '1M', '3M', '5M');
    const times = fc.integer({ min: at('1969-01-01'), max: at('2200-01-01') });
    const offsets = fc.integer({ min: -12 * hour, max: 12 * hour });
    fc.assert(
      fc.property(names, times, offsets, (name, time, offset) => {
        const frame = timeframe(name, offset);
        const start = barStart(frame, time);
        const end = barEnd(frame, start);
        expect(start).toBeLessThanOrEqual(time);
        expect(time).toBeLessThan(end);
        expect(barStart(frame, start)).toBe(start);
        expect(barStart(frame, end - 1)).toBe(start);
        expect(barStart(frame, end)).toBe(end);
      }),
    );
  });
});

describe('divides', () => {
  it.each<[fine: string, coarse: string, yes: boolean]>([
    ['1m', '5m', true],
    ['2m', '5m', false],
    ['1h', '1h', true],
    ['1d', '1w', true],
    ['3d', '1w', false],
    ['1h', '1M', true],
    ['7h', '1M', false],
    ['1w', '1M', false],
    ['2d', '1M', false],
    ['1M', '3M', true],
    ['2M', '3M', false],
    ['1M', '1w', false],
    ['5m', '1m', false],
  ])('%s into %s: %s', (fine, coarse, yes) => {
    expect(divides(timeframe(fine), timeframe(coarse))).toBe(yes);
  });

  it('minds where the bars begin', () => {
    expect(divides(timeframe('1h'), timeframe('1d', -2 * hour))).toBe(true);
    expect(divides(timeframe('4h'), timeframe('1d', -2 * hour))).toBe(false);
    expect(divides(timeframe('4h'), timeframe('1M', -2 * hour))).toBe(false);
    expect(divides(timeframe('1M'), timeframe('3M', -2 * hour))).toBe(false);
  });

  it('is true only where every end of a coarse bar is the end of a fine one', () => {
    const names = fc.constantFrom('1m', '7m', '1h', '5h', '1d', '2d', '1w', '1M', '2M', '6M');
    const offsets = fc.constantFrom(0, -2 * hour, hour, 60_000);
    const times = fc.integer({ min: at('2000-01-01'), max: at('2100-01-01') });
    fc.assert(
      fc.property(fc.tuple(names, offsets), fc.tuple(names, offsets), times, (fine, coarse, time) => {
        const [small, large] = [timeframe(...fine), timeframe(...coarse)];
        fc.pre(divides(small, large));
        const edge = barStart(large, time);
        expect(barStart(small, edge)).toBe(edge);
      }),
      { numRuns: 1000 },
    );
  });
});
