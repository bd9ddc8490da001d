import type { EquityPoint, RunRecord } from '../market/record.ts';
import { day, dayEndingAt, dayOf, isWeekend, weekdayOf } from './calendar.ts';
import { simpleReturns } from './returns.ts';

/** Account value at UTC day ends without holes. Entry 0 is the starting balance, on the day before the first. */
export interface DailyCurve {
  /** UTC day number (from the epoch) that ends there. */
  readonly days: readonly number[];
  /** When the value was taken, ms. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The run's daily equity from its starting balance to its end; a day without an entry keeps the value before. */
export function dailyCurve(run: RunRecord): DailyCurve {
  const days = [dayOf(run.startTime) - 1];
  const times = [run.startTime];
  const values = [run.startEquity];
  const put = (ending: number, time: number, value: number): void => {
    for (let next = days.at(-1)! + 1; next < ending; next++) {
      days.push(next);
      times.push((next + 1) * day);
      values.push(values.at(-1)!);
    }
    if (ending > days.at(-1)!) {
      days.push(ending);
      times.push(time);
      values.push(value);
    } else if (days.length > 1) {
      times[times.length - 1] = time;
      values[values.length - 1] = value;
    }
  };
  for (const [time, value] of ends(run)) {
    if (time > run.startTime && time >= times.at(-1)!) put(dayEndingAt(time), time, value);
  }
  const last = dayEndingAt(run.endTime);
  if (last > days.at(-1)!) put(last, run.endTime, values.at(-1)!);
  return { days, times, values };
}

/** The day ends and, when the fine curve goes on after the last of them, its last point. */
function ends(run: RunRecord): readonly EquityPoint[] {
  const final = run.equity.at(-1);
  return final === undefined ? run.dailyEquity : [...run.dailyEquity, final];
}

/** Days that count as days of their own: all, or Monday to Friday. */
export type Calendar = 'continuous' | 'weekdays';

/**
 * The record's calendar, else what the run shows: `weekdays` when the account moved on weekdays of two weeks or more and
 * nothing ever happened on a Saturday, `continuous` otherwise.
 */
export function calendarOf(run: RunRecord, curve: DailyCurve): Calendar {
  if (run.calendar !== undefined) return run.calendar;
  const busy = curve.days.filter((_, k) => k > 0 && curve.values[k] !== curve.values[k - 1]);
  const sawSaturday =
    busy.some((each) => weekdayOf(each) === 6) ||
    run.trades.some((trade) => isSaturday(trade.entryTime) || isSaturday(trade.exitTime));
  const isLong = curve.days.length > 14 && busy.length >= 5;
  return isLong && !sawSaturday ? 'weekdays' : 'continuous';
}

/** Inside a Saturday, UTC. Midnight is where a Friday's bar closes and does not count. */
function isSaturday(time: number): boolean {
  return weekdayOf(dayOf(time)) === 6 && time % day !== 0;
}

/** The curve at the days that count. On weekdays, what a weekend brings falls to the Monday after (or the last Friday). */
export function sampledCurve(curve: DailyCurve, calendar: Calendar): DailyCurve {
  if (calendar === 'continuous') return curve;
  const last = curve.days.length - 1;
  const kept = curve.days.map((_, k) => k).filter((k) => k === 0 || !isWeekend(curve.days[k]!));
  if (kept.at(-1) !== last) {
    if (kept.length > 1) kept.pop();
    kept.push(last);
  }
  const pick = (column: readonly number[]): number[] => kept.map((k) => column[k]!);
  return { days: pick(curve.days), times: pick(curve.times), values: pick(curve.values) };
}

/** Daily returns of a curve; none when it touches zero, after which returns mean nothing. */
export function curveReturns(curve: DailyCurve): Float64Array {
  return isRuined(curve) ? new Float64Array(0) : simpleReturns(curve.values);
}

/** True when the account value fell to zero or below at a day end. */
export function isRuined(curve: DailyCurve): boolean {
  return curve.values.some((value) => value <= 0);
}
