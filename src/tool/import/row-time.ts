import { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { Layout } from './layout.ts';

/** 1970-01-02 and 2100-01-01: outside of them a time is a mistake of unit or column. */
const earliest = 86_400_000;
const latest = 4_102_444_800_000;
const hour = 3_600_000;
const mostSpacings = 4096;

/** Reads the time of every row, holds the rows to their order, and remembers how far apart they stand. */
export class RowTime {
  first = NaN;
  last = NaN;
  /** How often each distance between rows came, ms; for bars. */
  readonly spacings = new Map<number, number>();
  /** Stretches of an hour or more without ticks. */
  silences = 0;
  readonly #clock: Clock;
  readonly #column: number;
  readonly #clockColumn: number | undefined;
  readonly #isBars: boolean;
  readonly #faults: Faults;

  constructor(layout: Layout, faults: Faults) {
    this.#clock = new Clock(layout.clock, layout.zone);
    this.#column = layout.columns.time ?? 0;
    this.#clockColumn = layout.columns.clock;
    this.#isBars = layout.rows === 'bars' || layout.rows === 'quote-bars';
    this.#faults = faults;
  }

  /** @returns ms UTC. @throws SiisError when it is no time, absurd, before the row before, or for bars equal to it. */
  read(fields: Fields): number {
    const time = this.#parse(fields);
    // NaN fails the comparison too.
    if (!(time >= earliest && time < latest)) throw this.#absurd(fields, time);
    const passed = time - this.last;
    if (passed < 0 || (passed === 0 && this.#isBars)) throw this.#disordered(fields, time);
    if (this.#isBars) this.#space(passed);
    else if (passed >= hour) this.silences++;
    if (Number.isNaN(this.first)) this.first = time;
    this.last = time;
    return time;
  }

  /** Places where the next bar is missing. */
  gaps(isNext: (spacing: number) => boolean): number {
    let count = 0;
    for (const [spacing, times] of this.spacings) if (!isNext(spacing)) count += times;
    return count;
  }

  #parse(fields: Fields): number {
    const { bytes, starts, ends } = fields;
    const column = this.#column;
    const [start, end] = [starts[column]!, ends[column]!];
    const split = this.#clockColumn;
    if (split === undefined) return this.#clock.read(bytes, start, end, this.last);
    return this.#clock.readSplit({ bytes, start, end }, starts[split]!, ends[split]!, this.last);
  }

  #space(passed: number): void {
    if (Number.isNaN(passed)) return;
    const times = this.spacings.get(passed);
    if (times !== undefined || this.spacings.size < mostSpacings) this.spacings.set(passed, (times ?? 0) + 1);
  }

  #absurd(fields: Fields, time: number): Error {
    const text = JSON.stringify(fields.text(this.#column));
    const message = Number.isNaN(time)
      ? `expected a time, came ${text}`
      : `expected a time from 1970-01-02 to 2099, came ${text} (${isoOf(time)})`;
    return this.#faults.row(fields.line, `time: ${message}`);
  }

  #disordered(fields: Fields, time: number): Error {
    const [came, before] = [isoOf(time), isoOf(this.last)];
    if (time === this.last) return this.#faults.row(fields.line, `time: expected one bar a time, came ${came} twice`);
    const hint = 'sort the file by time first';
    return this.#faults.row(
      fields.line,
      `time: expected ${before} or later, came ${came}, which is before the row before it; ${hint}`,
    );
  }
}

/** ISO time of a message; years that ISO cannot write stay a number. */
export function isoOf(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
