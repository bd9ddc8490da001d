import type { Timeframe } from '../../market/timeframe.ts';
import type { Faults } from './faults.ts';
import { isoOf } from './row-time.ts';
import type { Series } from './series.ts';
import { shortIso } from './report.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A session begins at such a minute; what begins elsewhere is no session. */
const sessionStep = 5 * minute;
const mostPhases = 4096;

/** Where the bars of a file begin. */
export interface BarGrid {
  /**
   * Bars that begin a session within an hour of the day, say, and end with that hour: the time that the file has, and
   * that of the whole bar, under which they are stored.
   */
  readonly moved: ReadonlyMap<number, number>;
  readonly notes: readonly string[];
}

/** A bar and those beside it; NaN where there is none. */
interface Neighbours {
  readonly before: Stamp;
  readonly bar: Stamp;
  readonly next: Stamp;
}

interface Stamp {
  readonly time: number;
  readonly line: number;
  /** From 1 on. */
  readonly row: number;
}

const none: Stamp = { time: NaN, line: NaN, row: NaN };

/**
 * Holds the bars of a file to where bars of their timeframe begin: as most of them do, or as a run of them does (the
 * hours of a session move with the seasons). The first bar of a session may begin later and be shorter.
 *
 * @param shortest ms between the starts of two bars that do not overlap
 * @throws SiisError DATA_INVALID with the line of a bar that overlaps the one before it, or stands alone
 */
export function checkGrid(series: Series, frame: Timeframe, shortest: number, faults: Faults): BarGrid {
  const rule = new GridRule(frame, series);
  const moved = new Map<number, number>();
  for (const { before, bar, next } of neighbours(series)) {
    const start = rule.opening(before.time, bar.time, next.time);
    if (start !== undefined) {
      moved.set(bar.time, start);
      continue;
    }
    if (next.time - bar.time < shortest) throw overlap(bar, next, frame, faults);
    if (rule.isAlone(before.time, bar.time, next.time)) throw alone(bar, rule.usualBefore(bar.time), frame, faults);
  }
  return { moved, notes: [...rule.notes(), ...movedNotes(moved, frame)] };
}

function overlap(bar: Stamp, { time, line, row }: Stamp, frame: Timeframe, faults: Faults): Error {
  const expected = `expected a ${frame.name} bar that begins when the one of ${isoOf(bar.time)} has ended`;
  return faults.row(line, `time: ${expected}, came ${isoOf(time)}`, faults.rowNumber && row);
}

function alone({ time, line, row }: Stamp, usual: number, frame: Timeframe, faults: Faults): Error {
  const expected = `expected a ${frame.name} bar that begins where most do, such as ${isoOf(usual)}`;
  return faults.row(line, `time: ${expected}, came ${isoOf(time)}`, faults.rowNumber && row);
}

function movedNotes(moved: ReadonlyMap<number, number>, { name }: Timeframe): string[] {
  const [first] = moved;
  if (first === undefined) return [];
  const bars = moved.size === 1 ? '1 bar is' : `${moved.size} bars are`;
  const [came, stored] = first.map(shortIso);
  return [`${bars} the shorter first of a session: stored as the whole ${name} bar around it (${came} as ${stored})`];
}

class GridRule {
  readonly #period: number;
  readonly #slack: number;
  readonly #frame: Timeframe;
  /** Where most bars begin in their period. */
  readonly #usual: number;
  readonly #first: number;
  /** Where sessions were seen to begin within a bar. */
  readonly #openings = new Set<number>();

  constructor(frame: Timeframe, series: Series) {
    this.#frame = frame;
    // Weeks begin on the first day that was traded, months on any; days of a zone with summer time at two hours.
    this.#period = frame.millis === 0 || frame.millis >= day ? day : frame.millis;
    this.#slack = this.#period === day ? hour : 0;
    [this.#usual, this.#first] = this.#look(series);
  }

  /** Start of the whole bar that the shorter first one of a session belongs to; `undefined` for other bars. */
  opening(before: number, time: number, next: number): number | undefined {
    const { millis } = this.#frame;
    if (this.#period === day || time % sessionStep !== 0 || this.#isUsual(time)) return undefined;
    const other = Number.isNaN(next) ? before : next;
    const start = Math.floor((time - other) / millis) * millis + other;
    // Not a number where there is no other bar; after a pause, or at the beginning of the data.
    if (!(start < time) || before > start - 2 * millis) return undefined;
    if (next === start + millis) this.#openings.add(time % millis);
    return this.#openings.has(time % millis) ? start : undefined;
  }

  /** It begins elsewhere than most bars, and than both beside it. */
  isAlone(before: number, time: number, next: number): boolean {
    const others = [before, next].filter((other) => !Number.isNaN(other));
    return others.length > 0 && !this.#isUsual(time) && others.every((other) => this.#apart(time, other) > this.#slack);
  }

  /** The usual start before a time. */
  usualBefore(time: number): number {
    return Math.floor((time - this.#usual) / this.#period) * this.#period + this.#usual;
  }

  notes(): string[] {
    if (this.#period === day || this.#usual === 0) return [];
    const first = shortIso(this.usualBefore(this.#first));
    return [`bars begin at ${first}, as those of a session do, not where ${this.#frame.name} bars of UTC do; kept so`];
  }

  #isUsual(time: number): boolean {
    return this.#apart(time, this.#usual) <= this.#slack;
  }

  #apart(time: number, other: number): number {
    const period = this.#period;
    const distance = (((time - other) % period) + period) % period;
    return Math.min(distance, period - distance);
  }

  /** Where most bars begin in their period, and the time of the first. */
  #look(series: Series): [usual: number, first: number] {
    const counts = new Map<number, number>();
    let first = NaN;
    for (const { time, count } of series.spool.segments()) {
      if (Number.isNaN(first)) first = time[0]!;
      for (let k = 0; k < count; k++) {
        const phase = time[k]! % this.#period;
        const times = counts.get(phase);
        if (times !== undefined || counts.size < mostPhases) counts.set(phase, (times ?? 0) + 1);
      }
    }
    const [most] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
    return [most?.[0] ?? 0, first];
  }
}

function* neighbours(series: Series): Generator<Neighbours> {
  let [before, bar] = [none, none];
  for (const { time, line, count } of series.spool.segments()) {
    for (let k = 0; k < count; k++) {
      const next = { time: time[k]!, line: line[k]!, row: Number.isNaN(bar.row) ? 1 : bar.row + 1 };
      if (bar !== none) yield { before, bar, next };
      [before, bar] = [bar, next];
    }
  }
  if (bar !== none) yield { before, bar, next: none };
}
