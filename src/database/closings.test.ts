import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitGaps } from './closings.ts';
import type { Gap } from './coverage.ts';

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

/** Coverage of what is open in these stretches, in order, ms. */
function covering(open: readonly (readonly [from: number, to: number])[]): {
  first: number;
  last: number;
  gaps: Gap[];
} {
  const gaps: Gap[] = [];
  open.slice(1).forEach(([from], k) => {
    if (from > open[k]![1]) gaps.push({ from: open[k]![1], to: from });
  });
  return { first: open[0]![0], last: open.at(-1)![1], gaps };
}

/** A market that opens on five days of a week, from one hour to another; `null` leaves a day out. */
function stocks(
  weeks: number,
  hoursOf: (week: number, day: number) => readonly (readonly [number, number])[] = () => [[14.5, 21]],
): ReturnType<typeof covering> {
  const open: [number, number][] = [];
  for (let w = 0; w < weeks; w++)
    for (let d = 0; d < 5; d++)
      for (const [from, to] of hoursOf(w, d))
        open.push([w * week + d * day + from * hour, w * week + d * day + to * hour]);
  return covering(open);
}

describe('splitGaps', () => {
  it('takes the nights and weekends of a market for closings', () => {
    const { gaps, closings } = splitGaps(stocks(5));
    expect(gaps).toEqual([]);
    expect(closings).toHaveLength(24);
    expect(closings[4]).toEqual({ from: 4 * day + 21 * hour, to: week + 14.5 * hour });
  });

  it('takes none of a market that never closes, by its kind and its Saturdays', () => {
    const nightly = covering(Array.from({ length: 40 }, (_, k) => [k * day + 6 * hour, k * day + 22 * hour] as const));
    expect(splitGaps(nightly).closings).toHaveLength(39);
    for (const kind of ['spot', 'perpetual'] as const)
      expect(splitGaps(nightly, kind)).toEqual({ gaps: nightly.gaps, closings: [] });
    expect(splitGaps(nightly, 'equity').closings).toHaveLength(39);
    // Five days from Monday 1970-01-05 on.
    const { first, last, gaps } = stocks(6);
    const moved = gaps.map(({ from, to }) => ({ from: from + 4 * day, to: to + 4 * day }));
    expect(splitGaps({ first: first + 4 * day, last: last + 4 * day, gaps: moved }, 'spot').closings).toHaveLength(29);
  });

  it('takes none for one that comes in less than four of five weeks', () => {
    expect(splitGaps(stocks(3)).closings).toEqual([]);
    expect(splitGaps(stocks(4)).gaps.map(({ from, to }) => (to - from) / day)).toEqual(Array(3).fill(65.5 / 24));
    const twice = stocks(6, (w, d) =>
      d === 2 && w > 2
        ? [
            [0, 10],
            [14, 24],
          ]
        : [[0, 24]],
    );
    expect(splitGaps(twice).gaps.filter(({ to, from }) => to - from === 4 * hour)).toHaveLength(3);
  });

  it('follows hours that move with the seasons, breaks of an hour as well', () => {
    const shifted = stocks(12, (w) =>
      w < 6
        ? [
            [14.5, 21],
            [22, 24],
          ]
        : [
            [13.5, 20],
            [21, 23],
          ],
    );
    expect(splitGaps(shifted).gaps).toEqual([]);
    // Currencies close on Friday and open on Sunday at 17:00 in New York: once a year after 49 hours, once after 47.
    const shift = (w: number): number => (w < 6 || w >= 12 ? 0 : 1);
    const currencies = covering(
      Array.from({ length: 18 }, (_, w) => [
        w * week + (22 - shift(w)) * hour,
        w * week + 5 * day + (22 - shift(w + 0.5)) * hour,
      ]),
    );
    expect(splitGaps(currencies).gaps).toEqual([]);
  });

  it('bears openings that come late, and data in one week where others have none', () => {
    const late = stocks(8, (w, d) => [[14.5 + ((w * 5 + d) % 7) / 10, 21]]);
    expect(splitGaps(late).gaps).toEqual([]);
    const extra = stocks(8, (w, d) =>
      w === 3 && d === 1
        ? [
            [5, 7],
            [14.5, 21],
          ]
        : [[14.5, 21]],
    );
    expect(splitGaps(extra).closings).toHaveLength(40);
  });

  it('names holidays, outages and what lasts longer than in other weeks', () => {
    const holiday = stocks(10, (w, d) => (w === 4 && d === 0 ? [] : [[14.5, 21]]));
    expect(splitGaps(holiday).gaps).toEqual([
      { from: 3 * week + 4 * day + 21 * hour, to: 4 * week + day + 14.5 * hour },
    ]);
    const outage = stocks(10, (w, d) =>
      w === 4 && d === 2
        ? [
            [14.5, 16],
            [18, 21],
          ]
        : [[14.5, 21]],
    );
    expect(splitGaps(outage).gaps).toEqual([
      { from: 4 * week + 2 * day + 16 * hour, to: 4 * week + 2 * day + 18 * hour },
    ]);
    const early = stocks(10, (w, d) => (w === 4 && d === 4 ? [[14.5, 18]] : [[14.5, 21]]));
    expect(splitGaps(early).gaps).toEqual([{ from: 4 * week + 4 * day + 18 * hour, to: 5 * week + 14.5 * hour }]);
    const month = stocks(14, (w) => (w > 4 && w < 9 ? [] : [[14.5, 21]]));
    expect(splitGaps(month).gaps).toEqual([{ from: 4 * week + 4 * day + 21 * hour, to: 9 * week + 14.5 * hour }]);
  });

  it('names short gaps, however often they come', () => {
    const thin = covering(Array.from({ length: 8 * 7 * 24 }, (_, k) => [k * hour, k * hour + hour / 2]));
    expect(splitGaps(thin).closings).toEqual([]);
  });

  it('loses no gap and makes none up', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(lengths, (parts) => {
        let at = 0;
        const open = parts.map(([silent, heard]): [number, number] => {
          const from = at + (silent * hour) / 2;
          at = from + (heard * hour) / 2;
          return [from, at];
        });
        const coverage = covering(open);
        const { gaps, closings } = splitGaps(coverage);
        expect([...gaps, ...closings].toSorted((a, b) => a.from - b.from)).toEqual(coverage.gaps);
      }),
    );
  });
});
