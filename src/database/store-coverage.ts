import { join } from 'node:path';
import type { TickKind } from '../market/tick-block.ts';
import { timeframe } from '../market/timeframe.ts';
import { SiisError } from '../util/errors.ts';
import type { BarMonth, BarRows, BarSeries } from './bar-rows.ts';
import type { BarCoverage, Damage, Gap, TickCoverage } from './coverage.ts';
import type { TickPath } from './path.ts';
import { commonStep } from './step.ts';
import { fileDamage } from './store-verify.ts';
import { buildIndex, viewIndex } from './tick-file/block-index.ts';
import { type BlockEntry, sectionBytes } from './tick-file/directory.ts';
import { RowReader } from './tick-file/row-reader.ts';
import { common } from './tick-file/tick-file-appender.ts';
import { groupsOf, TickFile } from './tick-file/tick-file.ts';

const minute = 60_000;
const hour = 60 * minute;

type OnDamage = (damage: Damage) => void;

/** Gaps between times that are added in order. */
class GapList {
  readonly gaps: Gap[] = [];
  readonly #shortest: number;
  #end = Infinity;

  /** @param shortest gaps of fewer ms are none. */
  constructor(shortest: number) {
    this.#shortest = shortest;
  }

  /** Adds what lasts from `start` to `end`. */
  add(start: number, end: number): void {
    if (start - this.#end >= this.#shortest) this.gaps.push({ from: this.#end, to: start });
    this.#end = end;
  }
}

/**
 * What the month files of one tape hold; `undefined` when no tick. Reads directories, and the indexes of blocks that
 * last an hour or more. Files that cannot be read are left out and told to `onDamage`.
 */
export function coverTicks(dir: string, paths: readonly TickPath[], onDamage: OnDamage): TickCoverage | undefined {
  const cover = new TickCover(onDamage);
  for (const path of paths) cover.add(dir, path);
  return cover.result;
}

class TickCover {
  readonly #gaps = new GapList(hour);
  readonly #onDamage: OnDamage;
  #found: Omit<TickCoverage, 'gaps'> | undefined;

  constructor(onDamage: OnDamage) {
    this.#onDamage = onDamage;
  }

  get result(): TickCoverage | undefined {
    return this.#found === undefined ? undefined : { ...this.#found, gaps: this.#gaps.gaps };
  }

  add(dir: string, tick: TickPath): void {
    try {
      const file = TickFile.open(join(dir, tick.path));
      try {
        for (const damage of file.damage) this.#onDamage(damage);
        if (file.entries.length > 0) this.#take(tick.kind, file);
      } finally {
        file.close();
      }
    } catch (error) {
      this.#onDamage(fileDamage(dir, tick, error));
    }
  }

  #take(ticks: TickKind, file: TickFile): void {
    const { instrument, scale } = file.header;
    const before = this.#found;
    this.#found = {
      kind: 'ticks',
      instrument,
      ticks,
      scale: before === undefined ? scale : common(before.scale, scale),
      count: (before?.count ?? 0) + file.entries.reduce((sum, { count }) => sum + count, 0),
      first: before?.first ?? file.first,
      last: file.last,
      bytes: (before?.bytes ?? 0) + file.size,
    };
    for (const [k, entry] of file.entries.entries()) {
      if (entry.lastTime - entry.baseTime < hour) this.#minutes([entry.baseTime, entry.lastTime]);
      else this.#minutes(minutesOf(file, entry, k));
    }
  }

  #minutes(times: Iterable<number>): void {
    for (const time of times) {
      const start = Math.floor(time / minute) * minute;
      this.#gaps.add(start, start + minute);
    }
  }
}

/** The minutes of a block, out of its index or, without a sound one, its ticks. */
function minutesOf(file: TickFile, entry: BlockEntry, k: number): Iterable<number> {
  const { kind } = file.header;
  const { index } = entry;
  if (index !== undefined) {
    const section = new Uint8Array(sectionBytes(kind, entry, index));
    const shape = { kind, groupCount: groupsOf(entry.count), minuteCount: index.minuteCount };
    if (file.readIndex(entry, section)) return viewIndex(section.buffer, 0, shape).minutes.time;
  }
  const reader = new RowReader(file, { price: 1, lots: 1 }, k);
  reader.advance();
  return buildIndex(kind, reader.span).index.minutes.time;
}

/** What is stored of a bar series; `undefined` when no bar. Reads the times only, and only of months with gaps: ~5 ns a bar. */
export function coverBars(rows: BarRows, series: BarSeries, onDamage: OnDamage): BarCoverage | undefined {
  const months = rows.months(series, -Infinity, Infinity);
  const [start] = months;
  const end = months.at(-1);
  if (start === undefined || end === undefined) return undefined;
  const gaps = new GapList(1);
  for (const month of months) addTimes(rows, series, month, { gaps, onDamage });
  return {
    kind: 'bars',
    ...series,
    count: months.reduce((sum, { count }) => sum + count, 0),
    first: start.first,
    last: end.last,
    gaps: gaps.gaps,
    priceStep: months.reduce((step, { priceStep }) => commonStep(step, priceStep), start.priceStep),
    volumeStep: months.reduce((step, { volumeStep }) => commonStep(step, volumeStep), start.volumeStep),
  };
}

/** A month whose times cannot be read is a gap. */
function addTimes(rows: BarRows, series: BarSeries, month: BarMonth, to: { gaps: GapList; onDamage: OnDamage }): void {
  const frame = timeframe(series.timeframe);
  try {
    const runs = rows.runs(series, month, frame);
    for (let k = 0; k < runs.length; k += 2) to.gaps.add(runs[k]!, runs[k + 1]!);
  } catch (error) {
    if (!(error instanceof SiisError)) throw error;
    to.onDamage(rows.damage(series, month));
  }
}
