import { writeFile } from 'node:fs/promises';
import { htmlReport } from '../backtest/report/html.ts';
import { runJson } from '../backtest/report/run-json.ts';
import { textReport } from '../backtest/report/text.ts';
import type { BarColumns } from '../backtest/report/chart-data.ts';
import { parseTimeframe } from '../market/timeframe.ts';
import type { RunRecord } from '../market/record.ts';
import { type Statistics, tearSheet } from '../statistic/tear-sheet.ts';
import { SiisError } from '../util/errors.ts';
import { storedBars } from './stored-bars.ts';

/** A run and what its statistics are. */
export interface Reported {
  readonly record: RunRecord;
  readonly statistics: Statistics;
}

export function reported(record: RunRecord): Reported {
  return { record, statistics: tearSheet(record) };
}

/** The report for stdout: a page of text, or one line of JSON. */
export function renderReport(
  { record, statistics }: Reported,
  style: { readonly json: boolean; readonly colour: boolean },
): string {
  if (style.json) return JSON.stringify(runJson(record, statistics));
  return textReport(record, statistics, { color: style.colour });
}

/** Writes the report as one HTML file, with the bars that the trades were made on. @throws SiisError FILE_NOT_FOUND */
export async function writeReport({ record, statistics }: Reported, file: string, data: string): Promise<void> {
  const html = htmlReport(record, statistics, chartBars(record, data));
  try {
    await writeFile(file, html);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SiisError('FILE_NOT_FOUND', `--report: expected a file that can be written, came ${file}: ${why}`);
  }
}

const chartFrames = ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '8h', '1d', '1w', '1M'];
/** More bars than this are finer than a screen. */
const mostBars = 5000;

/** Bars of each market of a run, as fine as a chart can use. */
export function chartBars({ markets, startTime, endTime }: RunRecord, data: string): BarColumns[] {
  const fine = chartFrames.findIndex(
    (name) => (endTime - startTime) / (parseTimeframe(name)?.millis || Infinity) <= mostBars,
  );
  return markets.flatMap(({ instrument }) => {
    for (const timeframe of chartFrames.slice(Math.max(0, fine))) {
      const columns = tryBars({ data, instrument, bars: timeframe, from: startTime, to: endTime });
      if (columns !== undefined) return [{ instrument, timeframe, ...columns }];
    }
    return [];
  });
}

/** Nothing where what is stored is coarser than what is asked for. */
function tryBars(options: Parameters<typeof storedBars>[0]): ReturnType<typeof storedBars> | undefined {
  try {
    return storedBars(options);
  } catch (error) {
    if (error instanceof SiisError && (error.code === 'DATA_MISSING' || error.code === 'USAGE')) return undefined;
    throw error;
  }
}
