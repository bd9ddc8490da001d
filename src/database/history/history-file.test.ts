import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { type Fact, type FactBatch, type FactTable, factTables } from './facts.ts';
import { HistoryFile } from './history-file.ts';

const tables = Object.keys(factTables) as FactTable[];

/** A fact of a table with something in every column. */
function fact(table: FactTable, k: number, later = k): Fact {
  const { key, first, later: changing } = factTables[table];
  const fixed = [...key, ...first].map((name) => [name, valueOf(name, k)] as const);
  return { table, values: Object.fromEntries([...fixed, ...changing.map((name) => [name, valueOf(name, later)])]) };
}

function valueOf(name: string, k: number): string | number {
  return /time$|sequence|price|quantity|fee|profit|value|filled|updated/.test(name) ? k : `${name} ${k}`;
}

function batch(record: number, facts: readonly Fact[] = [fact('orders', record)]): FactBatch {
  return { session: 'one', record, time: record * 1000, facts };
}

function opened(path: string, kept: string[] = []): HistoryFile {
  return HistoryFile.open(path, (name) => kept.push(name));
}

describe('the history of sessions', () => {
  it('keeps every column of every table', () => {
    const file = HistoryFile.inMemory();
    file.take([
      batch(
        1,
        tables.map((table) => fact(table, 7)),
      ),
    ]);
    for (const table of tables) {
      const { sequence: _, ...values } = fact(table, 7).values;
      expect(file.rows(table, 'one'), table).toEqual([values]);
    }
    file.close();
  });

  it('keeps decimals as numbers', () => {
    const file = HistoryFile.inMemory();
    const { values } = fact('fills', 1);
    file.take([batch(1, [{ table: 'fills', values: { ...values, price: '59588.80', fee: '0.000000012' } }])]);
    expect(file.rows('fills', 'one')).toMatchObject([{ price: 59588.8, fee: 0.000000012 }]);
    file.close();
  });

  it('has an order once, as it was last told', () => {
    const file = HistoryFile.inMemory();
    file.take([batch(1, [fact('orders', 1, 1), fact('orders', 1, 2)]), batch(2, [fact('orders', 1, 3)])]);
    expect(file.rows('orders', 'one')).toMatchObject([{ id: 'id 1', state: 'state 3', time: 1 }]);
    file.close();
  });

  it('takes each record once, however often its batches come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), (restarts) => {
        const [once, often] = [HistoryFile.inMemory(), HistoryFile.inMemory()];
        const all = Array.from({ length: 12 }, (_, k) => batch(k + 1, [fact('orders', k), fact('equity', k)]));
        once.take(all);
        for (const end of restarts) often.take(all.slice(0, end));
        often.take(all);
        for (const table of tables) expect(often.rows(table, 'one')).toEqual(once.rows(table, 'one'));
        expect(often.cursor('one')).toBe(12);
        once.close();
        often.close();
      }),
      { numRuns: 30 },
    );
  });

  it('takes nothing of what it cannot take whole', () => {
    const file = HistoryFile.inMemory();
    const broken: Fact = { table: 'fills', values: { ...fact('fills', 2).values, price: null } };
    expect(() => file.take([batch(1), batch(2, [fact('orders', 2), broken])])).toThrow('NOT NULL');
    expect([file.cursor('one'), file.rows('orders', 'one')]).toEqual([0, []]);
    file.close();
  });

  it('forgets a session and no other', () => {
    const file = HistoryFile.inMemory();
    file.take([batch(1), { ...batch(1), session: 'two' }]);
    file.forget(['one']);
    expect([file.cursor('one'), file.rows('orders', 'one')]).toEqual([0, []]);
    expect([file.cursor('two'), file.rows('orders', 'two').length]).toEqual([1, 1]);
    file.close();
  });

  it('is put aside where it is damaged, and begun anew', () => {
    const folder = makeWorkspace({});
    const path = join(folder, 'history.db');
    const file = opened(path);
    for (let k = 1; k < 400; k++)
      file.take([
        batch(
          k,
          tables.map((table) => fact(table, k)),
        ),
      ]);
    file.close();
    const whole = readFileSync(path);
    const harms: [string, Buffer][] = [
      ['empty', Buffer.alloc(0)],
      ['torn', whole.subarray(0, whole.length - 5000)],
      ['head zeroed', Buffer.from(whole).fill(0, 0, 100)],
      ['page zeroed', Buffer.from(whole).fill(0, 8192, 12_288)],
      ['not a database', Buffer.from('x'.repeat(5000))],
    ];
    for (const [name, bytes] of harms) {
      writeFileSync(path, bytes);
      const kept: string[] = [];
      const anew = opened(path, kept);
      expect([kept.length, anew.cursor('one')], name).toEqual([1, 0]);
      anew.close();
      expect(readFileSync(kept[0]!).equals(bytes), name).toBe(true);
    }
  });

  it('leaves that of a newer siis alone', () => {
    const path = join(makeWorkspace({}), 'history.db');
    opened(path).close();
    const db = new Sqlite(path);
    db.pragma('user_version = 99');
    db.close();
    const kept: string[] = [];
    expect(() => opened(path, kept)).toThrow('newer siis (schema 99');
    expect([kept, statSync(path).size > 0, existsSync(`${path}.damaged-1`)]).toEqual([[], true, false]);
  });
});
