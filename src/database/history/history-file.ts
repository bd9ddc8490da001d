import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import {
  type Database,
  DatabaseDamage,
  type DatabaseKind,
  isDamage,
  memoryDatabase,
  openDatabase,
  quickCheck,
} from '../sqlite/database.ts';
import { type Fact, type FactBatch, type FactTable, factTables, type FactValue, type TableShape } from './facts.ts';
import { history } from './migration/0001-history.ts';

/** `SIIH`: it may be thrown away, so it is not taken for a store. */
export const historyKind: DatabaseKind = { applicationId: 0x53494948, migrations: [history] };

/** Where the history of a folder of sessions lies. */
export function historyPath(sessions: string): string {
  return join(sessions, 'history.db');
}

/** A row as it is read. */
export type FactRow = Readonly<Record<string, FactValue>>;

/** What sessions did, in tables. Made from their journals: where it is lost or behind it is made again. */
export class HistoryFile {
  readonly #db: Database;
  readonly #writes: ReadonlyMap<FactTable, Sqlite.Statement>;
  readonly #cursor: Sqlite.Statement;

  constructor(db: Database) {
    this.#db = db;
    this.#cursor = db.prepare('SELECT record FROM sessions WHERE id = ?').pluck();
    const tables = Object.keys(factTables).filter(isTable);
    this.#writes = new Map(db.readonly ? [] : tables.map((table) => [table, db.prepare(upsert(table))]));
  }

  /**
   * Opens or makes one for writing. One that is damaged is kept under another name, which is told, and a new one is begun.
   *
   * @throws SiisError STORE_UNUSABLE, and what SQLite says of a disk
   */
  static open(path: string, onDamage: (kept: string) => void): HistoryFile {
    try {
      return HistoryFile.#openChecked(path);
    } catch (error) {
      if (!(error instanceof DatabaseDamage || isDamage(error))) throw error;
      onDamage(setAside(path));
      return HistoryFile.#openChecked(path);
    }
  }

  static #openChecked(path: string): HistoryFile {
    const db = openDatabase(path, { readonly: false, kind: historyKind });
    try {
      // What a loss of power takes back is behind the record that it says it has, and made again.
      db.pragma('synchronous = NORMAL');
      db.pragma('busy_timeout = 1000');
      quickCheck(db, path);
      return new HistoryFile(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** One that only lives in memory. */
  static inMemory(): HistoryFile {
    return new HistoryFile(memoryDatabase(historyKind));
  }

  /** Opens one to be read; `undefined` where there is none that can be. */
  static read(path: string): HistoryFile | undefined {
    if (!existsSync(path)) return undefined;
    try {
      return new HistoryFile(openDatabase(path, { readonly: true, kind: historyKind }));
    } catch {
      // What it would say can be made again.
      return undefined;
    }
  }

  /** Number of the last record of a session's journal that is in it; 0 for none. */
  cursor(session: string): number {
    return Number(this.#cursor.get(session) ?? 0);
  }

  /** The same of every session it knows. */
  cursors(): Map<string, number> {
    const rows = this.#db.prepare<[], { id: string; record: number }>('SELECT id, record FROM sessions').all();
    return new Map(rows.map(({ id, record }) => [id, record]));
  }

  /** Takes in what it has not yet, all or nothing. Batches of a session come in the order of their records. */
  take(batches: readonly FactBatch[]): void {
    const reached = this.#db.prepare(
      'INSERT INTO sessions (id, record, time) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record, time = excluded.time',
    );
    this.#db
      .transaction(() => {
        for (const { session, record, time, facts } of batches) {
          if (record <= this.cursor(session)) continue;
          for (const fact of facts) this.#write(session, fact);
          reached.run(session, record, time);
        }
      })
      .immediate();
  }

  /** Forgets sessions. */
  forget(sessions: readonly string[]): void {
    this.#db
      .transaction(() => {
        for (const session of sessions) {
          for (const table of Object.keys(factTables))
            this.#db.prepare(`DELETE FROM ${table} WHERE session = ?`).run(session);
          this.#db.prepare('DELETE FROM sessions WHERE id = ?').run(session);
        }
      })
      .immediate();
  }

  /** Rows of a session, in order. */
  rows(table: FactTable, session: string): FactRow[] {
    const shape: TableShape = factTables[table];
    const columns = [...shape.key, ...shape.first, ...shape.later].filter((name) => name !== 'sequence');
    return this.#db
      .prepare<[string], FactRow>(
        `SELECT ${columns.join(', ')} FROM ${table} WHERE session = ? ORDER BY ${shape.order}`,
      )
      .all(session);
  }

  close(): void {
    this.#db.close();
  }

  #write(session: string, { table, values }: Fact): void {
    this.#writes.get(table)!.run({ session, ...values });
  }
}

function isTable(name: string): name is FactTable {
  return Object.hasOwn(factTables, name);
}

function upsert(table: FactTable): string {
  const shape: TableShape = factTables[table];
  const columns = ['session', ...shape.key, ...shape.first, ...shape.later];
  const later = shape.later.map((name) => `${name} = excluded.${name}`).join(', ');
  const then = later === '' ? 'NOTHING' : `UPDATE SET ${later}`;
  const places = columns.map((name) => `@${name}`).join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places}) ON CONFLICT DO ${then}`;
}

/** Keeps a damaged file, and its log, under the first name that is free. */
function setAside(path: string): string {
  let count = 1;
  while (existsSync(`${path}.damaged-${count}`)) count++;
  const kept = `${path}.damaged-${count}`;
  for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, kept + end);
  return kept;
}
