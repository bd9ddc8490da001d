import { plainName } from '../header.ts';
import { clockOf, columnsOf, type Columns, isNumber, type Layout, makeLayout, type Role } from '../layout.ts';
import type { Sample } from '../sample.ts';
import { timeframeOfSpacing } from '../timeframe-name.ts';

const isFlag = (text: string | undefined): boolean => /^(true|false)$/i.test(text ?? '');

/** Whether the first row names the columns, and the first row of values. */
function start(sample: Sample): { hasHeader: boolean; row: readonly string[] } {
  const hasHeader = sample.rows[0] !== undefined && sample.rows[0].every((field) => !isNumber(field) && !isFlag(field));
  return { hasHeader, row: sample.rows[hasHeader ? 1 : 0] ?? [] };
}

/**
 * Binance trades: `id,price,qty,quoteQty,time,isBuyerMaker[,isBestMatch]`. Times in ms, on spot in µs since 2025.
 *
 * - source: https://github.com/binance/binance-public-data
 */
export function recogniseBinanceTrades(sample: Sample): Layout | string {
  const { hasHeader, row } = start(sample);
  const isShape = (row.length === 6 || row.length === 7) && isFlag(row[5]) && (row.length === 6 || isFlag(row[6]));
  if (!isShape) return 'the rows are not id,price,qty,quoteQty,time,isBuyerMaker[,isBestMatch]';
  const columns = columnsOf([undefined, 'price', 'quantity', undefined, 'time', 'buyerMaker']);
  return binance(sample, { format: 'binance-trades', rows: 'trades', columns, hasHeader });
}

/** Binance aggregate trades: `id,price,qty,firstId,lastId,time,isBuyerMaker[,isBestMatch]`. */
export function recogniseBinanceAggtrades(sample: Sample): Layout | string {
  const { hasHeader, row } = start(sample);
  const isShape = (row.length === 7 || row.length === 8) && isFlag(row[6]) && !isFlag(row[5]);
  if (!isShape) return 'the rows are not id,price,qty,firstId,lastId,time,isBuyerMaker[,isBestMatch]';
  const columns = columnsOf([undefined, 'price', 'quantity', undefined, undefined, 'time', 'buyerMaker']);
  return binance(sample, { format: 'binance-aggtrades', rows: 'trades', columns, hasHeader });
}

const klines: readonly Role[] = ['time', 'open', 'high', 'low', 'close', 'volume'];

/** Binance klines: 12 columns from the open time to one that is ignored. Open and close time tell the timeframe. */
export function recogniseBinanceKlines(sample: Sample): Layout | string {
  const { hasHeader, row } = start(sample);
  const [open, close] = [Number(row[0]), Number(row[6])];
  if (row.length !== 12 || !(close > open)) return 'the rows are not the 12 columns of klines, open time to ignore';
  const clock = clockOf([row[0]]);
  const unit = clock?.kind === 'epoch' ? { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 }[clock.unit] : 1;
  const timeframe = timeframeOfSpacing(Math.round((close + 1 - open) * unit));
  const layout = binance(sample, { format: 'binance-klines', rows: 'bars', columns: columnsOf(klines), hasHeader });
  return typeof layout === 'string' ? layout : { ...layout, timeframe, side: 'trade' };
}

function binance(
  sample: Sample,
  parts: Pick<Layout, 'format' | 'rows' | 'hasHeader'> & { columns: Columns },
): Layout | string {
  const first = sample.rows[parts.hasHeader ? 1 : 0] ?? [];
  const clock = clockOf([first[parts.columns.time ?? 0]]);
  const header = parts.hasHeader ? (sample.rows[0] ?? []).map(plainName) : [];
  if (clock?.kind !== 'epoch') return 'the time is not in s, ms or µs since 1970';
  if (parts.hasHeader && !header.some((name) => name.includes('time'))) return 'the header names no time';
  return makeLayout({ ...parts, width: first.length, clock, instrument: instrumentOf(sample.name, parts.hasHeader) });
}

/** `BTCUSDT-trades-2024-01-01.csv`. Spot files have no header, those of USD-M futures have one. */
function instrumentOf(path: string, hasHeader: boolean): string | undefined {
  const match =
    /(?:^|[/\\!])([A-Z\d]{5,})-(?:trades|aggTrades|\d{1,2}(?:s|m|h|d|w|mo))-\d{4}-\d\d(?:-\d\d)?\.csv$/.exec(path);
  return match === null ? undefined : `binance:${match[1]}${hasHeader ? '-PERP' : ''}`;
}
