import { isoOf } from './row-time.ts';

/** One series that a file went into. */
export interface SeriesReport {
  readonly kind: 'trades' | 'quotes' | 'bars';
  /** Of bars. */
  readonly timeframe?: string;
  readonly side?: string;
  readonly rows: number;
  readonly added: number;
  readonly alreadyStored: number;
  /** ISO times of the first and last row. */
  readonly first: string;
  readonly last: string;
  readonly priceStep: string;
  readonly volumeStep: string;
}

/** One file, or one entry of a zip. */
export interface FileReport {
  readonly file: string;
  readonly format: string;
  readonly instrument: string;
  readonly rows: number;
  /** Missing bars' places, or stretches of an hour or more without ticks. */
  readonly gaps: number;
  readonly series: readonly SeriesReport[];
  readonly notes: readonly string[];
  /** What is likely a mistake; with the file and line. */
  readonly warnings: readonly string[];
}

/** What an import did; plain data, fit for `--json`. */
export interface ImportReport {
  readonly data: string;
  readonly rows: number;
  readonly added: number;
  readonly alreadyStored: number;
  /** Instruments that were added to the catalog, or changed there, and how. */
  readonly instruments: readonly string[];
  readonly files: readonly FileReport[];
}

/** The report of all files. */
export function makeReport(data: string, files: readonly FileReport[], instruments: readonly string[]): ImportReport {
  const series = files.flatMap((file) => file.series);
  const sum = (read: (each: SeriesReport) => number): number => series.reduce((total, each) => total + read(each), 0);
  return {
    data,
    rows: files.reduce((total, file) => total + file.rows, 0),
    added: sum((each) => each.added),
    alreadyStored: sum((each) => each.alreadyStored),
    instruments,
    files,
  };
}

/** ISO time without a fraction that is zero. */
export function shortIso(time: number): string {
  return isoOf(time).replace('.000Z', 'Z');
}

/** The report as lines for people. */
export function reportLines(report: ImportReport): string[] {
  const lines = report.files.flatMap(fileLines);
  const total = `${report.added} added, ${report.alreadyStored} already stored`;
  const sum = report.files.length > 1 ? [`${report.files.length} files, ${report.rows} rows: ${total}`] : [];
  return [...report.instruments, ...lines, ...sum];
}

/** What a series is: `trades`, `1m bid bars`. */
export function seriesName({ timeframe, side, kind }: SeriesReport): string {
  return [timeframe, side === 'trade' ? undefined : side, kind].filter((each) => each !== undefined).join(' ');
}

function fileLines(file: FileReport): string[] {
  const lines = file.series.map((series) => {
    const what = seriesName(series);
    const span = `${series.first} … ${series.last}`;
    return `  ${what}: ${series.rows} rows, ${series.added} added, ${series.alreadyStored} already stored, ${span}, ${gapText(file.gaps)}`;
  });
  return [`${file.file}: ${file.format}, ${file.instrument}`, ...lines, ...file.notes.map((note) => `  note: ${note}`)];
}

function gapText(gaps: number): string {
  return gaps === 1 ? '1 gap' : `${gaps === 0 ? 'no' : gaps} gaps`;
}
