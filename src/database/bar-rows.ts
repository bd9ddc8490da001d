import type { BarSide } from '../market/bar.ts';
import type { InstrumentId } from '../market/instrument.ts';
import { formatDecimal } from '../util/decimal.ts';
import { Grid } from '../market/grid.ts';
import { barEnd, type Timeframe } from '../market/timeframe.ts';
import { SiisError } from '../util/errors.ts';
import {
  barChecksum,
  type BarColumns,
  barCount,
  decodeBars,
  decodeTimes,
  evenStep,
  headerBytes,
  makeBars,
  timeBytes,
} from './bar-blob.ts';
import type { Damage } from './coverage.ts';
import { type Month, monthName, timeText } from './month.ts';
import type { Database } from './sqlite/database.ts';
import { Statements } from './sqlite/statements.ts';

/** Names a series of bars. */
export interface BarSeries {
  readonly instrument: InstrumentId;
  readonly timeframe: string;
  readonly side: BarSide;
}

/** A stored month of bars without the bars. */
export interface BarMonth {
  readonly month: Month;
  readonly count: number;
  /** Start of the first and last bar, ms UTC. */
  readonly first: number;
  readonly last: number;
  readonly priceStep: string;
  readonly volumeStep: string;
  /** Of the bars as they are stored. */
  readonly checksum: number;
}

/** A stored month with its bars, the first `month.count` of the columns. */
export interface StoredBars {
  readonly month: BarMonth;
  readonly bars: BarColumns;
}

interface Row {
  readonly month: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly price_units: number;
  readonly price_decimals: number;
  readonly volume_units: number;
  readonly volume_decimals: number;
  readonly checksum: number;
}

const facts = 'month, count, first, last, price_units, price_decimals, volume_units, volume_decimals, checksum';
const ofSeries = 'instrument = ? AND timeframe = ? AND side = ?';

/** Months whose runs are remembered. */
const mostRuns = 10_000;

/** The table of bars: one row a month. */
export class BarRows {
  readonly #db: Database;
  readonly #statements: Statements;
  /** Runs of bars without a gap of months that were looked at, by their content. */
  readonly #runs = new Map<string, Float64Array>();

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** All series, of one instrument or of all, in a fixed order. */
  series(instrument?: InstrumentId): BarSeries[] {
    const where = instrument === undefined ? '' : 'WHERE instrument = ?';
    const sql = `SELECT DISTINCT instrument, timeframe, side FROM bars ${where} ORDER BY instrument, timeframe, side`;
    return this.#statements.rows<BarSeries>(sql).all(...(instrument === undefined ? [] : [instrument]));
  }

  /** The months of a series between two, both included, oldest first. */
  months(series: BarSeries, from: Month, to: Month): BarMonth[] {
    const sql = `SELECT ${facts} FROM bars WHERE ${ofSeries} AND month BETWEEN ? AND ? ORDER BY month`;
    return this.#statements.rows<Row>(sql).all(series.instrument, series.timeframe, series.side, from, to).map(toMonth);
  }

  /**
   * Reads a month's bars; `undefined` when there is none. Touching new memory costs more than decoding, so that columns
   * are used again when they are large enough.
   *
   * @throws SiisError DATA_CORRUPT with the time range when the row is damaged.
   */
  read(series: BarSeries, month: Month, reuse = makeBars(0)): StoredBars | undefined {
    const sql = `SELECT ${facts}, data FROM bars WHERE ${ofSeries} AND month = ?`;
    const row = this.#statements
      .rows<Row & { readonly data: Buffer }>(sql)
      .get(series.instrument, series.timeframe, series.side, month);
    if (row === undefined) return undefined;
    const found = toMonth(row);
    if (barChecksum(row.data) !== row.checksum || barCount(row.data) !== row.count) throw barsCorrupt(series, found);
    const bars = reuse.time.length < row.count ? makeBars(row.count) : reuse;
    decodeBars(row.data, bars);
    return { month: found, bars };
  }

