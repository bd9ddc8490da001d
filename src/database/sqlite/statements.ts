import type Sqlite from 'better-sqlite3';
import type { Database } from './database.ts';

/** Statements of a database that are prepared once and used again: to prepare one takes longer than to run it. */
export class Statements {
  readonly #db: Database;
  readonly #rows = new Map<string, Sqlite.Statement>();
  readonly #values = new Map<string, Sqlite.Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** A statement that gives rows as objects, or none. */
  rows<Row>(sql: string): Sqlite.Statement<unknown[], Row> {
    return keep<Row>(this.#rows, sql, () => this.#db.prepare(sql));
  }

  /** A query that gives its first column only. */
  values<Value>(sql: string): Sqlite.Statement<unknown[], Value> {
    return keep<Value>(this.#values, sql, () => this.#db.prepare(sql).pluck());
  }
}

function keep<Row>(
  kept: Map<string, Sqlite.Statement>,
  sql: string,
  prepare: () => Sqlite.Statement,
): Sqlite.Statement<unknown[], Row> {
  const found = kept.get(sql) ?? prepare();
  kept.set(sql, found);
  // What a query gives is known to the one who wrote it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return found as Sqlite.Statement<unknown[], Row>;
}
