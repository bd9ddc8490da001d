import { join } from 'node:path';
import { SiisError } from '../util/errors.ts';
import type { BarMonth, BarRows, BarSeries } from './bar-rows.ts';
import type { Damage } from './coverage.ts';
import { monthEnd, monthName, monthStart, timeText } from './month.ts';
import type { TickPath } from './path.ts';
import { buildIndex } from './tick-file/block-index.ts';
import type { BlockEntry } from './tick-file/directory.ts';
import { checksum } from './tick-file/format.ts';
import { headerOf } from './tick-file/header.ts';
import { RowReader } from './tick-file/row-reader.ts';
import { TickFile } from './tick-file/tick-file.ts';

/** Reads every byte of a month file and lists what is wrong with it. */
export function verifyTicks(dir: string, tick: TickPath): Damage[] {
  try {
    const file = TickFile.open(join(dir, tick.path));
    try {
      return verifyFile(tick, file);
    } finally {
      file.close();
    }
  } catch (error) {
    return [fileDamage(dir, tick, error)];
  }
}

/** What an error means that opening a month file threw. Other errors are thrown on. */
export function fileDamage(dir: string, tick: TickPath, error: unknown): Damage {
  const path = join(dir, tick.path);
  const message = messageOf(error);
  try {
    headerOf(path);
    return fault(tick, path, 'block', message);
  } catch {
    return fault(tick, path, 'header', message);
  }
}

function verifyFile(tick: TickPath, file: TickFile): Damage[] {
  const { instrument, kind, month } = file.header;
  if (instrument !== tick.instrument || kind !== tick.kind || month !== tick.month) {
    const message = `${file.path}: the file holds ${kind} ticks of ${instrument} of ${monthName(month)}, not what its name says`;
    return [fault(tick, file.path, 'header', message)];
  }
  const found = [...file.damage];
  const reader = new RowReader(file, { price: 1, lots: 1 });
  for (const entry of file.entries) {
    const damage = verifyBlock(tick, file, entry, reader);
    if (damage !== undefined) found.push(damage);
  }
  return found;
}

/** @param reader goes on to the entry's block, also when that is damaged. */
function verifyBlock(tick: TickPath, file: TickFile, entry: BlockEntry, reader: RowReader): Damage | undefined {
  const range = { from: entry.baseTime, to: entry.lastTime };
  const bytes = entry.headLength + entry.bodyLength;
  try {
    reader.advance();
  } catch (error) {
    return file.damaged('block', range, bytes, messageOf(error));
  }
  const name = `${tick.instrument}: the block of ticks from ${timeText(range.from)} to ${timeText(range.to)}`;
  const { time } = reader.rows;
  for (let k = 1; k < reader.count; k++) {
    if (time[k]! < time[k - 1]!) return file.damaged('block', range, bytes, `${name} runs back in time`);
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
      .map((month) => rows.damage(series, month)),
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

/** Damage that may concern any tick of the month. */
function fault(tick: TickPath, file: string, kind: Damage['kind'], message: string): Damage {
  const [from, to] = [monthStart(tick.month), monthEnd(tick.month) - 1];
  return {
    kind,
    instrument: tick.instrument,
    series: `${tick.kind} ticks`,
    file,
    from,
    to,
    bytes: NaN,
    message: message.replace(`${file}: `, ''),
  };
}

function messageOf(error: unknown): string {
  if (error instanceof SiisError && error.code === 'DATA_CORRUPT') return error.message;
  throw error;
}
