import type { Snapshot } from './snapshot.ts';
import type { Cell, Column, Row, TableModel } from './table.ts';

/** How profits and distances are shown. */
export type Measure = 'money' | 'percent' | 'pip';

/** What a person chose about how things are shown. */
export interface ViewOptions {
  readonly measure: Measure;
  /** How times are written. */
  readonly dates: 'time' | 'date' | 'ago' | 'full';
}

/** What a person looks at, for views of one market or one strategy. Empty: the first there is. */
export interface Focus {
  readonly instrument: string;
  /** Id of a strategy-trader. */
  readonly trader: string;
}

/** Nothing in particular. */
export const noFocus: Focus = { instrument: '', trader: '' };

/** A view: what a snapshot looks like as a table. Pure: equal snapshots and options give equal tables. */
export interface View {
  readonly id: string;
  /** The letter that opens it. */
  readonly key: string;
  readonly title: string;
  /** What it is for, in a sentence or two. */
  readonly help: string;
  /** Said where there is no row. */
  readonly empty: string;
  readonly columns: readonly Column[];
  model(snapshot: Snapshot, options: ViewOptions, focus?: Focus): TableModel;
}

/** Where a row's cell comes from, and what heads its column. */
export interface ColumnOf<T> extends Column {
  cell(item: T, context: CellContext): Cell;
}

/** What a cell may depend on besides its item. */
export interface CellContext extends ViewOptions {
  readonly now: number;
  readonly snapshot: Snapshot;
}

/** What a view of items is made of. */
export interface ViewParts<T> extends Pick<View, 'id' | 'key' | 'title' | 'help' | 'empty'> {
  readonly columns: readonly ColumnOf<T>[];
  items(snapshot: Snapshot, focus: Focus): readonly T[];
  keyOf(item: T): string;
  /** What the item is of, for actions on its row. */
  ofWhat?(item: T): { readonly instrument?: string; readonly trade?: string; readonly group?: string };
  /** Sums up; absent: no last row. */
  total?(items: readonly T[]): T | undefined;
}

/** Makes a view of items and their columns. */
export function defineView<T>(parts: ViewParts<T>): View {
  const { id, key, title, help, empty, columns } = parts;
  return {
    id,
    key,
    title,
    help,
    empty,
    columns,
    model: (snapshot, options, focus = noFocus) => {
      const context: CellContext = { ...options, now: snapshot.time, snapshot };
      const items = parts.items(snapshot, focus);
      const total = items.length > 1 ? parts.total?.(items) : undefined;
      return {
        columns,
        rows: items.map((item) => rowOf(parts, item, context)),
        ...(total === undefined ? {} : { total: rowOf(parts, total, context) }),
      };
    },
  };
}

function rowOf<T>(parts: ViewParts<T>, item: T, context: CellContext): Row {
  const { instrument = '', trade = '', group = instrument } = parts.ofWhat?.(item) ?? {};
  const { columns } = parts;
  return { key: parts.keyOf(item), instrument, trade, group, cell: (column) => columns[column]!.cell(item, context) };
}
