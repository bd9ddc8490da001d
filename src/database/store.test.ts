import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  bars,
  btc,
  expectFault,
  full,
  newFolders,
  readTicks,
  scale,
  start,
  tape,
  tickFiles,
  trades,
} from '../../test/support/tapes.ts';
import { instrumentId } from '../market/instrument.ts';
import { Store } from './store.ts';
import { TickFile } from './tick-file/tick-file.ts';

const newFolder = newFolders();
let dir = '';
beforeEach(() => {
  dir = newFolder();
});

describe('the folder', () => {
  it('is refused with what to do when it is missing, a file, or no store', () => {
    expectFault(() => Store.open(dir), 'STORE_UNUSABLE', dir, 'does not exist', 'import');
    mkdirSync(dir);
    expectFault(() => Store.open(dir), 'STORE_UNUSABLE', 'siis.db');
    expectFault(() => Store.open(dir, { readonly: true }), 'STORE_UNUSABLE', 'siis.db');
    writeFileSync(join(dir, 'file'), '');
    expectFault(() => Store.open(join(dir, 'file'), { create: true }), 'STORE_UNUSABLE', 'is a file');
    expectFault(() => Store.open(join(dir, 'file', 'below'), { create: true }), 'STORE_UNUSABLE', 'below');
  });

  it('is refused when its siis.db is something else', () => {
    mkdirSync(dir);
    writeFileSync(join(dir, 'siis.db'), 'a letter to my aunt, long enough to be taken for a file header'.repeat(20));
    expectFault(() => Store.open(dir), 'STORE_UNUSABLE', 'siis.db');
    expectFault(() => Store.open(dir, { readonly: true }), 'STORE_UNUSABLE', 'siis.db');
  });

  it('is made when told to, and opened again', () => {
    Store.open(dir, { create: true }).close();
    const store = Store.open(dir);
    expect(store.coverage()).toEqual([]);
    expect(store.verify()).toEqual([]);
    expect(store.openTicks(btc, { from: 0, to: Infinity })).toBeUndefined();
    expect(store.openBars(btc, { from: 0, to: Infinity, timeframe: '1m' })).toBeUndefined();
    expect(store.fingerprint(btc, { from: 0, to: Infinity })).toBeUndefined();
    store.close();
  });
});

describe('the catalog', () => {
  it('keeps what was put last', () => {
    const store = Store.open(dir, { create: true });
    expect(store.instrument(btc)).toBeUndefined();
    store.putInstrument(btc, { tickSize: '0.1', lotSize: '0.001' }, ['tickSize']);
    store.putInstrument(btc, { tickSize: '0.01', lotSize: '0.001', makerFee: 0.001, filters: { minNotional: '5' } });
    store.putInstrument(instrumentId('a:A'), { tickSize: '1', lotSize: '1' }, ['lotSize']);
    store.close();
    const again = Store.open(dir, { readonly: true });
    expect(again.instruments()).toEqual([
      { id: 'a:A', spec: { tickSize: '1', lotSize: '1' }, inferred: ['lotSize'] },
      {
        id: 'binance:BTC/USDT',
        spec: { tickSize: '0.01', lotSize: '0.001', makerFee: 0.001, filters: { minNotional: '5' } },
        inferred: [],
      },
    ]);
    again.close();
  });
});

describe('an import that died in its last step', () => {
  it('is finished by the next import, and by the next start', () => {
    const february = Date.UTC(2024, 1, 5);
    const elsewhere = newFolder();
    const other = Store.open(elsewhere, { create: true });
    other.importTicks(btc, trades([[february, 7]]));
    const [bytes = ''] = Object.values(tickFiles(elsewhere));
    other.close();
    const store = Store.open(dir, { create: true });
    const leave = (): void => {
      mkdirSync(join(dir, 'incoming'), { recursive: true });
      mkdirSync(join(dir, 'ticks/binance/BTC_USDT'), { recursive: true });
      writeFileSync(join(dir, 'incoming/0.tmp'), Buffer.from(bytes, 'base64'));
      const moves = [{ from: 'incoming/0.tmp', to: 'ticks/binance/BTC_USDT/2024-02.trade.ticks' }];
      writeFileSync(join(dir, 'incoming/commit.json'), JSON.stringify(moves));
    };
    leave();
    store.importTicks(btc, trades([[start, 1]]));
    expect(readTicks(store)).toEqual(
      full([
        [start, 1],
        [february, 7],
      ]),
    );
    store.close();
    rmSync(join(dir, 'ticks/binance/BTC_USDT/2024-02.trade.ticks'));
    leave();
    const again = Store.open(dir, { readonly: true });
    expect(readTicks(again)).toEqual(
      full([
        [start, 1],
        [february, 7],
      ]),
    );
    again.close();
  });
});

describe('coverage', () => {
  it('lists what is stored, with gaps', () => {
    const store = Store.open(dir, { create: true });
    const hour = 3_600_000;
    store.importTicks(
      btc,
      trades([
        [start, 1],
        [start + 61_000, 2],
        [start + 3 * hour, 3],
      ]),
    );
    const eth = instrumentId('binance:ETH/USDT:USDT');
    const minute = 60_000;
    store.importBars(
      eth,
      bars([
        [start, 1, 1, 1, 1, 1],
        [start + minute, 1, 1, 1, 1, 1],
        [start + 4 * minute, 1, 1, 1, 1, 1],
      ]),
    );
    expect(store.coverage()).toEqual([
      {
        kind: 'ticks',
        instrument: btc,
        ticks: 'trade',
        scale,
        count: 3,
        first: start,
        last: start + 3 * hour,
        bytes: expect.any(Number),
        gaps: [{ from: start + 2 * minute, to: start + 3 * hour }],
      },
      {
        kind: 'bars',
        instrument: eth,
        timeframe: '1m',
        side: 'trade',
        count: 3,
        first: start,
        last: start + 4 * minute,
        gaps: [{ from: start + 2 * minute, to: start + 4 * minute }],
        priceStep: '0.01',
        volumeStep: '0.1',
      },
    ]);
    expect(store.coverage(eth)).toHaveLength(1);
    store.close();
  });
});

