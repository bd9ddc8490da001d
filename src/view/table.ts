/** What a cell's look says, for any face to turn into colours. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'accent'
  | 'gain'
  | 'loss'
  /** Loses, but was in profit; gains, but was in loss. */
  | 'faded'
  | 'recovered'
  | 'warn'
  | 'error';

/** One cell: what is read, what it is sorted by, how it looks. */
export interface Cell {
  readonly text: string;
  /** Sorted by this where it is there, else by the text; NaN goes last either way. */
  readonly value?: number;
  readonly tone?: Tone;
}

/** A column of a table. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Shown only where there is room, or when it was chosen: the larger, the sooner it goes. Absent: always there. */
  readonly optional?: number;
  /** The heading of a group shows the sum of it. */
  readonly isSummed?: boolean;
  /** What it means, in a sentence for the help. */
  readonly help?: string;
}

/** A row whose cells are worked out when they are looked at. */
export interface Row {
  /** The same row has the same key in every model. */
  readonly key: string;
  /** What the row is of, for actions on it; empty where it is of none. */
  readonly instrument: string;
  readonly trade: string;
  readonly group: string;
  /** It heads the rows of a group that follow, or stands for them. */
  readonly isHeading?: boolean;
  cell(column: number): Cell;
}

/** A table as any face draws it. */
export interface TableModel {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The last row under a line: sums. */
  readonly total?: Row;
}

/** What to sort by. */
export interface SortOrder {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The rows in another order; equal ones stay as they were. Numbers before text, what is not there last. */
export function sortRows({ columns, rows }: TableModel, order: SortOrder | undefined): readonly Row[] {
  const index = order === undefined ? -1 : columns.findIndex(({ id }) => id === order.column);
  if (order === undefined || index < 0) return rows;
  const sign = order.isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, cell: row.cell(index) }))
    .toSorted((a, b) => compareCells(a.cell, b.cell, sign))
    .map(({ row }) => row);
}

function compareCells(a: Cell, b: Cell, sign: number): number {
  const [first, second] = [a.value, b.value];
  if (first === undefined || second === undefined) return sign * a.text.localeCompare(b.text, 'en');
  if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  return sign * (first - second);
}

/**
 * The rows that hold every word of the filter in some cell, in any case. A word that begins with `!` must not be there; one
 * like `profit>0` compares a column, named by the beginning of its id.
 */
export function filterRows({ columns, rows }: TableModel, filter: string): readonly Row[] {
  const tests = filter
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => testOf(columns, word.toLowerCase()));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

function testOf(columns: readonly Column[], word: string): (row: Row) => boolean {
  const compared = /^([a-z-]+)(<=|>=|<|>|=)(.+)$/.exec(word);
  const at = compared === null ? -1 : columns.findIndex(({ id }) => id.toLowerCase().startsWith(compared[1]!));
  if (compared !== null && at >= 0) return (row) => isCompared(row.cell(at), compared[2]!, compared[3]!);
  const isNot = word.startsWith('!') && word.length > 1;
  const sought = isNot ? word.slice(1) : word;
  const holds = (row: Row): boolean => columns.some((_, k) => row.cell(k).text.toLowerCase().includes(sought));
  return isNot ? (row) => !holds(row) : holds;
}

function isCompared({ text, value }: Cell, by: string, wanted: string): boolean {
  const number = Number(wanted);
  if (value === undefined || Number.isNaN(number)) return by === '=' && text.toLowerCase() === wanted;
  if (by === '=') return value === number;
  if (by.startsWith('<')) return value < number || (by === '<=' && value === number);
  return value > number || (by === '>=' && value === number);
}

/** How rows are put together: those that say the same in a column, and which of the groups are folded. */
export interface Grouping {
  readonly column: string;
  /** Keys of headings. */
  readonly folded: ReadonlySet<string>;
}

/** Rows of one group stand together below a heading, in the order in which the groups come; folded ones are their heading alone. */
export function groupRows({ columns, rows }: TableModel, { column, folded }: Grouping): readonly Row[] {
  const index = columns.findIndex(({ id }) => id === column);
  if (index < 0) return rows;
  const groups = Map.groupBy(rows, (row) => row.cell(index).text);
  return [...groups].flatMap(([name, members]) => {
    const key = `group ${name}`;
    const isFolded = folded.has(key);
    const mark = isFolded ? '▸' : '▾';
    const heading: Row = {
      key,
      instrument: '',
      trade: '',
      group: name,
      isHeading: true,
      cell: (at) => {
        if (at === 0) return { text: `${mark} ${name === '' ? 'none' : name} (${members.length})`, tone: 'accent' };
        return columns[at]?.isSummed === true ? sumCell(members.map((row) => row.cell(at))) : { text: '' };
      },
    };
    return isFolded ? [heading] : [heading, ...members];
  });
}

/** Numbers added up, written as the first of them is. */
function sumCell(cells: readonly Cell[]): Cell {
  const known = cells.filter(({ value }) => value !== undefined && !Number.isNaN(value));
  if (known.length === 0) return { text: '' };
  const value = known.reduce((sum, cell) => sum + cell.value!, 0);
  const [, decimals = '', unit = ''] = /(?:\.(\d+))?([%p]?)$/.exec(known[0]!.text) ?? [];
  const isSigned = known.some(({ text }) => /^[+-]/.test(text));
  const text = `${isSigned && value > 0 ? '+' : ''}${value.toFixed(decimals.length)}${unit}`;
  return { text, value, tone: isSigned ? (value < 0 ? 'loss' : 'gain') : 'plain' };
}

/** Which rows are seen: so that the chosen one is among them, moving as little as needed. */
export function pageOf(count: number, height: number, at: { readonly chosen: number; readonly top: number }): number {
  const last = Math.max(0, count - height);
  const top = Math.min(at.top, at.chosen);
  return Math.max(0, Math.min(last, Math.max(top, at.chosen - height + 1)));
}
