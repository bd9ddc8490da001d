import { join } from 'node:path';
import { SiisError } from '../util/errors.ts';
import { barDamage, type BarMonth, type BarRows, type BarSeries } from './bar-rows.ts';
import type { Damage } from './coverage.ts';
import { monthEnd, monthStart, timeText } from './month.ts';
import type { TickPath } from './path.ts';
import { buildIndex } from './tick-file/block-index.ts';
import { checksum } from './tick-file/format.ts';
import { headerOf } from './tick-file/header.ts';
import { RowReader } from './tick-file/row-reader.ts';
import { TickFile } from './tick-file/tick-file.ts';

/** Reads every byte of a month file and lists what is wrong with it. */
export function verifyTicks(dir: string, tick: TickPath): Damage[] {
  const path = join(dir, tick.path);
  try {
    const header = headerOf(path);
    if (header.instrument !== tick.instrument || header.kind !== tick.kind || header.month !== tick.month) {
      return [
        fault(
          tick,
          'header',
          `${path}: the file holds ${header.kind} ticks of ${header.instrument}, not what its name says`,
        ),
      ];
    }
  } catch (error) {
    return [fault(tick, 'header', messageOf(error))];
  }
  try {
    return verifyFile(tick, TickFile.open(path));
  } catch (error) {
    return [fault(tick, 'block', messageOf(error))];
  }
}

function verifyFile(tick: TickPath, file: TickFile): Damage[] {
  const found = [...file.damage];
  try {
    for (const k of file.entries.keys()) {
      const damage = verifyBlock(tick, file, k);
      if (damage !== undefined) found.push(damage);
    }
  } finally {
    file.close();
  }
  return found;
}

function verifyBlock(tick: TickPath, file: TickFile, k: number): Damage | undefined {
  const entry = file.entries[k]!;
  const range = { from: entry.baseTime, to: entry.lastTime };
  const bytes = entry.headLength + entry.bodyLength;
  const reader = new RowReader(file, { price: 1, lots: 1 }, k);
  try {
    reader.advance();
  } catch (error) {
    return file.damaged('block', range, bytes, messageOf(error));
  }
  const name = `${tick.instrument}: the block of ticks from ${timeText(range.from)} to ${timeText(range.to)}`;
  const { time } = reader.rows;
  for (let j = 1; j < reader.count; j++) {
    if (time[j]! < time[j - 1]!) return file.damaged('block', range, bytes, `${name} runs back in time`);
  }
  if (time[0]! < monthStart(tick.month) || time[reader.count - 1]! >= monthEnd(tick.month)) {
    return file.damaged('block', range, bytes, `${name} is not of the file's month`);
  }
  if (entry.index === undefined) return undefined;
  const { bytes: section } = buildIndex(tick.kind, reader.span);
  if (file.readIndex(entry, new Uint8Array(section.length)) && checksum(section) === entry.index.checksum)
    return undefined;
  return file.damaged(
    'index',
    range,
    section.length,
    `${name} has a damaged index; it is rebuilt from the ticks on each use`,
  );
}

/** Reads every month of bars and lists the damaged ones. */
export function verifyBars(rows: BarRows): Damage[] {
  return rows.series().flatMap((series) =>
    rows
      .months(series, -Infinity, Infinity)
      .filter((month) => !isSound(rows, series, month))
      .map((month) => barDamage(series, month)),
  );
}

function isSound(rows: BarRows, series: BarSeries, { month }: BarMonth): boolean {
  try {
    rows.read(series, month);
    return true;
  } catch (error) {
    if (error instanceof SiisError) return false;
    throw error;
  }
}

function fault(tick: TickPath, kind: Damage['kind'], message: string): Damage {
  return { kind, instrument: tick.instrument, file: tick.path, from: NaN, to: NaN, bytes: NaN, message };
}

function messageOf(error: unknown): string {
  if (error instanceof SiisError && error.code === 'DATA_CORRUPT') return error.message;
  throw error;
}
