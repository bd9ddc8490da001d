import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newYear, runRecord, tradeRecord } from '../../test/support/run-record.ts';
import {
  dateKey,
  dayEndingAt,
  dayOf,
  hourOf,
  hourOrder,
  sessionOf,
  sessionOrder,
  weekKey,
  weekdayOf,
} from './calendar.ts';
import { calendarOf, curveReturns, dailyCurve, sampledCurve } from './daily-curve.ts';

const day = 86_400_000;
/** 2024-01-01 was a Monday. */
const monday = newYear;

describe('calendar keys', () => {
  it('name days, hours and sessions in UTC', () => {
    const friday = Date.UTC(2024, 2, 29, 21, 5);
    expect(dateKey(dayOf(friday))).toBe('2024-03-29');
    expect(weekdayOf(dayOf(friday))).toBe(5);
    expect(hourOrder[hourOf(friday)]).toBe('21');
    expect([0, 7, 8, 12, 13, 20, 21, 23].map((hour) => sessionOrder[sessionOf(hour)])).toEqual([
      'asia',
      'asia',
      'europe',
      'europe',
      'america',
      'america',
      'late',
      'late',
    ]);
  });

  it.each([
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
    ['2020-12-31', '2020-W53'],
    ['2026-01-01', '2026-W01'],
  ])('put %s into week %s', (date, week) => expect(weekKey(dayOf(Date.parse(date)))).toBe(week));

  it('count midnight as the end of the day before', () => {
    expect(dayEndingAt(monday + day)).toBe(dayOf(monday));
    expect(dayEndingAt(monday + day - 1)).toBe(dayOf(monday));
  });

  it('change weeks on Mondays only', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (number) => {
        const changes = weekKey(number) !== weekKey(number - 1);
        expect(changes).toBe(weekdayOf(number) === 1);
      }),
    );
  });
});

describe('the daily curve', () => {
  it('keeps idle days, begins with the starting balance and ends with the run', () => {
    const curve = dailyCurve(
      runRecord({
        startTime: monday + 10 * 3_600_000,
        endTime: monday + 4 * day + 5,
        startEquity: 100,
        dailyEquity: [
          [monday + 10 * 3_600_000, 100],
          [monday + day, 101],
          [monday + 3 * day, 102],
        ],
        equity: [[monday + 4 * day + 4, 103]],
      }),
    );
    expect(curve.values).toEqual([100, 101, 101, 102, 102, 103]);
    expect(curve.days).toEqual([0, 1, 2, 3, 4, 5].map((k) => dayOf(monday) - 1 + k));
  });

  it('reads day ends written as the last millisecond the same way', () => {
    const run = (shift: number): number[] => [
      ...dailyCurve(
        runRecord({
          startEquity: 100,
          endTime: monday + 2 * day,
          dailyEquity: [
            [monday, 100],
            [monday + day - shift, 110],
            [monday + 2 * day - shift, 121],
          ],
        }),
      ).values,
    ];
    expect(run(1)).toEqual(run(0));
    expect(run(0)).toEqual([100, 110, 121]);
  });

  it('gives no returns once the account is ruined', () => {
    const run = runRecord({
      startEquity: 100,
      dailyEquity: [
        [monday, 100],
        [monday + day, -5],
        [monday + 2 * day, 20],
      ],
    });
    expect(curveReturns(dailyCurve(run))).toHaveLength(0);
  });
});

describe('weekday markets', () => {
  const values = Array.from({ length: 15 }, (_, k) => 100 + k);
  const run = runRecord({
    startEquity: 100,
    endTime: monday + 14 * day,
    dailyEquity: values.map((value, k) => [monday + k * day, value] as const),
  });

  it('leave weekends out and give their change to the Monday, or at the end to the Friday', () => {
    const sampled = sampledCurve(dailyCurve(run), 'weekdays');
    expect(sampled.values).toEqual([100, 101, 102, 103, 104, 105, 108, 109, 110, 111, 114]);
    expect(sampledCurve(dailyCurve(run), 'continuous').values).toEqual(values);
  });

  it('are recognised by quiet Saturdays', () => {
    const still = (k: number): boolean => [6, 7, 13, 14, 20, 21].includes(k);
    let value = 100;
    const dailyEquity = Array.from({ length: 22 }, (_, k) => {
      value += k === 0 || still(k) ? 0 : 1;
      return [monday + k * day, value] as const;
    });
    const quiet = runRecord({ startEquity: 100, endTime: monday + 21 * day, dailyEquity });
    const saturday = monday + 5 * day + 7;
    expect(calendarOf(quiet, dailyCurve(quiet))).toBe('weekdays');
    expect(calendarOf(run, dailyCurve(run))).toBe('continuous');
    const busy = { ...quiet, trades: [tradeRecord({ entryTime: saturday, exitTime: saturday })] };
    expect(calendarOf(busy, dailyCurve(busy))).toBe('continuous');
    expect(calendarOf({ ...quiet, calendar: 'continuous' }, dailyCurve(quiet))).toBe('continuous');
  });
});
