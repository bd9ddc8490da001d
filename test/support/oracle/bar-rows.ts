import { deepEqual, equal } from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/*
 * Reads the table of bars by docs/reference/bar-table.md, with the SQLite of Node instead of the program's own. Opened for writing,
 * so that what is left in its log counts, as it does for the program.
 */

/** A bar: start, open, high, low, close in price steps, volume in its steps. */
export type BarRow = readonly number[];

/** The bars of each series, `instrument timeframe side`, oldest first; and what the catalog names. */
export interface StoredTables {
  readonly bars: ReadonlyMap<string, readonly BarRow[]>;
  readonly instruments: readonly string[];
}

/** Everything that a store's database holds; nothing where it has no tables yet. The file is not changed. */
export function readTables(file: string): StoredTables {
  const db = new DatabaseSync(file);
  try {
    equal(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0], 'ok');
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const bars = new Map<string, BarRow[]>();
    if (!names.some(({ name }) => name === 'bars')) return { bars, instruments: [] };
    for (const row of db.prepare('SELECT * FROM bars ORDER BY instrument, timeframe, side, month').all()) {
      const key = `${String(row['instrument'])} ${String(row['timeframe'])} ${String(row['side'])}`;
      const data = Buffer.from(row['data'] as Uint8Array);
      equal(row['checksum'], crc32(data, 0x53494953), key);
      const found = decodeBlob(data);
      deepEqual([row['count'], row['first'], row['last']], [found.length, found[0]![0], found.at(-1)![0]]);
      bars.set(key, [...(bars.get(key) ?? []), ...found]);
    }
    const ids = db.prepare('SELECT id FROM instruments ORDER BY id').all();
    return { bars, instruments: ids.map(({ id }) => String(id)) };
  } finally {
    db.close();
  }
}

function decodeBlob(blob: Buffer): BarRow[] {
  deepEqual([blob.toString('latin1', 0, 4), blob.readUInt32LE(4)], ['SBAR', 1]);
  const count = blob.readDoubleLE(8);
  const unit = blob.readDoubleLE(24);
  let at = 136;
  const columns = [0, 1, 2, 3, 4, 5].map((column) => {
    const width = blob.readUInt32LE(40 + 16 * column);
    const base = blob.readDoubleLE(48 + 16 * column);
    const from = at;
    at += Math.ceil((width * count) / 8) * 8;
    return (k: number): number => {
      if (width === 0) return base;
      return base + (width === 8 ? blob.readDoubleLE(from + 8 * k) : blob.readUIntLE(from + width * k, width));
    };
  });
  equal(at, blob.length);
  let time = blob.readDoubleLE(16);
  let before = blob.readDoubleLE(32);
  return Array.from({ length: count }, (_, k) => {
    const [step, gap, high, low, body, volume] = columns.map((value) => value(k)) as [number, ...number[]];
    time += step * unit;
    const open = before + gap!;
    const close = open + body!;
    before = close;
    return [time, open, Math.max(open, close) + high!, Math.min(open, close) - low!, close, volume!];
  });
}