  /**
   * The stretches of a month without a gap, unchecked: when each begins and ends, in ms, one after the other. A month is
   * read once, and only as far as it takes: most have no gap, and their header says so.
   */
  runs(series: BarSeries, month: BarMonth, frame: Timeframe): Float64Array {
    const key = `${series.instrument} ${series.timeframe} ${series.side} ${month.month} ${month.count} ${month.checksum}`;
    const found = this.#runs.get(key) ?? this.#findRuns(series, month, frame);
    if (this.#runs.size >= mostRuns) this.#runs.clear();
    this.#runs.set(key, found);
    return found;
  }

  #findRuns(series: BarSeries, { month, count, first, last }: BarMonth, frame: Timeframe): Float64Array {
    const header = count < 2 ? undefined : this.#start(series, month, headerBytes);
    if (header !== undefined && frame.millis !== 0 && evenStep(header) === frame.millis)
      return Float64Array.of(first, barEnd(frame, last));
    const data = this.#start(series, month, timeBytes(count));
    return data === undefined ? new Float64Array(0) : runsOf(decodeTimes(data), frame);
  }

  #start(series: BarSeries, month: Month, bytes: number): Buffer | undefined {
    const sql = `SELECT substr(data, 1, ?) FROM bars WHERE ${ofSeries} AND month = ?`;
    return this.#statements.values<Buffer>(sql).get(bytes, series.instrument, series.timeframe, series.side, month);
  }

  /** Adds or replaces a month. Inside the caller's transaction. */
  write(series: BarSeries, month: Omit<BarMonth, 'checksum'>, data: Uint8Array): void {
    const price = new Grid(month.priceStep);
    const volume = new Grid(month.volumeStep);
    this.#statements
      .rows(`INSERT OR REPLACE INTO bars (instrument, timeframe, side, ${facts}, data) VALUES (?${', ?'.repeat(12)})`)
      .run(
        series.instrument,
        series.timeframe,
        series.side,
        month.month,
        month.count,
        month.first,
        month.last,
        price.units,
        price.decimals,
        volume.units,
        volume.decimals,
        barChecksum(data),
        data,
      );
  }

  /** A damaged month, named. */
  damage(series: BarSeries, month: BarMonth): Damage {
    const { first: from, last: to } = month;
    const { message } = barsCorrupt(series, month);
    const { instrument } = series;
    const name = `${series.timeframe} ${series.side} bars`;
    return { kind: 'bars', instrument, series: name, file: this.#db.name, from, to, bytes: NaN, message };
  }

  /** Runs `work`, all of it or nothing. */
  transaction(work: () => void): void {
    this.#db.transaction(work).immediate();
  }
}

function runsOf(times: Float64Array, frame: Timeframe): Float64Array {
  const runs: number[] = [];
  let end = NaN;
  for (const time of times) {
    if (time !== end) {
      if (runs.length > 0) runs.push(end);
      runs.push(time);
    }
    end = barEnd(frame, time);
  }
  if (runs.length > 0) runs.push(end);
  return Float64Array.from(runs);
}

function barsCorrupt(series: BarSeries, month: BarMonth): SiisError {
  const { instrument, timeframe, side } = series;
  const range = `${timeText(month.first)} to ${timeText(month.last)}`;
  return new SiisError(
    'DATA_CORRUPT',
    `${instrument}: the ${timeframe} ${side} bars from ${range} are damaged, their checksum is wrong; import ${monthName(month.month)} again`,
  );
}

function toMonth(row: Row): BarMonth {
  return {
    month: row.month,
    count: row.count,
    first: row.first,
    last: row.last,
    priceStep: formatDecimal(BigInt(row.price_units), row.price_decimals),
    volumeStep: formatDecimal(BigInt(row.volume_units), row.volume_decimals),
    checksum: row.checksum,
  };
}
