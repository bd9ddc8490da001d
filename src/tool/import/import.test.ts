import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredInstrument } from '../../database/catalog.ts';
import { runImport } from './import.ts';
import { reportLines } from './report.ts';
import { importText, put, folder, store, useImports } from '../../../test/support/import-rig.ts';

useImports();

describe('what an import tells', () => {
  const trades = 'time,price,amount\n1700000000000,42000.5,0.25\n1700007200000,42000,1\n';

  it('adds an unknown instrument to the catalog with the steps it saw', async () => {
    const report = await importText(trades);
    expect(store.catalog.get('binance:BTC/USDT')).toMatchObject({
      spec: { kind: 'spot', tickSize: '0.1', lotSize: '0.01' },
      inferred: ['kind', 'tickSize', 'lotSize'],
    });
    expect(report.instruments).toEqual([
      'binance:BTC/USDT is new: spot, tick size 0.1, lot size 0.01 (kind, tickSize, lotSize inferred)',
    ]);
  });

  it.each([
    ['binance:BTC/USDT:USDT', 'perpetual', '0.00000001'],
    ['fxcm:EUR/USD', 'forex', '1'],
    ['oanda:XAUUSD', 'cfd', '0.01'],
    ['nasdaq:GOOG', 'equity', '1'],
  ])('guesses kind and lot of %s, of which it has quotes only', async (instrument, kind, lotSize) => {
    await importText('time,bid,ask\n1700000000000,1,1.5\n', { instrument });
    expect([...store.catalog.values()][0]?.spec).toEqual({ kind, tickSize: '0.1', lotSize });
  });

  it('does not call given steps inferred', async () => {
    await importText(trades, { priceStep: '0.25', lotStep: '0.05' });
    expect([...store.catalog.values()][0]).toMatchObject({
      spec: { tickSize: '0.25', lotSize: '0.05' },
      inferred: ['kind'],
    });
    expect(store.stored[0]?.what).toBe('trade 0.25 0.05');
  });

  it('keeps the steps of a known instrument that all rows lie on', async () => {
    mkdirSync(join(folder, 'data'));
    store.catalog.set('binance:BTC/USDT', {
      id: 'binance:BTC/USDT' as StoredInstrument['id'],
      spec: { tickSize: '0.25', lotSize: '0.05' },
      inferred: [],
    });
    await importText(trades);
    expect(store.stored[0]?.what).toBe('trade 0.25 0.05');
  });

  it('makes guessed steps finer, and leaves told ones alone', async () => {
    mkdirSync(join(folder, 'data'));
    const id = 'binance:BTC/USDT' as StoredInstrument['id'];
    store.catalog.set(id, { id, spec: { tickSize: '0.25', lotSize: '0.5' }, inferred: ['tickSize'] });
    const report = await importText('time,price,amount\n1700000000000,42000.3,0.2\n');
    expect(store.stored[0]?.what).toBe('trade 0.01 0.1');
    expect(store.catalog.get(id)?.spec).toEqual({ tickSize: '0.01', lotSize: '0.5' });
    expect(report.instruments).toEqual(['binance:BTC/USDT: tick size 0.25 becomes 0.01']);
  });

  it('leaves the tick size alone that a venue told, however fine the data are', async () => {
    mkdirSync(join(folder, 'data'));
    const id = 'binance:BTC/USDT' as StoredInstrument['id'];
    store.catalog.set(id, { id, spec: { tickSize: '0.5', lotSize: '0.01' }, inferred: [] });
    const report = await importText(trades.replace('42000.5', '42000.25'));
    expect(store.stored[0]?.what).toBe('trade 0.01 0.01');
    expect(store.catalog.get(id)?.spec.tickSize).toBe('0.5');
    expect(report.instruments).toEqual([]);
  });

  it('gives all files of a series the same steps', async () => {
    const files = ['1.5', '1.25', '1'].map((price, k) =>
      put(`${k}.csv`, `time,price,amount\n170000000000${k},${price},1\n`),
    );
    await runImport({ files, data: join(folder, 'data'), instrument: 'a1:B/USD' }, () => store);
    expect(store.stored.map(({ what }) => what)).toEqual(['trade 0.01 1', 'trade 0.01 1', 'trade 0.01 1']);
  });

  it('rounds volumes that are too long to be counted, and says so', async () => {
    const report = await importText(
      'time,open,high,low,close,volume\n1700000000000,1,1,1,1,9999999999\n1700000060000,1,1,1,1,0.12345678\n',
    );
    expect(store.stored[0]?.rows[1]).toBe('2023-11-14T22:14:20Z 1 1 1 1 0.12346');
    expect(report.files[0]?.notes).toEqual([
      'bars begin at 2023-11-14T22:13:20Z, as those of a session do, not where 1m bars of UTC do; kept so',
      'volumes are rounded to 0.00001: finer digits of such large numbers cannot be counted',
    ]);
  });

  it('counts gaps, and prints a line a series', async () => {
    const text =
      'time,open,high,low,close,volume\n1700000000000,1,1,1,1,1\n1700000060000,1,1,1,1,1\n1700000120000,1,1,1,1,1\n1700000300000,1,1,1,1,1\n';
    const lines = reportLines(await importText(text)).map((line) => line.replace(`${folder}/`, ''));
    expect(lines).toEqual([
      'binance:BTC/USDT is new: spot, tick size 1, lot size 1 (kind, tickSize, lotSize inferred)',
      'file.csv: csv, binance:BTC/USDT',
      '  1m bars: 4 rows, 4 added, 0 already stored, 1970-01-01T00:00:00Z … 1970-01-01T00:00:00Z, 1 gap',
      '  note: bars begin at 2023-11-14T22:13:20Z, as those of a session do, not where 1m bars of UTC do; kept so',
    ]);
    expect((await importText(trades)).files[0]?.gaps).toBe(1);
  });

  it('notes month-end labels', async () => {
    const report = await importText(
      'date,open,high,low,close\n2012-01-31,1,1,1,1\n2012-02-29,1,1,1,1\n2012-03-31,1,1,1,1\n',
    );
    expect(report.files[0]?.series[0]?.timeframe).toBe('1M');
    expect(report.files[0]?.notes[0]).toContain('month ends (2012-01-31)');
  });

  it('counts what it read on the way', async () => {
    let bytes = 0;
    await importText(trades, { onProgress: (_file, count) => (bytes += count) });
    expect(bytes).toBe(trades.length);
  });
});