describe('coverage of damaged data', () => {
  it('leaves out what cannot be read, and says so', () => {
    const store = Store.open(dir, { create: true });
    store.importTicks(btc, trades(tape(300)));
    const folder = join(dir, 'ticks/binance/BTC_USDT');
    writeFileSync(join(folder, '2024-02.trade.ticks'), 'nothing');
    const [found] = store.coverage();
    expect(found).toMatchObject({ first: tape(1)[0]![0], instrument: btc });
    expect(found?.last).toBeLessThan(Date.UTC(2024, 1, 1));
    expect(store.notices).toMatchObject([{ kind: 'header', file: join(folder, '2024-02.trade.ticks') }]);
    store.close();
  });

  it('finds gaps inside blocks and between them, with a damaged index too', () => {
    const hour = 3_600_000;
    const at = Date.UTC(2024, 1, 5);
    const times = [0, 59_999, 60_000, hour, 3 * hour - 1, 3 * hour, 9 * hour];
    const store = Store.open(dir, { create: true });
    store.importTicks(btc, trades(times.map((time) => [at + time, 1])));
    const gaps = [
      { from: at + hour + 60_000, to: at + 3 * hour - 60_000 },
      { from: at + 3 * hour + 60_000, to: at + 9 * hour },
    ];
    expect(store.coverage()).toMatchObject([{ gaps }]);
    const path = join(dir, 'ticks/binance/BTC_USDT/2024-02.trade.ticks');
    const bytes = readFileSync(path);
    bytes[bytes.length - 80]! ^= 1;
    writeFileSync(path, bytes);
    expect(store.verify()).toMatchObject([{ kind: 'index' }]);
    expect(store.coverage()).toMatchObject([{ gaps }]);
    expect(readTicks(store)).toHaveLength(times.length);
    expect(store.notices).toMatchObject([{ kind: 'index' }]);
    store.close();
  });
});

describe('verify', () => {
  it('lists every damage of a sealed file by its time range', () => {
    const store = Store.open(dir, { create: true });
    const ticks = tape(132_000, 2, 2);
    store.importTicks(btc, trades(ticks, { size: 10_000 }));
    const path = join(dir, 'ticks/binance/BTC_USDT/2024-01.trade.ticks');
    const file = TickFile.open(path);
    file.close();
    const bytes = readFileSync(path);
    for (const k of [0, 2]) bytes[file.entries[k]!.offset + file.entries[k]!.headLength + 9]! ^= 4;
    writeFileSync(path, bytes);
    const found = store.verify();
    expect(found.map(({ kind, from }) => [kind, from])).toEqual([
      ['block', ticks[0]![0]],
      ['block', ticks[131_072]![0]],
    ]);
    expectFault(() => readTicks(store), 'DATA_CORRUPT', '2024-01.trade.ticks', 'are damaged');
    store.close();
  });

  it('tells a header that is damaged or of another file', () => {
    const store = Store.open(dir, { create: true });
    store.importTicks(btc, trades(tape(10)));
    const folder = join(dir, 'ticks/binance/BTC_USDT');
    copyFileSync(join(folder, '2024-01.trade.ticks'), join(folder, '2024-03.trade.ticks'));
    writeFileSync(join(folder, '2024-04.trade.ticks'), 'nothing');
    expect(store.verify()).toMatchObject([
      { kind: 'header', file: join(folder, '2024-03.trade.ticks') },
      { kind: 'header', file: join(folder, '2024-04.trade.ticks') },
    ]);
    store.close();
  });
});

describe('a process that is killed in an import', () => {
  it('leaves what was stored before, and the next one cleans up', () => {
    const ticks = tape(60, 3, 5000);
    const store = Store.open(dir, { create: true });
    store.importTicks(btc, trades(ticks.slice(0, 20)));
    const before = tickFiles(dir);
    const script = `
      import { Store } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)};
      const ticks = ${JSON.stringify(ticks)};
      function* batches() {
        yield {
          count: ticks.length,
          time: Float64Array.from(ticks, (tick) => tick[0]),
          price: Float64Array.from(ticks, (tick) => tick[1]),
          lots: Float64Array.from(ticks, (tick) => tick[2]),
          side: Uint8Array.from(ticks, (tick) => tick[3]),
          line: Float64Array.from(ticks, (_, k) => k + 2),
        };
        process.kill(process.pid, 'SIGKILL');
      }
      const scale = { priceStep: '0.1', lotStep: '0.001' };
      const store = Store.open(${JSON.stringify(dir)});
      store.importTicks('binance:BTC/USDT', { kind: 'trade', scale, source: 'x.csv', batches: batches() });
    `;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    expect(readdirSync(join(dir, 'incoming')).length).toBeGreaterThan(0);
    expect(existsSync(join(dir, 'import.lock'))).toBe(true);
    expect(tickFiles(dir)).toEqual(before);
    Store.open(dir, { readonly: true }).close();
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
    expect(store.importTicks(btc, trades(ticks))).toMatchObject({ added: 40, alreadyStored: 20 });
    store.close();
  });
});
