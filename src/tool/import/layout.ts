import type { BarSide } from '../../market/bar.ts';
import type { InstrumentKind } from '../../market/instrument.ts';
import { Clock, type ClockForm, epochUnit } from './clock.ts';
import type { Sample } from './sample.ts';
import { utc, type Zone } from './zone.ts';

/** What a column holds. `clock` is the time of day when `time` is only the date. */
export type Role =
  | 'time'
  | 'clock'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'volume'
  | 'bid'
  | 'ask'
  | 'price'
  | 'quantity'
  | 'side'
  | 'buyerMaker'
  | 'bidOpen'
  | 'bidHigh'
  | 'bidLow'
  | 'bidClose'
  | 'askOpen'
  | 'askHigh'
  | 'askLow'
  | 'askClose';

/** Index of the column of each role. */
export type Columns = Partial<Record<Role, number>>;

/** The names of `--format`. */
export const formatNames = [
  'auto',
  'histdata',
  'truefx',
  'binance-trades',
  'binance-aggtrades',
  'binance-klines',
  'kraken-trades',
  'lean',
  'csv',
  'dukascopy',
] as const;
export type FormatName = (typeof formatNames)[number];

/** `quote-bars` carry the bars of bid and ask in one row. */
export type RowKind = 'trades' | 'quotes' | 'bars' | 'quote-bars';

/** A column that says what its row is of. */
export interface IdentityColumn {
  readonly name: string;
  readonly index: number;
  readonly tells: 'symbol' | 'venue';
}

/** How to read the rows of a file. */
export interface Layout {
  readonly format: string;
  readonly rows: RowKind;
  readonly columns: Columns;
  /** Fields in every row. */
  readonly width: number;
  readonly hasHeader: boolean;
  readonly clock: ClockForm;
  readonly zone: Zone;
  /** Prices are whole numbers of 10^-shift. */
  readonly shift: number;
  readonly timeframe: string | undefined;
  readonly side: BarSide | undefined;
  /** Name and kind of the instrument, where path or rows tell it. */
  readonly instrument: string | undefined;
  readonly kind: InstrumentKind | undefined;
  /** Columns that have to hold the same in every row. */
  readonly identity: readonly IdentityColumn[];
  /** What to try when a row is wrong, because the layout was a guess. */
  readonly hint: string;
}

/** What the command line says about the layout. */
export interface LayoutWishes {
  readonly zone: Zone | undefined;
  /** Names of the columns, as given to `--columns`. */
  readonly columns: string | undefined;
}

/** Looks at a sample: its layout, or why it is not of this format. */
export type Recogniser = (sample: Sample, wishes: LayoutWishes) => Layout | string;

type Needed = 'format' | 'rows' | 'columns' | 'width' | 'clock';

/** A layout with the usual values for what is not said. */
export function makeLayout(parts: Pick<Layout, Needed> & Partial<Layout>): Layout {
  return {
    hasHeader: false,
    zone: utc,
    shift: 0,
    timeframe: undefined,
    side: undefined,
    instrument: undefined,
    kind: undefined,
    identity: [],
    hint: '',
    ...parts,
  };
}

/** Columns in the order of `roles`; `undefined` leaves a column out. */
export function columnsOf(roles: readonly (Role | undefined)[]): Columns {
  const columns: Columns = {};
  for (const [index, role] of roles.entries()) if (role !== undefined) columns[role] = index;
  return columns;
}

/** True for what a number looks like. */
export function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

/** How the times of a column are written, by the first value that is one; `undefined` when none is. */
export function clockOf(values: readonly (string | undefined)[]): ClockForm | undefined {
  for (const value of values) {
    const form = value === undefined ? undefined : formOf(value);
    if (form !== undefined) return form;
  }
  return undefined;
}

function formOf(text: string): ClockForm | undefined {
  const isDate = /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(text);
  if (isNumber(text) && !isDate) return { kind: 'epoch', unit: epochUnit(Number(text)) };
  const bytes = Buffer.from(text);
  const clock = new Clock({ kind: 'text' });
  return Number.isNaN(clock.read(bytes, 0, bytes.length, NaN)) ? undefined : { kind: 'text' };
}

/** True when every time of a column is one that a market could have, so that it is no id or price. */
export function areTimes(values: readonly (string | undefined)[]): boolean {
  return (
    clockOf(values) !== undefined &&
    values.every((value) => !isNumber(value) || Number(value) >= 1e8 || /^\d{8}$/.test(value ?? ''))
  );
}

/** The values of a column in the rows of a sample. */
export function columnOf(rows: Sample['rows'], index: number): (string | undefined)[] {
  return rows.map((row) => row[index]);
}
