import { join } from 'node:path';
import type { InstrumentId } from '../market/instrument.ts';
import type { MinuteColumns, TickKind } from '../market/tick-block.ts';
import { barEnd, timeframe } from '../market/timeframe.ts';
import { BarReader } from './bar-reader.ts';
import type { BarRows, BarSeries } from './bar-rows.ts';
import type { BarCoverage, Damage, Gap, TickCoverage } from './coverage.ts';
import type { TickPath } from './path.ts';
import { headerOf } from './tick-file/header.ts';
import { common } from './tick-file/tick-file-appender.ts';
import { TickFile } from './tick-file/tick-file.ts';
import { TickFileReader } from './tick-file/tick-file-reader.ts';

const minute = 60_000;
const hour = 60 * minute;
const always = { from: -Infinity, to: Infinity };

/** What the month files of one tape hold; `undefined` when no tick. Reads their indexes. @throws SiisError DATA_CORRUPT */
export function coverTicks(
  dir: string,
  instrument: InstrumentId,
  ticks: TickKind,
  files: { paths: readonly TickPath[]; onDamage: (damage: Damage) => void },
): TickCoverage | undefined {
  const paths = files.paths.map(({ path }) => join(dir, path));
  const [start, ...rest] = paths.map((path) => headerOf(path).scale);
  if (start === undefined) return undefined;
  const scale = rest.reduce(common, start);
  let [count, first, last, bytes] = [0, NaN, NaN, 0];
  for (const path of paths) {
    const file = TickFile.open(path);
    file.close();
    bytes += file.size;
    count += file.entries.reduce((sum, entry) => sum + entry.count, 0);
    if (Number.isNaN(first)) first = file.first;
    if (!Number.isNaN(file.last)) last = file.last;
  }
  if (count === 0) return undefined;
  const source = new TickFileReader({
    kind: ticks,
    scale,
    paths,
    onDamage: files.onDamage,
    allowLost: true,
    ...always,
  });
  const gaps = tickGaps(source);
  return { kind: 'ticks', instrument, ticks, scale, count, first, last, bytes, gaps };
}

function tickGaps(source: TickFileReader): Gap[] {
  const gaps: Gap[] = [];
  let end = Infinity;
  try {
    for (let block = source.next(); block !== undefined; block = source.next()) {
      end = addGaps(block.minutes, end, gaps);
    }
  } finally {
    source.close();
  }
  return gaps;
}

/** @returns the end of the last minute. */
function addGaps(minutes: MinuteColumns, from: number, gaps: Gap[]): number {
  let end = from;
  for (let row = 0; row < minutes.count; row++) {
    const time = minutes.time[row]!;
    if (time - end >= hour) gaps.push({ from: end, to: time });
    end = time + minute;
  }
  return end;
}

/** What is stored of a bar series; `undefined` when no bar. Reads all of them. @throws SiisError DATA_CORRUPT */
export function coverBars(rows: BarRows, series: BarSeries): BarCoverage | undefined {
  const frame = timeframe(series.timeframe);
  const source = new BarReader(rows, series, always);
  const gaps: Gap[] = [];
  let [count, first, last, end] = [0, NaN, NaN, Infinity];
  for (let block = source.next(); block !== undefined; block = source.next()) {
    if (count === 0) first = block.time[0]!;
    for (let k = 0; k < block.count; k++) {
      const time = block.time[k]!;
      if (time > end) gaps.push({ from: end, to: time });
      end = barEnd(frame, time);
    }
    count += block.count;
    last = block.time[block.count - 1]!;
  }
  if (count === 0) return undefined;
  const { priceStep, volumeStep } = source;
  return { kind: 'bars', ...series, count, first, last, gaps, priceStep, volumeStep };
}
