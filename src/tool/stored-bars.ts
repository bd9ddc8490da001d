import { SiisError } from '../util/errors.ts';
import { type BarColumns, emptyColumns } from './bar-file.ts';
import type { Call } from './call.ts';
import { type ExportOptions, runExport } from './export/export.ts';
import { dataFolderOf, openForReading } from './run/data-folder.ts';
import { readTimeRange } from './time-range.ts';

/**
 * Bars of a stored instrument as a command line asks for them.
 *
 * @throws SiisError USAGE, INSTRUMENT_INVALID, DATA_MISSING, STORE_UNUSABLE
 */
export function readStoredBars(call: Call, instrument: string): BarColumns {
  const timeframe = call.text('timeframe');
  if (timeframe === undefined) {
    throw new SiisError('USAGE', '--timeframe: expected one for stored bars, such as 1h, came none');
  }
  const { from, to } = readTimeRange(call);
  return storedBars({ data: dataFolderOf(call), instrument, bars: timeframe, from, to });
}

/** Bars made from stored bars or ticks exactly as an export makes them. @throws SiisError as an export does. */
export function storedBars(options: ExportOptions): BarColumns {
  const columns = emptyColumns();
  let rest = '';
  let isHead = true;
  for (const piece of runExport(options, openForReading)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of isHead ? lines.slice(1) : lines) addRow(columns, line);
    isHead &&= lines.length === 0;
  }
  return columns;
}

function addRow(columns: BarColumns, line: string): void {
  const [time, open, high, low, close, volume] = line.split(',').map(Number);
  columns.time.push(time!);
  columns.open.push(open!);
  columns.high.push(high!);
  columns.low.push(low!);
  columns.close.push(close!);
  columns.volume.push(volume!);
}
