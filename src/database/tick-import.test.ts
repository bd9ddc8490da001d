import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  btc,
  drain,
  expectFault,
  full,
  newFolders,
  quotes,
  readTicks,
  start,
  tape,
  tickBatches,
  tickFiles,
  trades,
  type Quote,
  type Tick,
} from '../../test/support/tapes.ts';
import { SiisError } from '../util/errors.ts';
import type { TickBatch } from './batch.ts';
import { Store } from './store.ts';

const newFolder = newFolders();
let dir = '';
beforeEach(() => {
  dir = newFolder();
});

function ticksOf(text: string): Tick[] {
  return text.split(' ').map((word) => {
    const match = /^(\d+):(\d+)(?:x(\d+))?(s?)$/.exec(word);
    return [start + Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1), match?.[4] === 's' ? 2 : 1];
  });
}

describe('an import of ticks', () => {
  let store: Store;
  beforeEach(() => {
    store = Store.open(dir, { create: true });
  });

  it('stores months apart and gives the range back', () => {
    const ticks = tape(300);
    expect(store.importTicks(btc, trades(ticks))).toEqual({
      added: 300,
      alreadyStored: 0,
      first: ticks[0]![0],
      last: ticks.at(-1)![0],
    });
    expect(readTicks(store)).toEqual(full(ticks));
    expect(Object.keys(tickFiles(dir)).filter((name) => name.endsWith('.ticks'))).toEqual([
      'binance/BTC_USDT/2024-01.trade.ticks',
      'binance/BTC_USDT/2024-02.trade.ticks',
    ]);
    const [from, to] = [ticks[100]![0], ticks[200]![0]];
    expect(readTicks(store, from, to)).toEqual(full(ticks.filter(([time]) => time >= from && time < to)));
    store.close();
  });

  it('of the same data twice changes no byte', () => {
    const ticks = tape(300);
    store.importTicks(btc, trades(ticks));
    const before = tickFiles(dir);
    expect(store.importTicks(btc, trades(ticks, { size: 31 }))).toMatchObject({ added: 0, alreadyStored: 300 });
    expect(store.importTicks(btc, trades(ticks.slice(17, 250)))).toMatchObject({ added: 0, alreadyStored: 233 });
    expect(tickFiles(dir)).toEqual(before);
  });

  it('in pieces, in any order, with overlaps, equals one import', () => {
    const ticks = tape(120, 5);
    store.importTicks(btc, trades(ticks));
    const whole = tickFiles(dir);
    let run = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 119 }), fc.integer({ min: 1, max: 60 })), { maxLength: 6 }),
        (pieces) => {
          const path = join(dir, `pieces-${run++}`);
          const other = Store.open(path, { create: true });
          // Pieces end between times: what a file cuts inside one ms is another test's matter.
          const edge = (at: number): number => {
            let k = Math.min(at, ticks.length);
            while (k > 0 && k < ticks.length && ticks[k]![0] === ticks[k - 1]![0]) k--;
            return k;
          };
          const covered = new Set<number>();
          const seen = (at: number): boolean => covered.has(at);
          for (const [at, length] of pieces) {
            const [from, to] = [edge(at), edge(at + length)];
            const piece = ticks.slice(from, to);
            let known = 0;
            for (let k = from; k < to; k++) if (seen(k)) known++;
            const result = other.importTicks(btc, trades(piece));
            expect([result.added, result.alreadyStored]).toEqual([piece.length - known, known]);
            for (let k = from; k < to; k++) covered.add(k);
            expect(readTicks(other)).toEqual(full(ticks.filter((_, k) => covered.has(k))));
          }
          other.importTicks(btc, trades(ticks));
          expect(tickFiles(path)).toEqual(whole);
          other.close();
          rmSync(path, { recursive: true });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('goes on behind full blocks without touching them', () => {
    const ticks = tape(135_000, 9, 20);
    store.importTicks(btc, trades(ticks, { size: 5000 }));
    const whole = tickFiles(dir);
    const other = Store.open(join(dir, 'other'), { create: true });
    for (let at = 0; at < ticks.length; at += 40_000)
      other.importTicks(btc, trades(ticks.slice(at, at + 40_000), { size: 9000 }));
    expect(tickFiles(join(dir, 'other'))).toEqual(whole);
    expect(other.verify()).toEqual([]);
    other.close();
  });

  // A tick is written time:price, with quantity and side where they matter: 5:2x4s for a sale of four lots.
  it.each([
    ['goes on inside a ms', '0:1 5:2 5:3', '5:4 9:5', '0:1 5:2 5:3 5:4 9:5'],
    ['stitches an overlap inside a ms', '0:1 5:2 5:3', '5:3 5:4 9:5', '0:1 5:2 5:3 5:4 9:5'],
    ['knows a tail that starts inside a ms', '0:1 5:2 5:3 9:4', '5:3 9:4', '0:1 5:2 5:3 9:4'],
    ['knows a head that ends inside a ms', '0:1 5:2 5:3 9:4', '0:1 5:2', '0:1 5:2 5:3 9:4'],
    ['puts earlier ticks in front inside a ms', '5:2 5:3 9:4', '0:1 5:7', '0:1 5:7 5:2 5:3 9:4'],
    ['goes on behind rather than in front', '5:2', '5:3', '5:2 5:3'],
    ['fills a hole', '0:1 90:4', '30:2 40:3', '0:1 30:2 40:3 90:4'],
    ['fills a hole from a superset', '0:1 90:4', '0:1 30:2 90:4', '0:1 30:2 90:4'],
    ['keeps equal ticks of one ms apart', '5:2 5:2', '5:2 5:2 6:1', '5:2 5:2 6:1'],
    ['refuses another price', '0:1 5:2 9:3', '0:1 5:7 9:3', 'refused'],
    ['refuses another quantity', '0:1 5:2x4 9:3', '0:1 5:2x5 9:3', 'refused'],
    ['refuses another side', '0:1 5:2 9:3', '0:1 5:2s 9:3', 'refused'],
    ['refuses a missing tick', '0:1 5:2 9:3', '0:1 9:3', 'refused'],
    ['refuses a missing tick at the end of a month', '0:1 5:2', '0:1 90000:3', 'refused'],
    ['refuses one tick fewer in a ms', '0:1 5:2 5:2 9:3', '0:1 5:2 9:3', 'refused'],
    ['refuses one tick more in a ms', '0:1 5:2 9:3', '0:1 5:2 5:2 9:3', 'refused'],
    ['refuses another order in a ms', '0:1 5:2 5:3 9:3', '0:1 5:3 5:2 9:3', 'refused'],
  ])('%s', (_what, storedText, freshText, result) => {
    const [stored, fresh] = [ticksOf(storedText), ticksOf(freshText)];
    store.importTicks(btc, trades(stored));
    const before = tickFiles(dir);
    if (result === 'refused') {
      expectFault(() => store.importTicks(btc, trades(fresh)), 'DATA_INVALID', 'trades.csv:', 'nothing was stored');
      expect(tickFiles(dir)).toEqual(before);
      expect(readTicks(store)).toEqual(full(stored));
      return;
    }
    const { added, alreadyStored } = store.importTicks(btc, trades(fresh));
    const expected = ticksOf(result);
    expect(readTicks(store)).toEqual(full(expected));
    expect([added, added + alreadyStored]).toEqual([expected.length - stored.length, fresh.length]);
  });

  it('names file, line and both values where stored ticks differ', () => {
    store.importTicks(
      btc,
      trades([
        [start, 1],
        [start + 5, 20, 3],
        [start + 9, 3],
      ]),
    );
    const fault = expectFault(
      () =>
        store.importTicks(
          btc,
          trades([
            [start, 1],
            [start + 5, 21, 3],
            [start + 9, 3],
          ]),
        ),
      'DATA_INVALID',
      '2024-01-31T23:59:00.005Z price 2 quantity 0.003 buy',
      'price 2.1 quantity 0.003 buy',
    );
    expect(fault.place).toEqual({ file: 'trades.csv', line: 3 });
  });

  it('refuses times that fall, across batches and months, with the line', () => {
    const ticks: Tick[] = [
      [start, 1],
      [start + 100_000, 2],
      [start + 99_999, 3],
    ];
    const fault = expectFault(
      () => store.importTicks(btc, trades(ticks, { size: 2 })),
      'DATA_INVALID',
      'trades.csv:4',
      'follows',
    );
    expect(fault.place).toEqual({ file: 'trades.csv', line: 4 });
    expect(store.coverage()).toEqual([]);
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });

  it('refuses a price beyond 32 bits and a quantity beyond 53', () => {
    expectFault(() => store.importTicks(btc, trades([[start, 2 ** 31]])), 'DATA_INVALID', '214748364.8', 'coarser');
    store.importTicks(btc, trades([[start, 2 ** 31 - 1, 2 ** 53 - 1]]));
    expect(readTicks(store)).toEqual([[start, 2 ** 31 - 1, 2 ** 53 - 1, 1]]);
    expectFault(() => store.importTicks(btc, trades([[start + 1, 1, 2 ** 53]])), 'DATA_INVALID', 'quantity');
    const finer = { priceStep: '0.01', lotStep: '0.001' };
    expectFault(() => store.importTicks(btc, trades([[start + 1, 1]], { scale: finer })), 'DATA_INVALID', 'step');
    expect(readTicks(store)).toEqual([[start, 2 ** 31 - 1, 2 ** 53 - 1, 1]]);
  });

  it('of finer or coarser steps brings the month to common ones', () => {
    store.importTicks(
      btc,
      trades([
        [start, 10],
        [start + 10, 20],
      ]),
    );
    const finer = { priceStep: '0.25', lotStep: '0.0005' };
    const result = store.importTicks(
      btc,
      trades(
        [
          [start + 10, 8, 2],
          [start + 20, 9, 2],
        ],
        { scale: finer },
      ),
    );
    expect(result).toMatchObject({ added: 1, alreadyStored: 1 });
    const source = store.openTicks(btc, { from: 0, to: Infinity });
    expect(source?.scale).toEqual({ priceStep: '0.05', lotStep: '0.0005' });
    expect(drain(source)).toEqual([
      [start, 20, 2, 1],
      [start + 10, 40, 2, 1],
      [start + 20, 45, 2, 1],
    ]);
    expect(
      store.importTicks(
        btc,
        trades([
          [start, 10],
          [start + 10, 20],
        ]),
      ),
    ).toMatchObject({ added: 0 });
  });

  it('keeps months of different steps apart and reads them in common ones', () => {
    const later = start + 120_000;
    store.importTicks(
      btc,
      trades([
        [start, 10],
        [start + 1, 12],
      ]),
    );
    store.importTicks(btc, trades([[later, 9, 4]], { scale: { priceStep: '0.25', lotStep: '0.0005' } }));
    const source = store.openTicks(btc, { from: 0, to: Infinity });
    expect(source?.scale).toEqual({ priceStep: '0.05', lotStep: '0.0005' });
    const groups: number[][] = [];
    for (let block = source?.next(); block !== undefined; block = source?.next())
      groups.push([...block.groups, ...block.minutes.high, ...block.minutes.volume]);
    source?.close();
    expect(groups).toEqual([
      [20, 24, 20, 24, 24, 4],
      [45, 45, 45, 45, 45, 4],
    ]);
    expect(readTicks(store)).toEqual([
      [start, 20, 2, 1],
      [start + 1, 24, 2, 1],
      [later, 45, 4, 1],
    ]);
  });

  it('refuses to skip stored months', () => {
    const [january, february, march] = [start, start + 120_000, Date.UTC(2024, 2, 5)];
    store.importTicks(btc, trades([[february, 7]]));
    expectFault(
      () =>
        store.importTicks(
          btc,
          trades([
            [january, 1],
            [march, 2],
          ]),
        ),
      'DATA_INVALID',
      'trades.csv:3',
      'leave them out',
    );
    expect(readTicks(store)).toEqual(full([[february, 7]]));
  });

  it('refuses to leave out full blocks in front of a later month', () => {
    const february = Date.UTC(2024, 1, 1);
    store.importTicks(
      btc,
      trades(
        Array.from({ length: 65_536 }, (_, k) => [february + k, 1]),
        { size: 65_536 },
      ),
    );
    const fresh: Tick[] = [
      [start, 1],
      [february + 65_536, 1],
    ];
    expectFault(() => store.importTicks(btc, trades(fresh)), 'DATA_INVALID', 'trades.csv:3', 'leave it out');
  });

  it('of the same data mends a damaged directory', () => {
    store.importTicks(btc, trades(tape(30)));
    const before = tickFiles(dir);
    const path = join(dir, 'ticks/binance/BTC_USDT/2024-01.trade.ticks');
    const bytes = readFileSync(path);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(path, bytes);
    expect(store.verify()).toMatchObject([{ kind: 'footer' }]);
    expect(store.importTicks(btc, trades(tape(30)))).toMatchObject({ added: 0, alreadyStored: 30 });
    expect(store.notices).toMatchObject([{ kind: 'footer' }]);
    expect([store.verify(), tickFiles(dir)]).toEqual([[], before]);
  });

  it('keeps trades and quotes apart', () => {
    const rows: Quote[] = [
      [start, 10, 11],
      [start + 5, 10, 12],
      [start + 120_000, 9, 8],
    ];
    store.importTicks(btc, quotes(rows));
    expect(readTicks(store)).toEqual(rows);
    store.importTicks(btc, trades([[start, 1]]));
    expect(readTicks(store)).toEqual([[start, 1, 1, 1]]);
    expect(readTicks(store, 0, Infinity, 'quote')).toEqual(rows);
    // No trade in this range: quotes.
    expect(readTicks(store, start + 1)).toEqual(rows.slice(1));
    expectFault(
      () =>
        store.importTicks(btc, quotes([[start, 10, 13]])) &&
        store.importTicks(
          btc,
          quotes([
            [start - 1, 1, 1],
            [start, 10, 13],
            [start + 5, 10, 12],
          ]),
        ),
      'DATA_INVALID',
      'bid 1 ask 1.1',
    );
  });

  it('without rows does nothing', () => {
    expect(store.importTicks(btc, trades([]))).toEqual({ added: 0, alreadyStored: 0, first: NaN, last: NaN });
  });

  it('is refused while another one runs', () => {
    const other = Store.open(dir);
    const nested = trades([[start, 1]]);
    const batches = function* (): Generator<TickBatch> {
      expectFault(
        () => other.importTicks(btc, trades([[start, 1]])),
        'STORE_UNUSABLE',
        'in use by process',
        String(process.pid),
      );
      yield* nested.batches;
    };
    store.importTicks(btc, { ...nested, batches: batches() });
    expect(readTicks(other)).toEqual([[start, 1, 1, 1]]);
    other.close();
  });

  it('is stopped by an error of its source with nothing stored', () => {
    const batches = function* (): Generator<TickBatch> {
      yield* tickBatches(tape(100), 10);
      throw new SiisError('DATA_INVALID', 'line 101 is broken');
    };
    expect(() => store.importTicks(btc, { ...trades([]), batches: batches() })).toThrow('line 101 is broken');
    expect(store.coverage()).toEqual([]);
    expect(store.importTicks(btc, trades(tape(100)))).toMatchObject({ added: 100 });
  });
});
