/**
 * A UTC calendar month as a number: months since January of year 0. What the store keeps together in one file or row.
 */
export type Month = number;

/** The first time that the store takes, ms UTC. */
export const earliestTime = Date.UTC(1900, 0, 1);
/** The last one. */
export const latestTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The month that holds `time`. */
export function monthOf(time: number): Month {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first ms of a month. */
export function monthStart(month: Month): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1);
}

/** The end (exclusive) of a month. */
export function monthEnd(month: Month): number {
  return monthStart(month + 1);
}

/** `2024-01`. */
export function monthName(month: Month): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** The month of a name like `2024-01`; `undefined` when it is none. */
export function parseMonth(name: string): Month | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name);
  return match === null ? undefined : Number(match[1]) * 12 + Number(match[2]) - 1;
}

/** A time for messages: ISO 8601 UTC with ms; `an unknown time` when it is NaN. */
export function timeText(time: number): string {
  return Number.isNaN(time) ? 'an unknown time' : new Date(time).toISOString();
}
