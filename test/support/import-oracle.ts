import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { fixturesDir } from './fixtures.ts';

/** A second, plain reading of market data files, to compare an import with. It knows nothing of the importer. */

/** One row: time (ms UTC), then the numbers of the row as the file writes them. */
export type OracleRow = readonly [time: number, ...numbers: string[]];

/** What a file holds: a tape, or bars of one or both sides. */
export interface Oracle {
  readonly kind: 'trades' | 'quotes' | 'bars';
  /** For bars by side; tapes have one list under `tape`. */
  readonly rows: Readonly<Partial<Record<'tape' | 'trade' | 'bid' | 'ask', readonly OracleRow[]>>>;
}

/** All files below a folder of the fixtures, as `data/…` paths, sorted. Empty without fixtures. */
export function fixtureFiles(folder: string, pattern: RegExp): string[] {
  const root = fixturesDir();
  if (root === undefined || !existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true }).map(String);
  const files = names.filter((name) => pattern.test(name) && statSync(join(root, folder, name)).isFile());
  return files.toSorted().map((name) => `data/${folder}/${name}`);
}

/** The text of a plain or gzip file, or of the first file in a zip. */
export function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (path.endsWith('.gz')) return gunzipSync(bytes).toString('utf8');
  if (!path.endsWith('.zip')) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  // The first file begins with the zip; its packed bytes tell where they end.
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  return inflateRawSync(bytes.subarray(start)).toString('utf8');
}

/** Lines of a table as fields; a header is left out. */
export function linesOf(text: string, separator = ','): string[][] {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(separator));
  return /[a-z]{3}/i.test(rows[0]!.join(' ').replace(/nan/gi, '')) && !/^\d/.test(rows[0]![0]!) ? rows.slice(1) : rows;
}

const hour = 3_600_000;

/** A time as written: s or ms since 1970, or ISO in UTC. */
export function plainTime(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) < 1e11 ? Number(text) * 1000 : Number(text);
  const iso = text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1');
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

const newYork = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const newYorkHours = new Map<number, number>();

/** The UTC time at which New York's wall clock shows `local`. */
export function fromNewYork(local: number): number {
  const start = Math.floor(local / hour) * hour;
  const known = newYorkHours.get(start);
  const shows = (time: number): boolean => Date.parse(`${newYork.format(time).replace(' ', 'T')}Z`) === start;
  const found = known ?? [4, 5].find((hours) => shows(start + hours * hour));
  if (found === undefined) throw new Error(`no New York time ${local}`);
  newYorkHours.set(start, found);
  return local + found * hour;
}

function compactTime(text: string): number {
  const [, y, m, d, h = '0', min = '0', s = '0', ms = '0'] =
    /^(\d{4})(\d\d)(\d\d)(?: (\d\d):?(\d\d)(\d\d)?(\d{3})?)?$/.exec(text)!;
  return Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(min), Number(s), Number(ms));
}

/** HistData ticks: Eastern winter time all year. */
export function readHistdata(text: string): Oracle {
  const rows = linesOf(text).map(([time, bid, ask]): OracleRow => [compactTime(time!) + 5 * hour, bid!, ask!]);
  return { kind: 'quotes', rows: { tape: rows } };
}

/** `timestamp,bid,ask`. */
export function readTruefx(text: string): Oracle {
  return {
    kind: 'quotes',
    rows: { tape: linesOf(text).map(([time, bid, ask]): OracleRow => [plainTime(time!), bid!, ask!]) },
  };
}

/** `seconds,price,volume`. */
export function readKraken(text: string): Oracle {
  return {
    kind: 'trades',
    rows: { tape: linesOf(text).map(([time, price, size]): OracleRow => [plainTime(time!), price!, size!]) },
  };
}

/** ccxt trades `[ms, id, type, side, price, amount, cost]`; the numbers as JavaScript prints them. */
export function readTradeArrays(text: string): Oracle {
  const trades = JSON.parse(text) as [number, string, null, string, number, number, number][];
  return {
    kind: 'trades',
    rows: { tape: trades.map(([time, , , side, price, size]): OracleRow => [time, String(price), String(size), side]) },
  };
}

