import { existsSync, readFileSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { SiisError } from '../../util/errors.ts';
import { removeFile, replaceFile } from '../disk.ts';
import { migrations } from './migration/index.ts';

/** An open SQLite database. */
export type Database = Sqlite.Database;

/** Marks a SQLite file as a store of siis: `SIIS`. */
const applicationId = 0x53494953;

/** What a database is opened for. */
export interface DatabaseOptions {
  readonly readonly: boolean;
  /** The schema to bring it to; default: the newest. */
  readonly migrations?: readonly string[];
}

/**
 * Opens the store's database, made or brought to the newest schema unless it is read-only. A database that holds data
 * is copied aside before its schema changes (`siis.db.before-v2`).
 *
 * @throws SiisError STORE_UNUSABLE when the file is no store's database, or of a newer siis.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  try {
    return open(path, options);
  } catch (error) {
    const isOther = error instanceof Sqlite.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
    throw isOther ? notOurs(path, error) : error;
  }
}

function open(path: string, options: DatabaseOptions): Database {
  const steps = options.migrations ?? migrations;
  // SQLite would take what is shorter than the smallest page for a new file, and write over it.
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 0 && size < 512) throw notOurs(path);
  const db = connect(path, options.readonly);
  try {
    db.pragma('busy_timeout = 5000');
    check(db, path, steps.length);
    if (!db.memory) refuseCut(db, path);
    if (options.readonly && versionOf(db) < steps.length) return reopen(db, path, options);
    if (options.readonly) return db;
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    if (versionOf(db) < steps.length) migrate(db, path, steps);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Reading needs the newest schema too. */
function reopen(old: Database, path: string, options: DatabaseOptions): Database {
  old.close();
  openDatabase(path, { ...options, readonly: false }).close();
  return openDatabase(path, options);
}

function connect(path: string, readonly: boolean): Database {
  if (!readonly) return new Sqlite(path);
  try {
    const db = new Sqlite(path, { readonly: true, fileMustExist: true });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    // A WAL database in a folder that cannot be written has nowhere to coordinate readers; nobody else writes there,
    // so a copy in memory is as good.
    if (error instanceof Sqlite.SqliteError && needsCopy(path, error.code)) return openCopy(path);
    throw error;
  }
}

/** SQLite takes the part of a page that a cut file lacks for zeros. */
function refuseCut(db: Database, path: string): void {
  const size = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  // Pages in the log need not be in the file yet; another process may have begun one just now.
  if (!hasLog(path) && statSync(path).size < size) throw notOurs(path);
}

function hasLog(path: string): boolean {
  return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
}

function needsCopy(path: string, code: string): boolean {
  return (
    !hasLog(path) && existsSync(path) && (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
  );
}

function openCopy(path: string): Database {
  const bytes = readFileSync(path);
  // The two bytes that ask for a write-ahead log: a database in memory has none.
  bytes.fill(1, 18, 20);
  return new Sqlite(bytes, { readonly: true });
}

function check(db: Database, path: string, newest: number): void {
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (tables === 0) return;
  if (Number(db.pragma('application_id', { simple: true })) !== applicationId) throw notOurs(path);
  const version = versionOf(db);
  if (version > newest) {
    throw new SiisError(
      'STORE_UNUSABLE',
      `the data folder was written by a newer siis (schema ${version}, this one knows ${newest}); update siis`,
      { file: path },
    );
  }
}

function migrate(db: Database, path: string, steps: readonly string[]): void {
  const before = versionOf(db);
  if (before > 0) backUp(db, `${path}.before-v${before + 1}`);
  // Another process may have been here first: what is left to do is known inside the transaction only.
  db.transaction(() => {
    for (const [k, sql] of steps.entries()) if (k >= versionOf(db)) applyStep(db, sql, k + 1);
    db.pragma(`application_id = ${applicationId}`);
  }).immediate();
}

function applyStep(db: Database, sql: string, version: number): void {
  db.exec(sql);
  db.pragma(`user_version = ${version}`);
}

function backUp(db: Database, to: string): void {
  removeFile(`${to}.tmp`);
  db.prepare('VACUUM INTO ?').run(`${to}.tmp`);
  replaceFile(`${to}.tmp`, to);
}

function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function notOurs(path: string, cause?: unknown): SiisError {
  return new SiisError(
    'STORE_UNUSABLE',
    'the data folder holds a siis.db that is not one of siis, or is damaged; choose another folder, or restore a backup',
    { file: path },
    { cause },
  );
}
