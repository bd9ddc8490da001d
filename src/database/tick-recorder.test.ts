import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  btc,
  expectFault,
  full,
  newFolders,
  readTicks,
  record,
  scale,
  start,
  tape,
  tickFiles,
  trades,
} from '../../test/support/tapes.ts';
import { Store } from './store.ts';

const newFolder = newFolders();
let dir = '';
beforeEach(() => {
  dir = newFolder();
});

describe('recording', () => {
  const ticks = tape(300);

  it('gives the same store as importing, once it is sealed', () => {
    const store = Store.open(dir, { create: true });
    record(store, ticks.slice(0, 200), 20);
    expect(readTicks(store)).toEqual(full(ticks.slice(0, 200)));
    const recorder = store.recorder(btc, 'trade', scale);
    for (const [time, price, lots, side] of ticks.slice(200)) recorder.trade(time, price, lots ?? 1, side ?? 1);
    recorder.seal();
    expect(readTicks(store)).toEqual(full(ticks));
    const other = Store.open(`${dir}-import`, { create: true });
    other.importTicks(btc, trades(ticks));
    expect(tickFiles(dir)).toEqual(tickFiles(`${dir}-import`));
    expect(store.verify()).toEqual([]);
    other.close();
    store.close();
  });

  it('refuses what cannot be stored and goes on', () => {
    const store = Store.open(dir, { create: true });
    const recorder = store.recorder(btc, 'trade', scale);
    recorder.trade(start, 5, 1, 1);
    expectFault(() => recorder.trade(start - 1, 5, 1, 1), 'DATA_INVALID', 'follows', 'BTC/USDT');
    expectFault(() => recorder.trade(start, 2 ** 31, 1, 1), 'DATA_INVALID', '214748364.8');
    expectFault(() => recorder.trade(start, 5, 1.5, 1), 'DATA_INVALID', '1.5');
    expectFault(() => recorder.trade(start, 5, 1, 3), 'DATA_INVALID', '3');
    recorder.trade(start + 1, 6, 1, 2);
    recorder.close();
    expect(readTicks(store)).toEqual([
      [start, 5, 1, 1],
      [start + 1, 6, 1, 2],
    ]);
    store.close();
  });

  it('keeps imports and other recorders out of its month, and no other', () => {
    const store = Store.open(dir, { create: true });
    const recorder = store.recorder(btc, 'trade', scale);
    recorder.trade(start, 5, 1, 1);
    expectFault(() => store.recorder(btc, 'trade', scale), 'STORE_UNUSABLE', '2024-01.trade.ticks', 'in use');
    expectFault(
      () => store.importTicks(btc, trades([[start - 1, 5]])),
      'STORE_UNUSABLE',
      '2024-01.trade.ticks',
      'in use',
    );
    store.importTicks(btc, trades([[Date.UTC(2023, 5, 1), 5]]));
    recorder.close();
    store.importTicks(btc, trades([[start - 1, 5]]));
    store.close();
  });

  it('names a torn tail and goes on behind it', () => {
    const store = Store.open(dir, { create: true });
    const quiet = ticks.filter(([time]) => time < Date.UTC(2024, 1, 1)).slice(0, 20);
    record(store, quiet, 5);
    const path = join(dir, 'ticks/binance/BTC_USDT/2024-01.trade.ticks');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 3));
    const kept = readTicks(store);
    expect(kept).toEqual(full(quiet.slice(0, 16)));
    expect(store.notices).toMatchObject([{ kind: 'torn-tail', instrument: btc, from: quiet[15]![0] }]);
    expect(store.verify()).toMatchObject([{ kind: 'torn-tail' }]);
    const recorder = store.recorder(btc, 'trade', scale);
    expect(recorder.damage).toMatchObject({ kind: 'torn-tail', from: quiet[15]![0] });
    for (const [time, price, lots, side] of quiet.slice(16)) recorder.trade(time, price, lots ?? 1, side ?? 1);
    recorder.close();
    expect(store.verify()).toEqual([]);
    expect(readTicks(store)).toEqual(full(quiet));
    store.close();
  });

  it('is read while it goes on, also in the middle of a write', () => {
    const store = Store.open(dir, { create: true });
    const recorder = store.recorder(btc, 'trade', scale);
    for (const [time, price] of ticks.slice(0, 20)) recorder.trade(time, price, 1, 1);
    recorder.flush();
    appendFileSync(join(dir, 'ticks/binance/BTC_USDT/2024-01.trade.ticks'), 'half a block');
    expect(readTicks(store)).toHaveLength(20);
    expect([store.notices, store.verify()]).toEqual([[], []]);
    recorder.close();
    expect(store.verify()).toMatchObject([{ kind: 'torn-tail', bytes: 12 }]);
    store.close();
  });

  it('goes on with a month in other steps', () => {
    const store = Store.open(dir, { create: true });
    store.importTicks(btc, trades([[start, 10, 4]]));
    const recorder = store.recorder(btc, 'trade', { priceStep: '0.25', lotStep: '0.002' });
    recorder.trade(start + 1, 3, 5, 2);
    recorder.close();
    expect(readTicks(store)).toEqual([
      [start, 20, 4, 1],
      [start + 1, 15, 10, 2],
    ]);
    store.close();
  });
});
