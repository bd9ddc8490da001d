/** Milliseconds of a UTC day. */
export const day = 86_400_000;

/** Number of the UTC day that holds `time`, counted from the epoch. */
export function dayOf(time: number): number {
  return Math.floor(time / day);
}

/** Number of the UTC day that ends at `time`, whether the end is written as midnight or as the last moment before. */
export function dayEndingAt(time: number): number {
  return Math.floor((time - 1) / day);
}

/** Day of the week of a UTC day number: 0 Sunday … 6 Saturday. */
export function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 4) % 7) + 7) % 7;
}

/** True on Saturdays and Sundays. */
export function isWeekend(dayNumber: number): boolean {
  const weekday = weekdayOf(dayNumber);
  return weekday === 0 || weekday === 6;
}

/** `2024-03-31` of a UTC day number. */
export function dateKey(dayNumber: number): string {
  const date = new Date(dayNumber * day);
  return `${yearKey(dayNumber)}-${padded(date.getUTCMonth() + 1)}-${padded(date.getUTCDate())}`;
}

function padded(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

/** `2024-03`. */
export function monthKey(dayNumber: number): string {
  return dateKey(dayNumber).slice(0, 7);
}

/** `2024`. */
export function yearKey(dayNumber: number): string {
  return String(new Date(dayNumber * day).getUTCFullYear());
}

/** `2024-W13`: ISO 8601, weeks begin on Monday and belong to the year of their Thursday. */
export function weekKey(dayNumber: number): string {
  const thursday = dayNumber - ((weekdayOf(dayNumber) + 6) % 7) + 3;
  const year = yearKey(thursday);
  const week = Math.floor((thursday - dayOf(Date.UTC(Number(year), 0, 1))) / 7) + 1;
  return `${year}-W${padded(week)}`;
}

/** Hour of the day, UTC: 0 … 23. */
export function hourOf(time: number): number {
  return Math.floor((time - dayOf(time) * day) / 3_600_000);
}

/** `00` … `23`. */
export const hourOrder: readonly string[] = Array.from({ length: 24 }, (_, hour) => padded(hour));

/** Weekday names in the order of a trading week. */
export const weekdayOrder: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

/** Sessions in the order of a day. */
export const sessionOrder: readonly string[] = ['asia', 'europe', 'america', 'late'];

/** Place in `sessionOrder` by hour, UTC: asia 00–08, europe 08–13, america 13–21, late 21–24. */
export function sessionOf(hour: number): number {
  if (hour < 8) return 0;
  if (hour < 13) return 1;
  return hour < 21 ? 2 : 3;
}
