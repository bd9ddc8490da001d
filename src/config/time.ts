import { parseTime } from '../util/time.ts';

export { parseTime };

/** A half-open range of time, ms UTC; an absent end is open. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

/** Reads `20260101-20260301`, `20260101-`, `-20260301`, epoch seconds or ms; `undefined` when it is no range. */
export function parseTimeRange(text: string): TimeRange | undefined {
  const match = /^([\dT:.]*)-([\dT:.]*)$/i.exec(text.trim());
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const from = match[1] === '' ? undefined : parseTime(match[1]!);
  const to = match[2] === '' ? undefined : parseTime(match[2]!);
  if ((match[1] !== '' && from === undefined) || (match[2] !== '' && to === undefined)) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** `2026-03-01T12:30:00Z`, with ms only when there are some. */
export function formatTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
