import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Store } from '../../database/store.ts';
import { runImport } from './import.ts';
import type { ImportReport } from './report.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function importText(text: string, instrument = 'deribit:BTC/USD:USD', name = 'f.csv'): Promise<ImportReport> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return runImport({ files: [file], data: join(folder, 'data'), instrument });
}

describe('order books', () => {
  it.each([
    ['changes with a snapshot flag', 'timestamp,is_snapshot,side,price,amount\n1585699200245,true,ask,6421.5,18640\n'],
    ['changes with update ids', 'timestamp,first_update_id,last_update_id,side,price,qty\n1667346579146,1,2,b,2,1\n'],
    ['update types', 'timestamp,side,update_type,price,qty\n1667346579146,b,snap,20377,1.77\n'],
    ['levels as columns', 'timestamp,asks[0].price,asks[0].amount,bids[0].price\n1598918403696000,11657.08,1,2\n'],
    ['a snapshot as JSON', '{"lastUpdateId":1,"bids":[["1","2"]],"asks":[["2","2"]]}\n'],
    ['messages of a venue', '{"topic":"orderbook.500.XRPUSDT","ts":1733011200691,"data":{"s":"X","b":[["1","2"]]}}\n'],
    ['depth updates', '{"e":"depthUpdate","E":1733011200691,"b":[["1","2"]],"a":[["3","1"]]}\n'],
  ])('are refused: %s', async (_what, text) => {
    await expect(importText(text)).rejects.toThrow(
      /f\.csv: expected ticks or bars, came an order book \(.+\); siis keeps/,
    );
    expect(() => Store.open(join(folder, 'data'), { create: false })).toThrow();
  });

  it('are not seen in trades or quotes', async () => {
    const quotes =
      'exchange,symbol,timestamp,ask_amount,ask_price,bid_price,bid_amount\nx,y,1588291201099000,1,3,2,1\n';
    expect(await importText(quotes)).toMatchObject({ added: 1 });
  });
});

describe('what rows say they are of', () => {
  const head = 'exchange,symbol,timestamp,side,price,amount\n';
  const row = (exchange: string, symbol: string, second: number): string =>
    `${exchange},${symbol},${1_585_699_200 + second},buy,6421.5,1\n`;

  it('may not differ in symbol', async () => {
    const text = `${head}${row('deribit', 'BTC-PERP', 0)}${row('deribit', 'BTC-PERP', 1)}${row('deribit', 'ETH-PERP', 2)}`;
    await expect(importText(text)).rejects.toThrow(
      'f.csv:4: symbol: expected BTC-PERP as in line 2, came ETH-PERP: a file is of one instrument; split it by symbol',
    );
  });

  it('may not differ in exchange, nor in a name of the same beginning', async () => {
    const exchange = `${head}${row('deribit', 'A', 0)}${row('bitmex', 'A', 1)}`;
    await expect(importText(exchange)).rejects.toThrow('f.csv:3: exchange: expected deribit as in line 2, came bitmex');
    const longer = `${head}${row('d', 'A', 0)}${row('d', 'AB', 1)}`;
    await expect(importText(longer)).rejects.toThrow('f.csv:3: symbol: expected A as in line 2, came AB');
  });

  it('may not differ in JSON', async () => {
    const rows = ['A', 'B'].map((symbol, k) => ({ symbol, time: 1_585_699_200 + k, price: 1, amount: 1 }));
    await expect(importText(JSON.stringify(rows))).rejects.toThrow('symbol: expected A as in line 1, came B');
  });

  it('may not differ in the pairs of TrueFX', async () => {
    const text = 'EUR/USD,20120101 21:00:00.123,1.29,1.30\nGBP/USD,20120101 21:00:00.124,1.29,1.30\n';
    await expect(importText(text, 'truefx:EUR/USD')).rejects.toThrow(
      'pair: expected EUR/USD as in line 1, came GBP/USD',
    );
  });

  it.each([
    [
      'another symbol',
      row('', '', 0) + row('deribit', 'ETH-PERPETUAL', 1) + row('deribit', 'ETH-PERPETUAL', 2),
      'f.csv:3: expected symbol of deribit:BTC/USD:USD, 2 rows say ETH-PERPETUAL (column symbol)',
    ],
    [
      'another venue',
      row('bitmex', 'BTC-PERP', 0),
      'f.csv:2: expected venue of deribit:BTC/USD:USD, 1 row says bitmex (column exchange)',
    ],
  ])('is warned of where it is not the instrument: %s', async (_what, text, warning) => {
    const { notes, warnings } = (await importText(head + text)).files[0]!;
    expect(notes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`${warning}; stored as deribit:BTC/USD:USD`)]);
  });

  it.each([
    ['deribit', 'BTC-PERP', 'deribit:BTC/USD:USD'],
    ['DERIBIT', 'btcusd', 'deribit:BTC/USD:USD'],
    ['binance-futures', 'BTCUSDT', 'binance:BTC/USDT:USDT'],
    ['', '', 'binance:BTC/USDT'],
  ])('is not warned of where it fits: %s %s for %s', async (exchange, symbol, instrument) => {
    const report = await importText(head + row(exchange, symbol, 0), instrument);
    expect(report.files[0]!.warnings).toEqual([]);
  });
});

describe('the kind that a name tells', () => {
  it.each([
    ['cme:6EH4', 'future'],
    ['cme:ESZ25', 'future'],
    ['nasdaq:GOOG', 'equity'],
    ['nasdaq:BRK.B', 'equity'],
  ])('%s is a %s', async (instrument, kind) => {
    const { instruments } = await importText('time,price,amount\n1700000000,10,1\n', instrument);
    expect(instruments.join()).toContain(` is new: ${kind},`);
  });
});
