import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { bars, btc, expectFault, newFolders, readBars, start, type BarRow } from '../../test/support/tapes.ts';
import { Store } from './store.ts';
import { Random } from '../util/random.ts';

const newFolder = newFolders();
let dir = '';
beforeEach(() => {
  dir = newFolder();
});

describe('an import of bars', () => {
  const minute = 60_000;
  let store: Store;
  beforeEach(() => {
    store = Store.open(dir, { create: true });
  });

  function series(count: number, from = start): BarRow[] {
    const random = new Random(4);
    let close = 4_300_000;
    return Array.from({ length: count }, (_, k) => {
      const open = close + random.below(5) - 2;
      close = open + random.below(301) - 150;
      const [high, low] = [Math.max(open, close) + random.below(40), Math.min(open, close) - random.below(40)];
      return [from + k * minute, open, high, low, close, random.below(1e6)];
    });
  }

  it('gives the range back, month by month', () => {
    const rows = series(400);
    expect(store.importBars(btc, bars(rows))).toEqual({
      added: 400,
      alreadyStored: 0,
      first: start,
      last: rows.at(-1)![0],
    });
    expect(readBars(store)).toEqual(rows);
    const [from, to] = [start + 1, start + 200 * minute];
    expect(readBars(store, from, to)).toEqual(rows.slice(1, 200));
    expect(store.openBars(btc, { from: 0, to: start, timeframe: '1m' })).toBeUndefined();
    expect(store.openBars(btc, { from: start, to: Infinity, timeframe: '5m' })).toBeUndefined();
  });

  it('in pieces, in any order, with overlaps, equals one import', () => {
    const rows = series(100);
    let run = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 50 })), { maxLength: 6 }), (pieces) => {
        const path = join(dir, `bars-${run++}`);
        const other = Store.open(path, { create: true });
        const covered = new Set<number>();
        for (const [at, length] of pieces) {
          const piece = rows.slice(at, at + length);
          const known = piece.filter(([time]) => covered.has(time)).length;
          expect(other.importBars(btc, bars(piece))).toMatchObject({
            added: piece.length - known,
            alreadyStored: known,
          });
          for (const [time] of piece) covered.add(time);
          expect(readBars(other)).toEqual(rows.filter(([time]) => covered.has(time)));
        }
        expect(other.importBars(btc, bars(rows))).toMatchObject({ alreadyStored: covered.size });
        expect(other.fingerprint(btc, { from: 0, to: Infinity, timeframe: '1m' })).toBe(fingerprintOf(rows));
        other.close();
        rmSync(path, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });

  function fingerprintOf(rows: readonly BarRow[]): string | undefined {
    const path = join(dir, 'whole');
    const whole = Store.open(path, { create: true });
    whole.importBars(btc, bars(rows));
    const print = whole.fingerprint(btc, { from: 0, to: Infinity, timeframe: '1m' });
    whole.close();
    return print;
  }

  it.each<[what: string, fresh: BarRow[], ...parts: string[]]>([
    [
      'another close',
      [
        [start, 10, 12, 9, 11, 5],
        [start + minute, 11, 14, 10, 12, 5],
      ],
      'bars.csv:3',
      'close 0.13',
      'close 0.12',
    ],
    ['another volume', [[start, 10, 12, 9, 11, 6]], 'bars.csv:2', 'volume 0.5', 'volume 0.6'],
    [
      'a missing bar',
      [
        [start, 10, 12, 9, 11, 5],
        [start + 2 * minute, 1, 1, 1, 1, 1],
      ],
      'bars.csv:3',
      'leave it out',
    ],
    [
      'a missing month',
      [
        [start - minute, 10, 12, 9, 11, 5],
        [start + 50 * 86_400_000, 1, 1, 1, 1, 1],
      ],
      'bars.csv:3',
      'leave',
    ],
    [
      'times that do not rise',
      [
        [start + minute, 1, 1, 1, 1, 1],
        [start + minute, 1, 1, 1, 1, 1],
      ],
      'bars.csv:3',
      'rise',
    ],
    ['a high below the close', [[start + 5 * minute, 10, 10, 9, 11, 5]], 'bars.csv:2', 'low <= open, close <= high'],
    ['a negative volume', [[start + 5 * minute, 10, 11, 9, 11, -1]], 'bars.csv:2', 'volume'],
    ['a price between steps', [[start + 5 * minute, 10.5, 11, 9, 11, 1]], 'bars.csv:2', 'whole steps'],
  ])('refuses %s, with the line, and keeps what was stored', (_what, fresh, ...parts) => {
    const stored: BarRow[] = [
      [start, 10, 12, 9, 11, 5],
      [start + minute, 11, 14, 10, 13, 5],
    ];
    store.importBars(btc, bars(stored));
    expectFault(() => store.importBars(btc, bars(fresh)), 'DATA_INVALID', ...parts, 'nothing was stored');
    expect(readBars(store)).toEqual(stored);
  });

  it('of finer steps brings the month to common ones', () => {
    store.importBars(btc, bars([[start, 10, 12, 9, 11, 5]]));
    const finer = { priceStep: '0.001', volumeStep: '0.25' };
    expect(
      store.importBars(
        btc,
        bars(
          [
            [start, 100, 120, 90, 110, 2],
            [start + minute, 101, 101, 101, 101, 1],
          ],
          finer,
        ),
      ),
    ).toMatchObject({ added: 1, alreadyStored: 1 });
    const later = start + 60 * minute;
    store.importBars(btc, bars([[later, 1, 1, 1, 1, 1]], { priceStep: '1', volumeStep: '1' }));
    const source = store.openBars(btc, { from: 0, to: Infinity, timeframe: '1m' });
    expect(source?.next()).toMatchObject({
      priceStep: '0.001',
      volumeStep: '0.05',
      count: 1,
      open: Float64Array.of(100),
      volume: Float64Array.of(10),
    });
    expect(source?.next()).toMatchObject({
      priceStep: '0.001',
      count: 2,
      open: Float64Array.of(101, 1000),
      volume: Float64Array.of(5, 20),
    });
    expect(source?.next()).toBeUndefined();
  });

  it('takes the side that is there', () => {
    store.importBars(btc, bars([[start, 2, 2, 2, 2, 0]], { side: 'ask' }));
    expect(readBars(store)).toEqual([[start, 2, 2, 2, 2, 0]]);
    store.importBars(btc, bars([[start, 1, 1, 1, 1, 0]], { side: 'bid' }));
    expect(readBars(store)).toEqual([[start, 1, 1, 1, 1, 0]]);
  });

  it('refuses a timeframe that is none', () => {
    expectFault(() => store.importBars(btc, bars([], { timeframe: '1 minute' })), 'DATA_INVALID', '1 minute', '4h');
  });

  it('of a damaged month replaces it and says so', () => {
    const rows = series(10);
    store.importBars(btc, bars(rows));
    store.close();
    const db = new Sqlite(join(dir, 'siis.db'));
    db.prepare('UPDATE bars SET data = zeroblob(300) WHERE month = 2024 * 12').run();
    db.close();
    store = Store.open(dir);
    expect(store.verify()).toMatchObject([{ kind: 'bars', instrument: btc, from: start, to: start }]);
    expectFault(() => readBars(store), 'DATA_CORRUPT', '1m trade bars', '2024-01-31');
    expect(store.importBars(btc, bars(rows))).toMatchObject({ added: 1, alreadyStored: 9 });
    expect(store.notices).toMatchObject([{ kind: 'bars', from: start }]);
    expect(readBars(store)).toEqual(rows);
    expect(store.verify()).toEqual([]);
  });
});
