const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?)?)?)?Z?$/i;
const compact = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?)?Z?$/i;
/** Whole numbers below this are seconds, from it on ms: 1e11 s is the year 5138, 1e11 ms is 1973. */
const secondsLimit = 1e11;

/**
 * Reads a moment, UTC: `2026`, `2026-03`, `2026-03-01`, `2026-03-01T12`, `…T12:30`, `…:15`, `….250`, each with or
 * without `Z`; `20260301`, `20260301T1230`; or seconds (fractions allowed) or ms since the epoch.
 *
 * @returns ms since the epoch; `undefined` when it is none of these, or no such day or hour exists.
 */
export function parseTime(text: string): number | undefined {
  const trimmed = text.trim();
  const match = pattern.exec(trimmed) ?? compact.exec(trimmed);
  if (match !== null) return fromParts(match);
  if (!/^\d{9,16}(?:\.\d+)?$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value < secondsLimit ? Math.round(value * 1000) : Math.floor(value);
}

function fromParts(match: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((k) => Number(match[k] ?? (k < 4 ? 1 : 0)));
  const millis = Number((match[7] ?? '0').padEnd(3, '0'));
  const time = Date.UTC(year!, month! - 1, day, hour, minute, second, millis);
  const back = new Date(time);
  const same = back.getUTCMonth() === month! - 1 && back.getUTCDate() === day && back.getUTCHours() === hour;
  return same && back.getUTCMinutes() === minute && back.getUTCSeconds() === second ? time : undefined;
}