/** Any bar table: `order` names the five columns after the time. */
export function readBars(text: string, order: readonly string[] = ['open', 'high', 'low', 'close', 'volume']): Oracle {
  const rows = linesOf(text).map((fields): OracleRow => {
    const value = (name: string): string => fields[order.indexOf(name) + 1] ?? '0';
    return [plainTime(fields[0]!), value('open'), value('high'), value('low'), value('close'), value('volume')];
  });
  return { kind: 'bars', rows: { trade: rows } };
}

interface Delta {
  timestamp: number;
  multiplier: number;
  shift?: number;
  times: number[];
  [key: string]: number | number[] | undefined;
}

/** Dukascopy JSON: delta-coded, or plain arrays of ticks (ask first) or bars. */
export function readDukascopy(text: string): Oracle {
  const file = JSON.parse(text) as Delta | number[][];
  if (Array.isArray(file)) {
    const isTick = file[0]!.length === 5;
    const rows = file.map((row): OracleRow =>
      isTick ? [row[0]!, String(row[2]), String(row[1])] : [row[0]!, ...row.slice(1).map(String)],
    );
    return isTick ? { kind: 'quotes', rows: { tape: rows } } : { kind: 'bars', rows: { trade: rows } };
  }
  const places = Math.round(-Math.log10(file.multiplier));
  const running = (first: string, deltas: string): string[] => {
    let sum = Math.round((file[first] as number) / file.multiplier);
    return (file[deltas] as number[]).map((delta) => ((sum += delta) / 10 ** places).toFixed(places));
  };
  let passed = 0;
  const times = file.times.map((step) => file.timestamp + (passed += step) * (file.shift ?? 1));
  if (file['asks'] !== undefined) {
    const [bids, asks] = [running('bid', 'bids'), running('ask', 'asks')];
    return { kind: 'quotes', rows: { tape: times.map((time, k): OracleRow => [time, bids[k]!, asks[k]!]) } };
  }
  const columns = [
    ...['open', 'high', 'low', 'close'].map((name) => running(name, `${name}s`)),
    (file['volumes'] as number[]).map(String),
  ];
  return {
    kind: 'bars',
    rows: { trade: times.map((time, k): OracleRow => [time, ...columns.map((values) => values[k]!)]) },
  };
}

/** A LEAN file by its path: `<security>/<market>/<resolution>/…`. */
export function readLean(path: string, text: string): Oracle {
  const [, security, market, resolution] = /(\w+)\/(\w+)\/(tick|second|minute|hour|daily)\//.exec(path)!;
  const date = /(\d{8})_/.exec(path)?.[1];
  const midnight = date === undefined ? 0 : compactTime(date);
  const toUtc = (local: number): number =>
    security === 'equity' ? fromNewYork(local) : market === 'fxcm' ? local + 5 * hour : local;
  const time = (field: string): number =>
    toUtc(date === undefined ? compactTime(field) : midnight + Math.floor(Number(field)));
  const price = (field: string): string => (security === 'equity' ? String(Number(field) / 10_000) : field);
  const lines = linesOf(text);
  if (resolution === 'tick') {
    const isTrade = path.includes('_trade');
    const rows = lines.map(([at, first, second]): OracleRow => [
      time(at!),
      price(first!),
      isTrade ? second! : price(second!),
    ]);
    return { kind: isTrade ? 'trades' : 'quotes', rows: { tape: rows } };
  }
  const bars = (from: number, volume: number | undefined): OracleRow[] =>
    lines.map((row): OracleRow => [
      time(row[0]!),
      ...row.slice(from, from + 4).map(price),
      volume === undefined ? '0' : row[volume]!,
    ]);
  return lines[0]!.length === 11
    ? { kind: 'bars', rows: { bid: bars(1, undefined), ask: bars(6, undefined) } }
    : { kind: 'bars', rows: { trade: bars(1, 5) } };
}

/**
 * Whether a number came through whole. A double holds 15 digits for certain; what a program printed beyond them is
 * noise, and may come back rounded away.
 */
export function isSameNumber(came: string, expected: string): boolean {
  const value = Number(came);
  return value === Number(expected) || value === Number(Number(expected).toPrecision(15));
}
