import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { indicators, type IndicatorName } from '../../src/indicator/index.ts';
import type { NamedOutputs } from '../../src/indicator/indicator.ts';
import type { ParamInput } from '../../src/indicator/param.ts';
import type { Ohlcv } from '../../src/market/bar.ts';
import { fixturePath } from './fixtures.ts';

/** How one output of a reference library is made with ours. */
export interface Plan {
  readonly indicator: IndicatorName;
  readonly params?: ParamInput;
  /** Name of the output; default `value`. */
  readonly output?: string;
  /** Factor between ours and theirs. */
  readonly scale?: number;
}

/** The text of a fixture, unpacked. */
export function readFixture(name: string): string {
  const bytes = readFileSync(fixturePath(name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Rows of a comma-separated file under lower-case column names; blank cells are NaN, a date becomes ms UTC. */
export function readRows(name: string, columns?: string): Record<string, number>[] {
  const [header = '', ...lines] = readFixture(name)
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const names = (columns ?? header).toLowerCase().split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((column, k) => [column.trim(), readCell(cells[k] ?? '')]));
  });
}

function readCell(text: string): number {
  if (text.trim() === '') return NaN;
  const value = Number(text);
  return Number.isNaN(value) ? Date.parse(/[zZ]$/.test(text) ? text : `${text}Z`) : value;
}

/** Bars from rows with the usual column names. What a row lacks is taken from its close, or is 0. */
export function toBars(rows: readonly Readonly<Record<string, number>>[]): Ohlcv[] {
  return rows.map((row, k) => {
    const close = row['close'] ?? ((row['high'] ?? NaN) + (row['low'] ?? NaN)) / 2;
    return {
      time: row['date'] ?? row['time'] ?? k * 86_400_000,
      open: row['open'] ?? close,
      high: row['high'] ?? close,
      low: row['low'] ?? close,
      close,
      volume: row['volume'] ?? 0,
    };
  });
}

/** Our output for every bar, by name; `value` is the main one. A price indicator gets the closes, unless `inputs` says otherwise. */
export function run(plan: Plan, bars: readonly Ohlcv[], inputs?: readonly number[]): number[] {
  const definition = indicators[plan.indicator];
  const scale = plan.scale ?? 1;
  if (definition.input === 'price') {
    const indicator = definition.create(plan.params);
    const prices = inputs ?? bars.map((bar) => bar.close);
    return prices.map((price) => scale * outputOf(indicator, plan.output, indicator.next(price)));
  }
  const indicator = definition.create(plan.params);
  return bars.map((bar) => scale * outputOf(indicator, plan.output, indicator.next(bar)));
}

function outputOf(indicator: { readonly outputs?: NamedOutputs }, output = 'value', value: number): number {
  return output === 'value' ? value : indicator.outputs![output]!;
}

/**
 * Worst difference from bar `from` on, relative to the expected value or to `floor` where that is smaller, or `absolute`.
 * `doubt` is the part of an expected value that the reference itself cannot vouch for.
 */
export function worst(
  ours: readonly number[],
  theirs: readonly (number | null)[],
  { from = 0, floor = 0, absolute = false, doubt = (_bar: number): number => 0 },
): { difference: number; at: number; ours?: number | undefined; theirs?: number | null | undefined } {
  let difference = 0;
  let at = -1;
  for (let k = from; k < theirs.length; k++) {
    const expected = theirs[k];
    if (expected === null || expected === undefined) continue;
    const beyond = Math.max(0, Math.abs(ours[k]! - expected) - doubt(k));
    const error = beyond === 0 || absolute ? beyond : beyond / Math.max(Math.abs(expected), floor);
    if (error > difference || Number.isNaN(error)) {
      difference = Number.isNaN(error) ? Infinity : error;
      at = k;
    }
  }
  return { difference, at, ours: ours[at], theirs: theirs[at] };
}

/** Where values are this near to zero, differences are judged by the size of the series and its inputs. */
export function smallest(expected: readonly (number | null)[], bars: readonly Ohlcv[]): number {
  let size = 0;
  for (const value of expected) size = Math.max(size, Math.abs(value ?? 0));
  for (const bar of bars) size = Math.max(size, Math.abs(bar.close));
  return 1e-5 * size;
}

/** Index of the first number; -1 when there is none. */
export function firstValue(values: readonly (number | null)[]): number {
  return values.findIndex((value) => value !== null && !Number.isNaN(value));
}
