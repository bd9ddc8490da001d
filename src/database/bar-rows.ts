import type { BarSide } from '../market/bar.ts';
import type { InstrumentId } from '../market/instrument.ts';
import { formatDecimal } from '../util/decimal.ts';
import { Grid } from '../market/grid.ts';
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
}

const facts = 'month, count, first, last, price_units, price_decimals, volume_units, volume_decimals';
const ofSeries = 'instrument = ? AND timeframe = ? AND side = ?';

/** The table of bars: one row a month. */
export class BarRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All series, of one instrument or of all, in a fixed order. */
  series(instrument?: InstrumentId): BarSeries[] {
    const where = instrument === undefined ? '' : 'WHERE instrument = ?';
    const sql = `SELECT DISTINCT instrument, timeframe, side FROM bars ${where} ORDER BY instrument, timeframe, side`;
    return this.#db.prepare<unknown[], BarSeries>(sql).all(...(instrument === undefined ? [] : [instrument]));
  }

  /** The months of a series between two, both included, oldest first. */
  months(series: BarSeries, from: Month, to: Month): BarMonth[] {
    const sql = `SELECT ${facts} FROM bars WHERE ${ofSeries} AND month BETWEEN ? AND ? ORDER BY month`;
    return this.#db
      .prepare<unknown[], Row>(sql)
      .all(series.instrument, series.timeframe, series.side, from, to)
      .map(toMonth);
  }

  /**
   * Reads a month's bars; `undefined` when there is none. Touching new memory costs more than decoding, so that columns
   * are used again when they are large enough.
   *
   * @throws SiisError DATA_CORRUPT with the time range when the row is damaged.
   */
  read(series: BarSeries, month: Month, reuse = makeBars(0)): StoredBars | undefined {
    const sql = `SELECT ${facts}, checksum, data FROM bars WHERE ${ofSeries} AND month = ?`;
    const row = this.#db
      .prepare<unknown[], Row & { readonly checksum: number; readonly data: Buffer }>(sql)
      .get(series.instrument, series.timeframe, series.side, month);
    if (row === undefined) return undefined;
    const found = toMonth(row);
    if (barChecksum(row.data) !== row.checksum || barCount(row.data) !== row.count) throw barsCorrupt(series, found);
    const bars = reuse.time.length < row.count ? makeBars(row.count) : reuse;
    decodeBars(row.data, bars);
    return { month: found, bars };
  }

  /** Start times of a month's bars, unchecked; reads only what it takes. */
  times(series: BarSeries, { month, count }: BarMonth): Float64Array {
    const data = this.#start(series, month, timeBytes(count));
    return data === undefined ? new Float64Array(0) : decodeTimes(data);
  }

  /** Distance of a month's bars in ms, unchecked, where all are equally far apart; `undefined` where they are not. */
  evenStep(series: BarSeries, { month, count }: BarMonth): number | undefined {
    const header = count < 2 ? undefined : this.#start(series, month, headerBytes);
    return header === undefined ? undefined : evenStep(header);
  }

  #start(series: BarSeries, month: Month, bytes: number): Buffer | undefined {
    const sql = `SELECT substr(data, 1, ?) FROM bars WHERE ${ofSeries} AND month = ?`;
    return this.#db
      .prepare<unknown[], Buffer>(sql)
      .pluck()
      .get(bytes, series.instrument, series.timeframe, series.side, month);
  }

  /** Adds or replaces a month. Inside the caller's transaction. */
  write(series: BarSeries, month: BarMonth, data: Uint8Array): void {
    const price = new Grid(month.priceStep);
    const volume = new Grid(month.volumeStep);
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO bars (instrument, timeframe, side, ${facts}, checksum, data) VALUES (?${', ?'.repeat(12)})`,
      )
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
    return { kind: 'bars', instrument: series.instrument, file: this.#db.name, from, to, bytes: NaN, message };
  }

  /** Runs `work`, all of it or nothing. */
  transaction(work: () => void): void {
    this.#db.transaction(work).immediate();
  }
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
  };
}
