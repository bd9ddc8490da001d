/** A value that SQLite keeps. Exact decimals come as text and are kept as numbers. */
export type FactValue = string | number | null;

/** One row, by the names of its columns; `session` is that of the batch. */
export interface Fact {
  readonly table: FactTable;
  readonly values: Readonly<Record<string, FactValue>>;
}

/** What a session did in one turn. */
export interface FactBatch {
  readonly session: string;
  /** Number of the journal's record that closes the turn: what has it is not taken twice. */
  readonly record: number;
  /** Moment that the session reached, ms. */
  readonly time: number;
  readonly facts: readonly Fact[];
}

/** Columns of each table, without `session`. A fact that comes again replaces those of `later`. */
export const factTables = {
  trades: {
    key: ['id'],
    first: [
      ...['strategy', 'instrument', 'direction', 'quantity', 'entry_time', 'entry_price'],
      ...['exit_time', 'exit_price', 'fees', 'profit', 'reason', 'label'],
    ],
    later: [],
    order: 'exit_time, rowid',
  },
  orders: {
    key: ['id'],
    first: ['sequence', 'time', 'instrument', 'side', 'type', 'purpose', 'trade', 'signal'],
    later: ['quantity', 'price', 'state', 'filled', 'average_price', 'updated', 'reason', 'client_order_id'],
    order: 'sequence',
  },
  fills: {
    key: ['id'],
    first: ['sequence', 'time', 'instrument', 'side', 'quantity', 'price', 'fee', 'order_id', 'trade'],
    later: [],
    order: 'sequence',
  },
  signals: {
    key: ['id'],
    first: ['sequence', 'time', 'strategy', 'instrument', 'action', 'direction', 'price', 'label', 'why'],
    later: [],
    order: 'sequence',
  },
  refusals: {
    key: ['sequence'],
    first: ['time', 'instrument', 'stage', 'reason', 'signal', 'order_id'],
    later: [],
    order: 'sequence',
  },
  equity: { key: ['time'], first: ['value'], later: [], order: 'time' },
} as const satisfies Readonly<Record<string, TableShape>>;

/** A table of facts. */
export type FactTable = keyof typeof factTables;

/** How a table is written and read. */
export interface TableShape {
  readonly key: readonly string[];
  readonly first: readonly string[];
  readonly later: readonly string[];
  /** What its rows are read in the order of. */
  readonly order: string;
}
