import type { Level } from '../market/signal.ts';

const unitMillis: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A number above zero; `undefined` for anything else. */
export function readAmount(text: string): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  return value > 0 ? value : undefined;
}

/** `50%`: the number before the sign, above zero. */
export function readPercent(text: string): number | undefined {
  return text.endsWith('%') ? readAmount(text.slice(0, -1)) : undefined;
}

/** A price, or a distance in percent. */
export function readLevel(text: string): Level | undefined {
  const percent = readPercent(text);
  return percent === undefined ? readAmount(text) : { percent };
}

/** `90s`, `15m`, `4h`, `1d` in ms. */
export function readSpan(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const millis = Number(count) * unitMillis[unit]!;
  return millis > 0 ? Math.round(millis) : undefined;
}
