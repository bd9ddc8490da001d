import { existsSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { SiisError } from '../../util/errors.ts';
import { errnoOf, removeFile, replaceFile, syncFolder } from '../disk.ts';
import { checksum } from '../tick-file/format.ts';
import { migrations } from './migration/index.ts';

/** An open SQLite database. */
export type Database = Sqlite.Database;

/** A family of databases: how one of it is known, and the schemas it has had. */
export interface DatabaseKind {
  /** Marks its files. */
  readonly applicationId: number;
  /** Plain SQL, in order: a database's `user_version` is the number of those it has seen. */
  readonly migrations: readonly string[];
}

/** The database of a data folder, marked `SIIS`. */
export const storeKind: DatabaseKind = { applicationId: 0x53494953, migrations };

/** What a database is opened for. */
export interface DatabaseOptions {
  readonly readonly: boolean;
  /** Default: the database of a data folder. */
  readonly kind?: DatabaseKind;
}

/** A file of SQLite that is damaged, or of another program: the name of what is told apart from other errors. */
export class DatabaseDamage extends SiisError {}

/**
 * Opens a database, made or brought to the newest schema unless it is read-only. One that holds data is copied aside before its
 * schema changes (`siis.db.before-v2`). A new one appears with its schema or not at all.
 *
 * @throws SiisError STORE_UNUSABLE when the file is of another kind, damaged (`DatabaseDamage`), or of a newer siis.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  try {
    return open(path, options);
  } catch (error) {
    throw isDamage(error) ? notOurs(path, error) : error;
  }
}

/** An empty database that is no file. */
export function memoryDatabase(kind: DatabaseKind): Database {
  const db = new Sqlite(':memory:');
  migrate(db, kind);
  return db;
}

/** Largest database that is looked through at the start of a session, bytes: it takes about a second a gigabyte. */
const mostChecked = 1 << 28;

/** Looks through the pages of a database. Large ones are left to `siis check data`. @throws SiisError STORE_UNUSABLE */
export function quickCheck(db: Database, path: string): void {
  if (statSync(path).size > mostChecked) return;
  const said = String(db.pragma('quick_check(1)', { simple: true }));
  if (said !== 'ok') throw notOurs(path, new Error(said));
}

/** SQLite says that a file is damaged, or none of its own. */
export function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}

function open(path: string, options: DatabaseOptions): Database {
  const kind = options.kind ?? storeKind;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined && !options.readonly) make(path, kind);
  // SQLite would take what is shorter than the smallest page for a new file, and write over it.
  else if (size !== undefined && size < 512) throw notOurs(path);
  const db = connect(path, options.readonly);
  try {
    db.pragma('busy_timeout = 5000');
    check(db, path, kind);
    if (!db.memory) refuseCut(db, path);
    const newest = kind.migrations.length;
    if (options.readonly && versionOf(db) < newest) return reopen(db, path, options);
    if (options.readonly) return db;
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    if (versionOf(db) < newest) {
      backUp(db, `${path}.before-v${versionOf(db) + 1}`);
      migrate(db, kind);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Made aside: a file that is there and has no schema was damaged, not begun. */
function make(path: string, kind: DatabaseKind): void {
  const db = memoryDatabase(kind);
  const draft = draftOf(path);
  removeFile(draft);
  writeFileSync(draft, db.serialize(), { flush: true });
  db.close();
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another process was quicker: its database is the one.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  syncFolder(dirname(path));
}

function draftOf(path: string): string {
  return `${path}.new`;
}

/** Reading needs the newest schema too. */
function reopen(old: Database, path: string, options: DatabaseOptions): Database {
  old.close();
  try {
    openDatabase(path, { ...options, readonly: false }).close();
  } catch (error) {
    if (!isReadonly(error)) throw error;
    // Nobody writes there; a copy of the newest schema is as good.
    const copy = openCopy(path, false);
    migrate(copy, options.kind ?? storeKind);
    copy.pragma('query_only = ON');
    return copy;
  }
  return openDatabase(path, options);
}

function isReadonly(error: unknown): boolean {
  const code = errnoOf(error) ?? '';
  return /^(?:EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(code);
}

function connect(path: string, readonly: boolean): Database {
  if (!readonly) {
    removeFile(draftOf(path));
    return new Sqlite(path, { fileMustExist: true });
  }
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

function openCopy(path: string, readonly = true): Database {
  const bytes = readFileSync(path);
  // The two bytes that ask for a write-ahead log: a database in memory has none.
  bytes.fill(1, 18, 20);
  return new Sqlite(bytes, { readonly });
}

function check(db: Database, path: string, { applicationId, migrations: { length: newest } }: DatabaseKind): void {
  if (Number(db.pragma('application_id', { simple: true })) !== applicationId) throw notOurs(path);
  const version = versionOf(db);
  if (version > newest) {
    throw new SiisError(
      'STORE_UNUSABLE',
      `it was written by a newer siis (schema ${version}, this one knows ${newest}); update siis`,
      { file: path },
    );
  }
}

/** The checksum of a text, as the database keeps it. */
export function sumOfText(text: string): number {
  return checksum(Buffer.from(text));
}

function migrate(db: Database, { migrations: steps, applicationId }: DatabaseKind): void {
  db.function('siis_checksum', { deterministic: true }, (text) => sumOfText(String(text)));
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

/**
 * Copies a database as of one moment, whoever writes it meanwhile; the copy is on disk when this returns.
 *
 * @throws SiisError STORE_UNUSABLE when it is damaged or of a newer siis
 */
export function copyDatabase(from: string, kind: DatabaseKind, to: string): void {
  const db = openDatabase(from, { readonly: true, kind });
  try {
    removeFile(to);
    db.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw isDamage(error) ? notOurs(from, error) : error;
  } finally {
    db.close();
  }
}

function backUp(db: Database, to: string): void {
  removeFile(`${to}.tmp`);
  db.prepare('VACUUM INTO ?').run(`${to}.tmp`);
  replaceFile(`${to}.tmp`, to);
}

function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function notOurs(path: string, cause?: unknown): DatabaseDamage {
  return new DatabaseDamage(
    'STORE_UNUSABLE',
    `${basename(path)} is not one of siis, or is damaged; choose another folder, or restore a backup`,
    { file: path },
    { cause },
  );
}
