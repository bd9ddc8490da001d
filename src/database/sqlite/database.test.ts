import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrumentId } from '../../market/instrument.ts';
import { Catalog } from '../catalog.ts';
import { type DatabaseKind, openDatabase } from './database.ts';
import { migrations } from './migration/index.ts';

let dir = '';
let path = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'siis-db-'));
  path = join(dir, 'siis.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const next = kindOf([...migrations, 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;']);

/** The store's database with other schemas. */
function kindOf(steps: readonly string[]): DatabaseKind {
  return { applicationId: 0x53494953, migrations: steps };
}

function schema(file: string): unknown {
  const db = new Sqlite(file, { readonly: true });
  const version = db.pragma('user_version', { simple: true });
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  db.close();
  return { version, tables };
}

describe('openDatabase', () => {
  it('makes the newest schema, without a backup of nothing', () => {
    openDatabase(path, { readonly: false }).close();
    expect(readdirSync(dir)).toEqual(['siis.db']);
    expect(schema(path)).toEqual({ version: migrations.length, tables: ['bars', 'instruments'] });
  });

  it('keeps a copy of the old database when the schema grows, and the data in both', () => {
    const old = openDatabase(path, { readonly: false });
    old.prepare("INSERT INTO instruments VALUES ('a:B', '{}', '[]', 0)").run();
    old.close();
    const db = openDatabase(path, { readonly: false, kind: next });
    expect(db.prepare('SELECT id FROM instruments').pluck().all()).toEqual(['a:B']);
    db.close();
    const copy = join(dir, `siis.db.before-v${migrations.length + 1}`);
    expect(schema(path)).toMatchObject({ version: migrations.length + 1 });
    expect(schema(copy)).toMatchObject({ version: migrations.length });
    const saved = new Sqlite(copy, { readonly: true });
    expect(saved.prepare('SELECT id FROM instruments').pluck().all()).toEqual(['a:B']);
    saved.close();
    expect(existsSync(`${copy}.tmp`)).toBe(false);
  });

  it('brings an old database up to date for a reader too', () => {
    openDatabase(path, { readonly: false }).close();
    const db = openDatabase(path, { readonly: true, kind: next });
    expect(db.prepare('SELECT count(*) FROM later').pluck().get()).toBe(0);
    expect(() => db.prepare('INSERT INTO later VALUES (1)').run()).toThrow('readonly');
    db.close();
  });

  it('changes nothing when a step fails', () => {
    openDatabase(path, { readonly: false }).close();
    const broken = kindOf([
      ...next.migrations,
      'CREATE TABLE again (id INTEGER) STRICT; CREATE TABLE bars (id INTEGER) STRICT;',
    ]);
    expect(() => openDatabase(path, { readonly: false, kind: broken })).toThrow('already exists');
    expect(schema(path)).toEqual({ version: migrations.length, tables: ['bars', 'instruments'] });
  });

  it('refuses a database of a newer siis, and one of another program', () => {
    openDatabase(path, { readonly: false, kind: next }).close();
    expect(() => openDatabase(path, { readonly: false })).toThrow('newer siis');
    const other = join(dir, 'other.db');
    new Sqlite(other).exec('CREATE TABLE recipes (id INTEGER)').close();
    expect(() => openDatabase(other, { readonly: false })).toThrow('not one of siis');
  });

  it('refuses a file that was cut anywhere, by reader and writer, and names it', () => {
    openDatabase(path, { readonly: false }).close();
    const whole = readFileSync(path);
    for (let size = 0; size < whole.length; size += 97) {
      writeFileSync(path, whole.subarray(0, size));
      for (const readonly of [true, false]) {
        expect(() => openDatabase(path, { readonly }), `${size} of ${whole.length}`).toThrow(
          expect.objectContaining({ code: 'STORE_UNUSABLE', place: { file: path } }),
        );
      }
    }
  });

  it('brings the schema of every released version to the newest, with what it holds', () => {
    // As 0.1.0 wrote it.
    const released = [
      `CREATE TABLE instruments (id TEXT NOT NULL PRIMARY KEY, spec TEXT NOT NULL, inferred TEXT NOT NULL) STRICT;
       CREATE TABLE bars (instrument TEXT NOT NULL, timeframe TEXT NOT NULL, side TEXT NOT NULL, month INTEGER NOT NULL,
         count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, price_units INTEGER NOT NULL,
         price_decimals INTEGER NOT NULL, volume_units INTEGER NOT NULL, volume_decimals INTEGER NOT NULL,
         checksum INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (instrument, timeframe, side, month)) STRICT;
       INSERT INTO instruments VALUES ('a:B/C', '{"kind":"spot","tickSize":"0.01","lotSize":"0.1"}', '["lotSize"]');
       INSERT INTO bars VALUES ('a:B/C', '1h', 'trade', 672, 1, 1, 2, 1, 2, 1, 1, 7, x'00ff');
       PRAGMA application_id = 1397311827; PRAGMA user_version = 1;`,
    ];
    released.forEach((sql, k) => {
      for (const readonly of [false, true]) {
        const file = join(dir, `released-${k}-${readonly}.db`);
        new Sqlite(file).exec(sql).close();
        const db = openDatabase(file, { readonly });
        expect(new Catalog(db).all()).toEqual([
          { id: 'a:B/C', spec: { kind: 'spot', tickSize: '0.01', lotSize: '0.1' }, inferred: ['lotSize'] },
        ]);
        expect(db.prepare('SELECT instrument, checksum, hex(data) AS data FROM bars').all()).toEqual([
          { instrument: 'a:B/C', checksum: 7, data: '00FF' },
        ]);
        db.close();
        expect(schema(file)).toMatchObject({ version: migrations.length });
        expect(schema(`${file}.before-v${k + 2}`)).toMatchObject({ version: k + 1 });
      }
    });
  });

  it('finds an instrument of which a byte turned over', () => {
    const db = openDatabase(path, { readonly: false });
    const catalog = new Catalog(db);
    const id = instrumentId('a:B/C');
    catalog.put({ id, spec: { kind: 'spot', tickSize: '0.01', lotSize: '0.1' }, inferred: [] });
    expect(catalog.get(id)?.spec.tickSize).toBe('0.01');
    db.prepare("UPDATE instruments SET spec = replace(spec, '0.01', '0.11')").run();
    expect(() => catalog.get(id)).toThrow(expect.objectContaining({ code: 'DATA_CORRUPT' }));
    db.close();
  });

  it('serves two at once', () => {
    const one = openDatabase(path, { readonly: false });
    const other = openDatabase(path, { readonly: true });
    one.prepare("INSERT INTO instruments VALUES ('a:B', '{}', '[]', 0)").run();
    expect(other.prepare('SELECT id FROM instruments').pluck().all()).toEqual(['a:B']);
    one.close();
    other.close();
  });
});
