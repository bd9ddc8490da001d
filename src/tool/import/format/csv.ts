import { isHeader, parseColumns, readHeader } from '../header.ts';
import { identityColumns } from '../identity.ts';
import {
  areTimes,
  clockOf,
  columnOf,
  columnsOf,
  isNumber,
  type Layout,
  type LayoutWishes,
  makeLayout,
  type Role,
} from '../layout.ts';
import type { Sample } from '../sample.ts';
import { utc } from '../zone.ts';

const bars: readonly Role[] = ['open', 'high', 'low', 'close', 'volume'];
const columnsHint = 'name the columns with --columns, for example --columns time,open,high,low,close,volume';

/**
 * Plain tables of ticks or bars, CSV or JSON: columns by their header or keys, by `--columns`, or, without either, by
 * their shape: a bid that is never above the ask, else open, high, low, close, which every row has to bear out.
 */
export function recogniseCsv(sample: Sample, wishes: LayoutWishes): Layout | string {
  const { names, values } = tableOf(sample);
  if (values.length === 0) return 'there are no rows';
  const width = names?.length ?? values[0]!.length;
  const found = wishes.columns === undefined ? byTable(names, values) : byWish(wishes.columns, width);
  if (typeof found === 'string') return found;
  const columns = { ...found.columns };
  // Columns called date and time may both be whole times.
  if (columns.clock !== undefined && !/^\d{1,2}:?\d\d/.test(values[0]![columns.clock] ?? '')) delete columns.clock;
  const times = columnOf(values, columns.time ?? 0);
  const clock = clockOf(times);
  if (clock === undefined) return `${JSON.stringify(times[0] ?? '')} is no time`;
  const hint = names === undefined && wishes.columns === undefined ? columnsHint : '';
  const zone = wishes.zone ?? utc;
  return makeLayout({
    format: sample.kind,
    ...found,
    columns,
    width,
    hasHeader: hasHeader(sample),
    clock,
    zone,
    identity: identityColumns(names),
    hint,
  });
}

function hasHeader(sample: Sample): boolean {
  const [first = [], second = []] = sample.rows;
  if (sample.kind !== 'csv') return false;
  const isWords = first.every((field) => !isNumber(field) && clockOf([field]) === undefined);
  return isHeader(first) || (isWords && second.some(isNumber));
}

function tableOf(sample: Sample): { names: readonly string[] | undefined; values: Sample['rows'] } {
  if (sample.keys.length > 0) return { names: sample.keys, values: sample.rows };
  return hasHeader(sample)
    ? { names: sample.rows[0], values: sample.rows.slice(1) }
    : { names: undefined, values: sample.rows };
}

function byTable(names: readonly string[] | undefined, values: Sample['rows']): Found | string {
  return names === undefined ? byShape(values) : readHeader(names);
}

type Found = Pick<Layout, 'rows' | 'columns'>;

function byWish(text: string, width: number): Found | string {
  const wish = parseColumns(text);
  if (typeof wish === 'string') return `--columns: ${wish}`;
  if (wish.width !== width) return `--columns names ${wish.width} columns, the file has ${width}`;
  return wish;
}

function byShape(rows: Sample['rows']): Found | string {
  const first = rows[0] ?? [];
  const time: readonly Role[] = isNumber(first[1]) ? ['time'] : ['time', 'clock'];
  const at = time.length;
  const rest = first.length - at;
  if (!areTimes(columnOf(rows, 0))) return `${JSON.stringify(first[0] ?? '')} is no time; ${columnsHint}`;
  const trade = tradeShape(rows);
  if (trade !== undefined) return trade;
  const isQuote = rest >= 2 && rest <= 4 && isBidAsk(rows, at) && !(rest === 4 && rows.every((row) => isBar(row, at)));
  if (isQuote) return { rows: 'quotes', columns: columnsOf([...time, 'bid', 'ask']) };
  // Other orders of the prices exist; the first row that contradicts this one is refused with the hint.
  if (rest >= 4 && rest <= 6) return { rows: 'bars', columns: columnsOf([...time, ...bars.slice(0, rest)]) };
  return `${first.length} columns without header do not tell what they are; ${columnsHint}`;
}

/** Trades as ccxt lists them: `[time, id, type, side, price, amount, cost]`, or `time,price,quantity,side`. */
function tradeShape(rows: Sample['rows']): Found | undefined {
  const width = rows[0]?.length;
  const isSide = (index: number): boolean => rows.every((row) => /^(buy|sell|b|s)$/i.test(row[index] ?? ''));
  if (width === 7 && isSide(3)) {
    return { rows: 'trades', columns: columnsOf(['time', undefined, undefined, 'side', 'price', 'quantity']) };
  }
  if (width === 4 && isSide(3)) return { rows: 'trades', columns: columnsOf(['time', 'price', 'quantity', 'side']) };
  return undefined;
}

function isBar(row: readonly string[], at: number): boolean {
  const [open = NaN, high = NaN, low = NaN, close = NaN] = row.slice(at, at + 4).map(Number);
  return high >= open && high >= close && low <= open && low <= close && low > 0;
}

function isBidAsk(rows: Sample['rows'], at: number): boolean {
  return rows.every((row) => {
    const [bid = NaN, ask = NaN] = row.slice(at, at + 2).map(Number);
    return bid > 0 && ask >= bid && ask < bid * 1.1;
  });
}
