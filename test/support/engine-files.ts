import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BarValues } from './run.ts';
import { fixturePath, fixturesDir } from './fixtures.ts';

/** Names of the engine references that match; none when the folder is absent. */
export function engineFiles(pattern: RegExp): string[] {
  const folder = fixturesDir();
  return folder === undefined ? [] : readdirSync(join(folder, 'engine')).filter((name) => pattern.test(name));
}

/** One engine reference, unpacked and parsed. */
export function readEngineFile(name: string): unknown {
  return JSON.parse(text(fixturePath(`data/engine/${name}`)));
}

/**
 * The bars of a CSV file named as the references name it. Columns go by their heading; without one they are time, open,
 * high, low, close, volume, or time, open, close, high, low, volume where only that makes sense of every row.
 */
export function readBars(name: string): BarValues[] {
  const lines = text(fixturePath(name))
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const head = lines[0]!.toLowerCase().split(',');
  const isHeaded = head.includes('open');
  const rows = lines.slice(isHeaded ? 1 : 0).map((line) => line.split(','));
  const order = isHeaded
    ? ['open', 'high', 'low', 'close', 'volume'].map((each) => head.indexOf(each))
    : columnsOf(rows);
  return rows.map((row): BarValues => {
    const [open, high, low, close, volume] = order.map((at) => Number(row[at] ?? 1));
    return [timeOf(row[0]!), open!, high!, low!, close!, volume!];
  });
}

/** The timeframe that bars are of: their smallest distance. */
export function frameOf(bars: readonly BarValues[]): { readonly name: string; readonly millis: number } {
  let least = Infinity;
  for (let k = 1; k < bars.length; k++) least = Math.min(least, bars[k]![0] - bars[k - 1]![0]);
  const found = frames.find(([, millis]) => millis <= least) ?? frames.at(-1)!;
  return { name: found[0], millis: found[1] };
}

const frames: readonly (readonly [name: string, millis: number])[] = [
  ['1d', 86_400_000],
  ['4h', 14_400_000],
  ['1h', 3_600_000],
  ['30m', 1_800_000],
  ['15m', 900_000],
  ['5m', 300_000],
  ['1m', 60_000],
  ['1s', 1000],
];

/** Decimals that every price of the bars has at most. */
export function priceDecimals(bars: readonly BarValues[]): number {
  let most = 0;
  for (const bar of bars) for (let k = 1; k <= 4; k++) most = Math.max(most, decimalsOf(bar[k]!));
  return most;
}

/** Digits after the point in a number's shortest form; those beyond the 13th of all are noise of somebody's sums. */
export function decimalsOf(value: number): number {
  const [digits = '', power = '0'] = String(Number(value.toPrecision(13))).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(power));
}

function columnsOf(rows: readonly (readonly string[])[]): number[] {
  const isUsual = rows.every((row) => [1, 3, 4].every((at) => Number(row[2]) >= Number(row[at])));
  return isUsual ? [1, 2, 3, 4, 5] : [1, 3, 4, 2, 5];
}

function timeOf(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  const iso = value.includes(':') ? value.replace(' ', 'T') : `${value}T00:00:00`;
  return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(iso) ? iso : `${iso}Z`);
}

function text(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
