import type { Statistics } from '../../statistic/tear-sheet.ts';

/** How amounts of this run are written: digits after the point, fewer the larger the account is. */
export function moneyDigits(startEquity: number): number {
  if (Math.abs(startEquity) >= 1000) return 2;
  return Math.abs(startEquity) >= 1 ? 4 : 8;
}

/** `12,345.60`, `-0.5`; a rounded zero has no sign. */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  const [whole = '', fraction] = text.split('.');
  const grouped = /e/.test(text)
    ? text
    : whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
  return value < 0 && Number(text) !== 0 ? `-${grouped}` : grouped;
}

/** The same with `+` before what is above zero. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A ratio, two digits after the point, fewer when large: `1.23`, `12.3`, `123`, `1.2e-8`. */
export function ratio(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 0.005 || size >= 1e7)) return value.toExponential(1);
  if (size >= 100) return fixed(value, 0);
  return fixed(value, size >= 10 ? 1 : 2);
}

/** A probability, three digits: `0.206`, `1.2e-8`. */
export function probability(value: number): string {
  return value !== 0 && value < 0.0005 ? value.toExponential(1) : fixed(value, 3);
}

/** `+12.34 %`. */
export function percent(value: number): string {
  return `${signed(value, Math.abs(value) >= 1000 ? 0 : 2)} %`;
}

/** `12d 3h`, `3h 20m`, `20m 5s`, `5s`, `80ms`: the two largest units. */
export function duration(millis: number): string {
  const whole = Math.round(Math.abs(millis));
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return `${whole}ms`;
  const parts: string[] = [];
  let rest = whole;
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${name}`);
  }
  return parts.join(' ');
}

/** `2024-03-31`. */
export function date(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `2024-03-31 09:05`, UTC. */
export function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** `2024-03-31 09:05:12`, UTC. */
export function second(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** Names of the statistics that are numbers (or missing). */
export type FigureKey = {
  [Key in keyof Statistics]: Statistics[Key] extends number | null ? Key : never;
}[keyof Statistics];

/** The statistic as `write` writes it, or `n/a (1 trade)`. */
export function figure(statistics: Statistics, key: FigureKey, write: (value: number) => string): string {
  const value = statistics[key];
  return value === null ? `n/a (${statistics.reasons[key] ?? 'unknown'})` : write(value);
}

/** Text of others made safe to print: control and direction characters become `?`. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
