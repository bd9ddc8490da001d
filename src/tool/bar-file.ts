import type { BarImport, ImportResult } from '../database/batch.ts';
import { Grid } from '../market/grid.ts';
import { SiisError } from '../util/errors.ts';
import { runImport } from './import/import.ts';
import type { ImportOptions } from './import/import-options.ts';

/** Bars as columns of doubles, oldest first. */
export interface BarColumns {
  readonly time: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

export function emptyColumns(): BarColumns {
  return { time: [], open: [], high: [], low: [], close: [], volume: [] };
}

/**
 * Reads a file of bars in any format that the importer knows, without storing it. Of a file with bid and ask bars the
 * bid counts.
 *
 * @throws SiisError as the importer does; USAGE when the file holds ticks.
 */
export async function readBarFile(
  file: string,
  options: Pick<ImportOptions, 'columns' | 'format' | 'timeframe'>,
): Promise<BarColumns> {
  const columns = emptyColumns();
  let side: string | undefined;
  const take = (bars: BarImport): ImportResult => {
    side ??= bars.side;
    const added = bars.side === side ? append(columns, bars) : 0;
    return { added, alreadyStored: 0, first: NaN, last: NaN };
  };
  const refuse = (): never => {
    throw new SiisError('USAGE', `expected a file of bars, came one of ticks: ${file}`, { file });
  };
  // The name is needed by the importer only to know where to store.
  const instrument = 'file:BARS/USD';
  await runImport({ ...options, instrument, files: [file], data: '' }, () => ({
    instrument: () => undefined,
    putInstrument: () => undefined,
    importTicks: refuse,
    importBars: (_id, bars) => take(bars),
    close: () => undefined,
  }));
  return columns;
}

function append(columns: BarColumns, { priceStep, volumeStep, batches }: BarImport): number {
  const price = new Grid(priceStep);
  const volume = new Grid(volumeStep);
  let added = 0;
  for (const batch of batches) {
    for (let k = 0; k < batch.count; k++) {
      columns.time.push(batch.time[k]!);
      columns.open.push(price.toNumber(batch.open[k]!));
      columns.high.push(price.toNumber(batch.high[k]!));
      columns.low.push(price.toNumber(batch.low[k]!));
      columns.close.push(price.toNumber(batch.close[k]!));
      columns.volume.push(volume.toNumber(batch.volume[k]!));
    }
    added += batch.count;
  }
  return added;
}
