import type { Statistics } from '../../statistic/tear-sheet.ts';
import { fixed } from './format.ts';

/** What was refused, in the words of every report. */
export interface Refusals {
  readonly title: string;
  readonly heads: readonly [reason: string, times: string];
  /** The most frequent first. */
  readonly rows: readonly (readonly [reason: string, count: number])[];
}

/** The signals and orders that were refused, by reason; `undefined` where none was. */
export function refusalsOf({ denials }: Statistics): Refusals | undefined {
  const rows = Object.entries(denials).toSorted((left, right) => right[1] - left[1]);
  if (rows.length === 0) return undefined;
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return { title: `Signals and orders refused: ${fixed(total, 0)}, by reason`, heads: ['Reason', 'Times'], rows };
}
