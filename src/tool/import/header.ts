import type { Columns, Role, RowKind } from './layout.ts';

/**
 * Names that columns go by, best first: of two columns for one role the one with the earlier name wins. Compared in
 * lower case without blanks, `_`, `-`, `.`, `<` and `>`.
 */
const names: readonly (readonly [role: Role, names: readonly string[]])[] = [
  [
    'time',
    [
      'timestamp',
      'timestamputc',
      'timestampms',
      'opentime',
      'transacttime',
      'tradetime',
      'datetime',
      'time',
      'date',
      'ts',
      'gmttime',
      'unix',
      'unixtime',
      't',
    ],
  ],
  ['open', ['open', 'openprice', 'o']],
  ['high', ['high', 'highprice', 'h', 'max']],
  ['low', ['low', 'lowprice', 'l', 'min']],
  ['close', ['close', 'closeprice', 'c']],
  ['volume', ['volume', 'vol', 'v', 'basevolume', 'amount', 'quantity', 'qty', 'size', 'tickvol', 'tickvolume']],
  ['bid', ['bid', 'bidprice', 'bestbid', 'b']],
  ['ask', ['ask', 'askprice', 'bestask', 'offer', 'a']],
  ['price', ['price', 'tradeprice', 'lastprice', 'last', 'rate', 'p']],
  [
    'quantity',
    ['quantity', 'qty', 'amount', 'size', 'volume', 'vol', 'lastqty', 'lastsize', 'basevolume', 'lots', 'q', 'v'],
  ],
  ['side', ['side', 'takerside', 'aggressor', 'direction', 'type']],
  ['buyerMaker', ['isbuyermaker', 'buyermaker', 'm']],
  ['bidOpen', ['bidopen', 'openbid']],
  ['bidHigh', ['bidhigh', 'highbid']],
  ['bidLow', ['bidlow', 'lowbid']],
  ['bidClose', ['bidclose', 'closebid']],
  ['askOpen', ['askopen', 'openask']],
  ['askHigh', ['askhigh', 'highask']],
  ['askLow', ['asklow', 'lowask']],
  ['askClose', ['askclose', 'closeask']],
];

/** The roles that rows of a kind use. */
const rolesOf: Readonly<Record<RowKind, readonly Role[]>> = {
  bars: ['open', 'high', 'low', 'close', 'volume'],
  'quote-bars': ['bidOpen', 'bidHigh', 'bidLow', 'bidClose', 'askOpen', 'askHigh', 'askLow', 'askClose'],
  quotes: ['bid', 'ask'],
  trades: ['price', 'quantity', 'side', 'buyerMaker'],
};

/** The roles that rows of a kind cannot do without. */
const neededBy: Readonly<Record<RowKind, readonly Role[]>> = {
  bars: ['open', 'high', 'low', 'close'],
  'quote-bars': rolesOf['quote-bars'],
  quotes: rolesOf.quotes,
  trades: ['price', 'quantity'],
};

/** A header as it is compared: `Open time` and `open_time` are `opentime`. */
export function plainName(text: string): string {
  return text.toLowerCase().replace(/[\s_.<>-]/g, '');
}

function findColumn(header: readonly string[], role: Role): number | undefined {
  const known = names.find(([each]) => each === role)?.[1] ?? [];
  for (const name of known) {
    const index = header.indexOf(name);
    if (index >= 0) return index;
  }
  return undefined;
}

/** What named columns hold; a string says what is missing. */
export function readHeader(header: readonly string[]): { rows: RowKind; columns: Columns } | string {
  const plain = header.map(plainName);
  const has = (role: Role): boolean => findColumn(plain, role) !== undefined;
  const order: readonly RowKind[] = ['bars', 'quote-bars', 'trades', 'quotes'];
  const rows = order.find((kind) => neededBy[kind].every(has));
  if (rows === undefined)
    return `columns ${header.join(', ')} are no bars (open, high, low, close), quotes (bid, ask) or trades (price, quantity)`;
  const time = findTime(plain);
  if (time === undefined) return `columns ${header.join(', ')} have no time`;
  const columns: Columns = { ...time };
  for (const role of rolesOf[rows]) {
    const index = findColumn(plain, role);
    if (index !== undefined) columns[role] = index;
  }
  return { rows, columns };
}

function findTime(plain: readonly string[]): Columns | undefined {
  const index = findColumn(plain, 'time');
  // A table saved with its index: the first column has no name.
  if (index === undefined) return plain[0] === '' ? { time: 0 } : undefined;
  const [date, time] = [plain.indexOf('date'), plain.indexOf('time')];
  // Date and time of day apart, as MetaTrader writes. The caller checks that they are.
  const isApart = date >= 0 && time >= 0 && (index === date || index === time);
  return isApart ? { time: date, clock: time } : { time: index };
}

/** True when a row names columns instead of holding values. */
export function isHeader(row: readonly string[]): boolean {
  const known = new Set(names.flatMap(([, each]) => each));
  const hits = row.filter((field) => known.has(plainName(field))).length;
  return hits >= 2 && row.every((field) => !/^[+-]?[\d.]+$/.test(field));
}

/** The columns of `--columns`; a string says what is wrong with them. `-` and `skip` leave a column out. */
export function parseColumns(text: string): { rows: RowKind; columns: Columns; width: number } | string {
  const list = text.split(',').map((each) => each.trim());
  const known = new Set(names.flatMap(([, each]) => each));
  const unknown = list.find((each) => !known.has(plainName(each)) && !/^(-|skip|)$/.test(each));
  if (unknown !== undefined) return `unknown column ${JSON.stringify(unknown)} (skip leaves one out)`;
  const found = readHeader(list.map((each) => (each === '' ? 'skip' : each)));
  return typeof found === 'string' ? found : { ...found, width: list.length };
}
