import type { Indicator } from '../../indicator/indicator.ts';

/** Bars that are kept. */
const kept = 512;

/** A number of an indicator that people see. */
export interface IndicatorLine {
  readonly label: string;
  readonly read: () => number;
}

/** Each number of each indicator once, under a name for people: two strategies may follow averages of one length. */
export function linesOf(indicators: readonly Indicator<never, unknown>[]): IndicatorLine[] {
  const lines = new Map<string, IndicatorLine>();
  for (const indicator of indicators) {
    const name = `${indicator.constructor.name.toLowerCase()} ${indicator.warmup}`;
    const outputs = 'outputs' in indicator ? indicator.outputs : undefined;
    if (typeof outputs === 'object' && outputs !== null) {
      for (const key of Object.keys(outputs)) {
        const label = `${name} ${key}`;
        lines.set(label, { label, read: () => numberOf(Reflect.get(outputs, key)) });
      }
    } else lines.set(name, { label: name, read: () => numberOf(indicator.value) });
  }
  return [...lines.values()];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

/**
 * What indicators on another thread said at the close of each of the last bars, in memory that both see: a row a bar, its time
 * first. For eyes only: who looks while it is written sees no row.
 */
export interface SharedLines {
  readonly labels: readonly string[];
  readonly rows: Float64Array;
}

/** Room for the lines of some indicators. */
export function shareLines(labels: readonly string[]): SharedLines {
  const width = labels.length + 1;
  return {
    labels,
    rows: new Float64Array(new SharedArrayBuffer(labels.length === 0 ? 0 : kept * width * 8)).fill(NaN),
  };
}

/** Writes what lines say at a bar. @param count of the bar */
export function writeLines(
  { rows }: SharedLines,
  lines: readonly IndicatorLine[],
  at: { time: number; count: number },
): void {
  if (lines.length === 0) return;
  const row = (at.count % kept) * (lines.length + 1);
  rows[row] = NaN;
  for (let k = 0; k < lines.length; k++) rows[row + 1 + k] = lines[k]!.read();
  rows[row] = at.time;
}

/** What the lines said at the bar of a time; `undefined` where it is not there yet, or no more. */
export function readLines({ labels, rows }: SharedLines, time: number): readonly number[] | undefined {
  const width = labels.length + 1;
  for (let row = 0; row < rows.length; row += width) {
    if (rows[row] !== time) continue;
    const values = Array.from(rows.subarray(row + 1, row + width));
    return rows[row] === time ? values : undefined;
  }
  return undefined;
}
