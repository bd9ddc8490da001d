import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BarImport, ImportResult, TickImport } from '../../database/batch.ts';
import type { StoredInstrument } from '../../database/catalog.ts';
import { Grid } from '../../market/grid.ts';
import { SiisError } from '../../util/errors.ts';
import { runImport } from './import.ts';
import type { ImportOptions } from './import-options.ts';
import { type ImportReport, reportLines } from './report.ts';
import type { ImportStore } from './series-writer.ts';
import { zipOf } from '../../../test/support/zip-of.ts';

/** What came into the store, as text. */
interface Stored {
  readonly id: string;
  readonly what: string;
  readonly rows: string[];
}

/** Remembers what it is given. */
class Remembering implements ImportStore {
  readonly stored: Stored[] = [];
  readonly catalog = new Map<string, StoredInstrument>();
  instrument(id: StoredInstrument['id']): StoredInstrument | undefined {
    return this.catalog.get(id);
  }
  putInstrument(
    id: StoredInstrument['id'],
    spec: StoredInstrument['spec'],
    inferred: StoredInstrument['inferred'] = [],
  ): void {
    this.catalog.set(id, { id, spec, inferred });
  }
  importTicks(id: StoredInstrument['id'], ticks: TickImport): ImportResult {
    const price = new Grid(ticks.scale.priceStep);
    const lot = new Grid(ticks.scale.lotStep);
    const rows: string[] = [];
    for (const batch of ticks.batches) {
      for (let k = 0; k < batch.count; k++) {
        const second = batch.ask === undefined ? lot.toText(batch.lots[k]!) : price.toText(batch.ask[k]!);
        rows.push(
          [iso(batch.time[k]!), price.toText(batch.price[k]!), second, batch.side[k], `line ${batch.line[k]}`].join(
            ' ',
          ),
        );
      }
    }
    return this.#keep({ id, what: `${ticks.kind} ${ticks.scale.priceStep} ${ticks.scale.lotStep}`, rows });
  }
  importBars(id: StoredInstrument['id'], bars: BarImport): ImportResult {
    const price = new Grid(bars.priceStep);
    const lot = new Grid(bars.volumeStep);
    const rows: string[] = [];
    for (const { count, time, open, high, low, close, volume } of bars.batches) {
      for (let k = 0; k < count; k++) {
        const prices = [open, high, low, close].map((column) => price.toText(column[k]!));
        rows.push([iso(time[k]!), ...prices, lot.toText(volume[k]!)].join(' '));
      }
    }
    return this.#keep({ id, what: `${bars.timeframe} ${bars.side} ${bars.priceStep} ${bars.volumeStep}`, rows });
  }
  close(): void {}
  #keep(stored: Stored): ImportResult {
    this.stored.push(stored);
    return { added: stored.rows.length, alreadyStored: 0, first: 0, last: 0 };
  }
}

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

let folder = '';
let store = new Remembering();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-test-'));
  store = new Remembering();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Content = string | Uint8Array;

function put(name: string, content: Content): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function importText(
  content: Content,
  options: Partial<ImportOptions> & { name?: string } = {},
): Promise<ImportReport> {
  const { name = 'file.csv', ...rest } = options;
  return runImport(
    { files: [put(name, content)], data: join(folder, 'data'), instrument: 'binance:BTC/USDT', ...rest },
    () => store,
  );
}

/** The error of an import that has to fail and store nothing. */
async function failure(content: Content, options: Parameters<typeof importText>[1] = {}): Promise<string> {
  const error: unknown = await importText(content, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(store.stored).toEqual([]);
  if (!(error instanceof SiisError)) throw new Error(`expected a SiisError, came ${String(error)}`);
  return `${error.code} ${error.message.replaceAll(`${folder}/`, '')}`;
}

describe('what an import understands', () => {
  const bars = 'time,open,high,low,close,volume\n1700000000000,1,2,0.5,1.5,10\n1700000060000,1.5,1.5,1.25,1.25,0.125\n';
  const stored = ['2023-11-14T22:13:20Z 1 2 0.5 1.5 10', '2023-11-14T22:14:20Z 1.5 1.5 1.25 1.25 0.125'];

  it.each<[what: string, content: Content, options: Parameters<typeof importText>[1]]>([
    ['plain', bars, {}],
    ['gzip, whatever its name', gzipSync(bars), { name: 'plain.csv' }],
    ['gzip of two members', Buffer.concat([gzipSync(bars.slice(0, 40)), gzipSync(bars.slice(40))]), {}],
    ['zip', zipOf({ 'a.csv': bars }), {}],
    ['zip beside a readme', zipOf({ 'readme.txt': 'hello', '__MACOSX/a.csv': 'x', 'a.csv': bars }), {}],
    ['a byte order mark', `\uFEFF${bars}`, {}],
    ['CRLF', bars.replaceAll('\n', '\r\n'), {}],
    ['no line end at the end', bars.trimEnd(), {}],
    ['blank lines', bars.replaceAll('\n', '\n\n'), {}],
    ['semicolons', bars.replaceAll(',', ';'), {}],
    ['tabs', bars.replaceAll(',', '\t'), {}],
    ['quotes', bars.replace(/[^,\n]+/g, '"$&"'), {}],
    ['blanks around fields', bars.replaceAll(',', ' , '), {}],
    ['names in other words', bars.replace('time,open,high,low,close,volume', 'Open Time,O,H,L,C,base_volume'), {}],
    ['no header', bars.slice(bars.indexOf('\n') + 1), {}],
    ['columns named by hand', bars.slice(bars.indexOf('\n') + 1), { columns: 'ts,o,h,l,c,v' }],
    [
      'a header of other words',
      bars.replace('time,open,high,low,close,volume', 'a,b,c,d,e,f'),
      { columns: 't,o,h,l,c,v' },
    ],
    ['seconds', bars.replaceAll('000,1', ',1'), {}],
    ['microseconds', bars.replaceAll('0000,1', '0000000,1'), {}],
    [
      'ISO times',
      bars.replace('1700000000000', '2023-11-14T22:13:20').replace('1700000060000', '2023-11-14 22:14:20Z'),
      {},
    ],
    [
      'a zone',
      bars.replace('1700000000000', '2023-11-14 17:13:20').replace('1700000060000', '2023-11-14 17:14:20'),
      { timezone: 'America/New_York' },
    ],
    ['JSON arrays', '[[1700000000000,1,2,0.5,1.5,10],\n[1700000060000,1.5,1.5,1.25,1.25,0.125]]', { name: 'a.json' }],
    [
      'JSON objects in any order of keys',
      '[{"t":1700000000000,"o":"1","h":"2","l":"0.5","c":"1.5","v":"10","x":[1,{"y":"]"}],"n":"a\\",\\"b"},{"o":"1.5","t":1700000060000,"l":1.25,"h":1.50,"c":1.25,"v":0.125}]',
      {},
    ],
    [
      'JSON lines',
      '{"t":1700000000000,"o":1,"h":2,"l":0.5,"c":1.5,"v":10}\n{"t":1700000060000,"o":1.5,"h":1.5,"l":1.25,"c":1.25,"v":0.125}\n',
      {},
    ],
  ])('reads %s', async (_what, content, options) => {
    const report = await importText(content, options);
    expect(store.stored).toEqual([{ id: 'binance:BTC/USDT', what: '1m trade 0.01 0.001', rows: stored }]);
    expect(report).toMatchObject({ rows: 2, added: 2, alreadyStored: 0 });
  });

  it('reads every split of a file into chunks alike', async () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, k) => `${1_700_000_000_000 + k * 60_000},100.${k % 10},101,99.5,100,${k}.25`,
    );
    const report = await importText(`time,open,high,low,close,volume\n${lines.join('\n')}\n`);
    expect(report.rows).toBe(lines.length);
    const last = lines.length - 1;
    expect(store.stored[0]?.rows[last]).toBe(`${iso(1_700_000_000_000 + last * 60_000)} 100.9 101 99.5 100 39999.25`);
    expect(new Set(store.stored[0]?.rows).size).toBe(lines.length);
  });

  it.each<[what: string, content: Content, options: Parameters<typeof importText>[1], expected: Stored[]]>([
    [
      'HistData ticks, five hours behind UTC all year',
      '20200701 170000065,1.121200,1.121720,0\n20200701 170010447,1.12120,1.12192,0\n',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'quote 0.00001 1',
          rows: [
            '2020-07-01T22:00:00.065Z 1.1212 1.12172 0 line 1',
            '2020-07-01T22:00:10.447Z 1.1212 1.12192 0 line 2',
          ],
        },
      ],
    ],
    [
      'HistData minutes of the bid',
      '20120201 000000;1.3066;1.3067;1.3065;1.3066;0\n20120201 000100;1.3066;1.3066;1.3066;1.3066;0\n',
      { instrument: undefined, name: 'DAT_ASCII_EURUSD_M1_2012.csv' },
      [
        {
          id: 'histdata:EUR/USD',
          what: '1m bid 0.0001 1',
          rows: [
            '2012-02-01T05:00:00Z 1.3066 1.3067 1.3065 1.3066 0',
            '2012-02-01T05:01:00Z 1.3066 1.3066 1.3066 1.3066 0',
          ],
        },
      ],
    ],
    [
      'raw TrueFX, whose rows name the pair',
      'EUR/USD,20120101 21:00:00.123,1.29,1.3\n',
      { instrument: undefined },
      [{ id: 'truefx:EUR/USD', what: 'quote 0.01 1', rows: ['2012-01-01T21:00:00.123Z 1.29 1.3 0 line 1'] }],
    ],
    [
      'Binance trades of spot, in microseconds',
      '1,42000.01000000,0.50000000,21000.005,1735689600000123,True,True\n2,42000.00000000,0.00001000,0.42,1735689600000999,False,True\n',
      { instrument: undefined, name: 'BTCUSDT-trades-2025-01-01.csv' },
      [
        {
          id: 'binance:BTC/USDT',
          what: 'trade 0.01 0.00001',
          rows: ['2025-01-01T00:00:00Z 42000.01 0.5 2 line 1', '2025-01-01T00:00:00Z 42000 0.00001 1 line 2'],
        },
      ],
    ],
    [
      'Binance trades of futures, with a header',
      'id,price,qty,quote_qty,time,is_buyer_maker\n1,42000.1,0.5,21000.05,1735689600000,true\n',
      { instrument: undefined, name: 'BTCUSDT-trades-2025-01-01.csv' },
      [{ id: 'binance:BTC/USDT:USDT', what: 'trade 0.1 0.1', rows: ['2025-01-01T00:00:00Z 42000.1 0.5 2 line 2'] }],
    ],
    [
      'Binance aggregate trades',
      '1,42000.1,0.5,10,12,1735689600000,false,true\n',
      {},
      [{ id: 'binance:BTC/USDT', what: 'trade 0.1 0.1', rows: ['2025-01-01T00:00:00Z 42000.1 0.5 1 line 1'] }],
    ],
    [
      'a single monthly kline, whose close time tells the timeframe',
      '1704067200000,1,3,0.5,2,10.00,1706745599999,20,5,4,8,0\n',
      {},
      [{ id: 'binance:BTC/USDT', what: '1M trade 0.1 1', rows: ['2024-01-01T00:00:00Z 1 3 0.5 2 10'] }],
    ],
    [
      'Kraken trades',
      '1672531436.1234,90.540000,1.10448420\n1672531471,90.450000,1.00000000\n',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'trade 0.01 0.0000001',
          rows: ['2023-01-01T00:03:56.123Z 90.54 1.1044842 0 line 1', '2023-01-01T00:04:31Z 90.45 1 0 line 2'],
        },
      ],
    ],
    [
      'ccxt trades',
      '[[1570752011620,"1",null,"sell",0.00141342,23.0,0.03],[1570752011620,"2",null,"buy",1.4e-3,5e1,0.07]]',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'trade 0.00000001 1',
          rows: ['2019-10-11T00:00:11.620Z 0.00141342 23 2 line 1', '2019-10-11T00:00:11.620Z 0.0014 50 1 line 1'],
        },
      ],
    ],
    [
      'trades by header with a side',
      'Date,Price,Amount,Side\n2020-01-01 10:00:00.5,5,2,Buy\n2020-01-01 10:00:01,4.5,1,SELL\n2020-01-01 10:00:02,4.5,1,\n',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'trade 0.1 1',
          rows: [
            '2020-01-01T10:00:00.500Z 5 2 1 line 2',
            '2020-01-01T10:00:01Z 4.5 1 2 line 3',
            '2020-01-01T10:00:02Z 4.5 1 0 line 4',
          ],
        },
      ],
    ],
    [
      'MetaTrader bars, date and time apart',
      '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2020.01.02\t00:00:00\t1.1\t1.2\t1\t1.15\t7\t0\t3\n2020.01.02\t01:00:00\t1.1\t1.2\t1\t1.15\t7\t0\t3\n',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: '1h trade 0.01 1',
          rows: ['2020-01-02T00:00:00Z 1.1 1.2 1 1.15 0', '2020-01-02T01:00:00Z 1.1 1.2 1 1.15 0'],
        },
      ],
    ],
    [
      'Dukascopy ticks, the ask first',
      '[[1653635401258,7195.341,7188.569,0.0005,0.0005],[1653635401419,7196.311,7189.569,0.0005,0.0005]]',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'quote 0.001 1',
          rows: [
            '2022-05-27T07:10:01.258Z 7188.569 7195.341 0 line 1',
            '2022-05-27T07:10:01.419Z 7189.569 7196.311 0 line 1',
          ],
        },
      ],
    ],
    [
      'Dukascopy deltas of ticks',
      '{"timestamp":1783944000000,"multiplier":1.0E-5,"ask":1.14277,"bid":1.14273,"times":[93,104],"asks":[0,-2],"bids":[0,3],"askVolumes":[1,2],"bidVolumes":[3,4]}',
      {},
      [
        {
          id: 'binance:BTC/USDT',
          what: 'quote 0.00001 1',
          rows: [
            '2026-07-13T12:00:00.093Z 1.14273 1.14277 0 line 1',
            '2026-07-13T12:00:00.197Z 1.14276 1.14275 0 line 2',
          ],
        },
      ],
    ],
    [
      'Dukascopy deltas of bars, with a hole of one bar',
      '{"timestamp":1783641600000,"multiplier":1e-5,"open":1.14331,"high":1.14334,"low":1.14322,"close":1.14324,"shift":60000,"times":[0,2],"opens":[0,-8],"highs":[0,1],"lows":[0,-4],"closes":[0,9],"volumes":[197.1,104.85]}',
      { name: 'EUR-USD-BID.json' },
      [
        {
          id: 'binance:BTC/USDT',
          what: '1m bid 0.00001 0.01',
          rows: [
            '2026-07-10T00:00:00Z 1.14331 1.14334 1.14322 1.14324 197.1',
            '2026-07-10T00:02:00Z 1.14323 1.14335 1.14318 1.14333 104.85',
          ],
        },
      ],
    ],
    [
      'bars of the ask, by the name of the file',
      'timestamp,open,high,low,close\n2012-02-01 00:00:00+00:00,1.57608,1.57610,1.57585,1.57585\n2012-02-01 00:01:00+00:00,1.5,1.6,1.5,1.6\n',
      { name: 'gbpusd-m1-ask-2012.csv' },
      [
        {
          id: 'binance:BTC/USDT',
          what: '1m ask 0.00001 1',
          rows: ['2012-02-01T00:00:00Z 1.57608 1.5761 1.57585 1.57585 0', '2012-02-01T00:01:00Z 1.5 1.6 1.5 1.6 0'],
        },
      ],
    ],
  ])('reads %s', async (_what, content, options, expected) => {
    // The crossed delta tick is one of two rows.
    await importText(content, { allowCrossed: true, ...options });
    expect(store.stored).toEqual(expected);
  });

  it.each<[path: string, row: string, id: string, what: string, first: string]>([
    [
      'forex/fxcm/tick/eurusd/20140705_quote.zip',
      '3074,1.38756,1.38758',
      'fxcm:EUR/USD',
      'quote 0.00001 1',
      '2014-07-05T05:00:03.074Z 1.38756 1.38758 0 line 1',
    ],
    [
      'crypto/coinbase/tick/btcusd/20161007_trade.zip',
      '3074,611.5,0.25',
      'coinbase:BTC/USD',
      'trade 0.1 0.01',
      '2016-10-07T00:00:03.074Z 611.5 0.25 0 line 1',
    ],
    [
      'crypto/coinbase/tick/btcusd/20161007_quote.zip',
      '3074,611.5,9,611.6,8',
      'coinbase:BTC/USD',
      'quote 0.1 1',
      '2016-10-07T00:00:03.074Z 611.5 611.6 0 line 1',
    ],
    [
      'equity/usa/tick/ibm/20130705_trade.zip',
      '14430270.5,1815200,283,P,20002020,0',
      'usa:IBM',
      'trade 0.01 1',
      '2013-07-05T08:00:30.270Z 181.52 283 0 line 1',
    ],
    [
      'equity/usa/minute/ibm/20130105_trade.zip',
      '34200000,1815275,1815300,1815250,1815275,283',
      'usa:IBM',
      '1m trade 0.0001 1',
      '2013-01-05T14:30:00Z 181.5275 181.53 181.525 181.5275 283',
    ],
    [
      'equity/usa/daily/aapl.zip',
      '19980702 00:00,136300,162500,135000,162500,6315000',
      'usa:AAPL',
      '1d trade 0.01 1',
      '1998-07-02T04:00:00Z 13.63 16.25 13.5 16.25 6315000',
    ],
    [
      'crypto/binance/hour/btcusdt_trade.zip',
      '20180501 01:00,9246.01,9248.99,8934.44,8955.01,5263.7',
      'binance:BTC/USDT',
      '1h trade 0.01 0.1',
      '2018-05-01T01:00:00Z 9246.01 9248.99 8934.44 8955.01 5263.7',
    ],
    [
      'cfd/oanda/minute/xauusd/20140505_quote.zip',
      '60000,1300.3,1300.9,1300.2,1300.8,5,1301.3,1301.9,1301.2,1301.8,6',
      'oanda:XAU/USD',
      '1m bid 0.1 1',
      '2014-05-05T00:01:00Z 1300.3 1300.9 1300.2 1300.8 0',
    ],
    [
      'cryptofuture/bybit/minute/btcusdt/20221213_trade.zip',
      '0,1,2,1,2,5',
      'bybit:BTC/USDT:USDT',
      '1m trade 1 1',
      '2022-12-13T00:00:00Z 1 2 1 2 5',
    ],
  ])('reads LEAN %s by its path', async (path, row, id, what, first) => {
    await importText(zipOf({ 'inside.csv': `${row}\n` }), { name: path, instrument: undefined });
    expect(store.stored[0]).toEqual({ id, what, rows: [first] });
  });

  it('stores the bid and the ask of LEAN quote bars, and no bar for a side without quotes', async () => {
    const rows = '0,1,2,1,2,5,3,4,3,4,6\n60000,,,,,,3,4,3,4,6\n120000,1,2,1,2,5,3,4,3,4,6\n';
    const report = await importText(zipOf({ 'a.csv': rows }), {
      name: 'forex/oanda/minute/eurusd/20140505_quote.zip',
      instrument: undefined,
    });
    expect(store.stored.map(({ what, rows: each }) => [what, each.length])).toEqual([
      ['1m bid 1 1', 2],
      ['1m ask 1 1', 3],
    ]);
    expect(report).toMatchObject({ rows: 3, added: 5 });
  });

  it('needs the zone of a LEAN market it does not know', async () => {
    const content = zipOf({ 'a.csv': '0,1,2,1,2,5\n' });
    const name = 'forex/mars/minute/eurusd/20140505_trade.zip';
    expect(await failure(content, { name, instrument: undefined })).toContain('give it with --timezone');
    store.stored.length = 0;
    await importText(content, { name, instrument: undefined, timezone: 'UTC+1' });
    expect(store.stored[0]?.rows).toEqual(['2014-05-04T23:00:00Z 1 2 1 2 5']);
  });

  it('imports the entries of a zip one by one, in order of time', async () => {
    const content = zipOf({
      'b.csv': '1700000120000,3,3,3,3,1\n1700000180000,3,3,3,3,1\n',
      'a.csv': '1700000000000,1,1,1,1,1\n1700000060000,2.5,2.5,2.5,2.5,1\n',
    });
    const report = await importText(content, { name: 'two.zip' });
    expect(store.stored.map(({ rows }) => rows[0])).toEqual([
      '2023-11-14T22:13:20Z 1 1 1 1 1',
      '2023-11-14T22:15:20Z 3 3 3 3 1',
    ]);
    expect(new Set(store.stored.map(({ what }) => what))).toEqual(new Set(['1m trade 0.1 1']));
    expect(report.files.map(({ file }) => file.replace(`${folder}/`, ''))).toEqual(['two.zip!b.csv', 'two.zip!a.csv']);
  });
});

describe('what an import refuses', () => {
  const header = 'time,open,high,low,close,volume\n';
  const good = '1700000000000,1,2,0.5,1.5,10\n';

  it.each<[what: string, row: string, message: string]>([
    ['a price that is no number', '1700000060000,NaN,2,1,1,1', '3: open: expected a number, came NaN'],
    ['an empty price', '1700000060000,1,2,,1,1', '3: low: expected a number, came nothing'],
    ['a price of zero', '1700000060000,1,2,0,1,1', '3: low: expected a price above 0, came 0'],
    ['a negative price', '1700000060000,1,2,-1,1,1', '3: low: expected a price above 0, came -1'],
    ['a price in words', '1700000060000,1,2,one,1,1', '3: low: expected a number, came one'],
    ['a decimal comma', '1700000060000,1,2,"1,5",1,1', '3: low: expected a number, came 1,5'],
    ['a high below the low', '1700000060000,1,1,2,1,1', '3: high: expected at least the low 2, came 1'],
    [
      'an open above the high',
      '1700000060000,3,2,1,1,1',
      '3: open: expected a price from the low 1 to the high 2, came 3',
    ],
    [
      'a close below the low',
      '1700000060000,1.5,2,1,0.9,1',
      '3: close: expected a price from the low 1 to the high 2, came 0.9',
    ],
    ['a negative volume', '1700000060000,1,2,1,1,-1', '3: volume: expected a number of 0 or more, came -1'],
    ['an empty volume', '1700000060000,1,2,1,1,', '3: volume: expected a number, came nothing'],
    ['a missing column', '1700000060000,1,2,1,1', '3: expected 6 columns, came 5'],
    ['a column too many', '1700000060000,1,2,1,1,1,1', '3: expected 6 columns, came 7'],
    [
      'the time of the bar before',
      '1700000000000,1,2,1,1,1',
      '3: time: expected one bar a time, came 2023-11-14T22:13:20.000Z twice',
    ],
    [
      'time that runs backwards',
      '1699999940000,1,2,1,1,1',
      '3: time: expected 2023-11-14T22:13:20.000Z or later, came 2023-11-14T22:12:20.000Z',
    ],
    ['a time that is none', 'soon,1,2,1,1,1', '3: time: expected a time, came "soon"'],
    ['no time', ',1,2,1,1,1', '3: time: expected a time, came ""'],
    [
      'a time in another unit',
      '1700000060,1,2,1,1,1',
      '3: time: expected a time from 1970-01-02 to 2099, came "1700000060" (1970-01-20',
    ],
    ['a time after 2099', '4102444800000,1,2,1,1,1', '3: time: expected a time from 1970-01-02 to 2099'],
    ['a quote that is not closed', '1700000060000,1,"2,1,1,1', '3: a quote is opened and not closed'],
    [
      'more digits than can be counted',
      '1700000060000,1,99999999999999999999,1,1,1',
      '3: high: expected a number, came 99999999999999999999',
    ],
  ])('refuses %s', async (_what, row, message) => {
    if (row.startsWith('1700000060,')) {
      expect(await failure(`${header}${good}${row}\n`)).toMatch(/^DATA_INVALID file\.csv:3: time: expected/);
    } else {
      expect(await failure(`${header}${good}${row}\n`)).toContain(`DATA_INVALID file.csv:${message}`);
    }
  });

  it('names the line in the last of many chunks, and stores nothing before it', async () => {
    const lines = Array.from({ length: 70_000 }, (_, k) => `${1_700_000_000_000 + k * 60_000},100,101,99.5,100,1`);
    lines[66_665] = '1704000000000,100,101,99.5,102,1';
    lines.length = 66_666;
    const text = `${header}${lines.join('\n')}\n`;
    expect(await failure(text)).toContain('DATA_INVALID file.csv:66667: close: expected');
    expect(await failure(gzipSync(text), { name: 'x.csv.gz' })).toContain(
      'DATA_INVALID x.csv.gz:66667: close: expected',
    );
    expect(await failure(zipOf({ 'in.csv': text }), { name: 'x.zip' })).toContain(
      'DATA_INVALID x.zip!in.csv:66667: close: expected',
    );
  });

  it('stores no file of several when the last one is wrong', async () => {
    const one = put('one.csv', `${header}${good}1700000060000,1,1,1,1,1\n`);
    const two = put('two.csv', `${header}1700000120000,1,1,1,1,1\n1700000180000,1,1,1,2,1\n`);
    await expect(
      runImport({ files: [one, two], data: join(folder, 'data'), instrument: 'a1:B/USD' }, () => store),
    ).rejects.toThrow('two.csv:3');
    expect(store.stored).toEqual([]);
  });

  it.each<[what: string, content: Content, options: Parameters<typeof importText>[1], message: string]>([
    ['an empty file', '', {}, 'DATA_INVALID file.csv: the file is empty'],
    ['a file of blanks', ' \n\n', {}, 'DATA_INVALID file.csv: the file is empty'],
    ['a header and nothing else', header, {}, 'there are no rows'],
    ['an empty JSON list', '[]', {}, 'there are no rows'],
    [
      'a truncated gzip',
      gzipSync(header + good.repeat(9)).subarray(0, 40),
      {},
      'DATA_INVALID file.csv: the packed data end in the middle: the file is truncated',
    ],
    [
      'a damaged gzip',
      damaged(gzipSync(header + good.repeat(9)), 20),
      {},
      'DATA_INVALID file.csv: the packed data are damaged',
    ],
    [
      'a truncated zip',
      zipOf({ 'a.csv': header + good }).subarray(0, 60),
      {},
      'DATA_INVALID file.csv: the zip is damaged or truncated',
    ],
    ['a zip without files', zipOf({}), {}, 'DATA_INVALID file.csv: the zip holds no file'],
    [
      'a zip whose content does not match its checksum',
      zipOf({ 'a.csv': header + good }, 7),
      {},
      'DATA_INVALID file.csv!a.csv: the zip is damaged: the checksum',
    ],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), {}, 'expected text, gzip or zip, came xz'],
    ['UTF-16', Buffer.from('\uFEFFtime,open', 'utf16le'), {}, 'expected text, gzip or zip, came UTF-16'],
    ['binary data', Buffer.from([1, 2, 0, 3]), {}, 'expected text, came binary data'],
    ['truncated JSON', '[[1700000000000,1,2,0.5,1.5,10],[17000', {}, 'the JSON ends in the middle'],
    ['JSON that is no list of rows', '[1,2,3]', {}, 'expected an array or object a row'],
    ['truncated Dukascopy deltas', '{"timestamp":1,"multiplier":1e-5,', {}, 'the JSON is damaged or truncated'],
    [
      'Dukascopy deltas of unequal length',
      '{"timestamp":1783944000000,"multiplier":1e-5,"ask":1,"bid":1,"times":[1,2],"asks":[0,0],"bids":[0]}',
      {},
      'expected 2 values in every list, came 1',
    ],
    ['an unknown table', 'a,b\nx,y\n', {}, 'the format is not known: '],
    ['a wrong --format', header + good, { format: 'histdata' }, 'this is no histdata file: the time is not'],
    ['columns without a time', 'open,high,low,close\n1,1,1,1\n', {}, 'have no time'],
    [
      'columns that are nothing',
      'time,foo\n1700000000000,1\n',
      {},
      'are no bars (open, high, low, close), quotes (bid, ask) or trades (price, quantity)',
    ],
    [
      '--columns that do not fit',
      good,
      { columns: 'time,open,high,low,close' },
      '--columns names 5 columns, the file has 6',
    ],
    ['--columns nobody knows', good, { columns: 'time,open,high,low,close,moon' }, 'unknown column "moon"'],
    ['one bar of no timeframe', header + good, {}, 'one bar does not tell its timeframe: give it with --timeframe'],
    [
      'bars closer than their timeframe',
      `${header}${good}1700000060000,1,1,1,1,1\n`,
      { timeframe: '5m' },
      'the bars stand 1m apart, which is less than a timeframe of 5m',
    ],
    [
      'bars at an odd distance',
      `${header}${good}1700000000500,1,1,1,1,1\n`,
      {},
      'bars 0.5 s apart are of no timeframe',
    ],
    [
      'prices between two given steps',
      `${header}${good}1700000060000,1.25,1.25,1.25,1.25,1\n`,
      { priceStep: '0.1' },
      'file.csv:3: open: expected a multiple of --price-step 0.1, came 1.25',
    ],
    [
      'volumes between two given steps',
      `${header}${good}1700000060000,1,1,1,1,1.5\n`,
      { lotStep: '1' },
      'file.csv:3: volume: expected a multiple of --lot-step 1, came 1.5',
    ],
    [
      'ticks of more steps than a tape counts',
      'time,price,amount\n1700000000000,42000.1234567,1\n',
      {},
      'give a coarser --price-step',
    ],
    [
      'equity quote ticks',
      zipOf({ 'a.csv': '1,2,3,0,0,D,1,0\n' }),
      { name: 'equity/usa/tick/ibm/20131007_quote.zip' },
      'import the quote bars instead',
    ],
  ])('refuses %s', async (_what, content, options, message) => {
    expect(await failure(content, options)).toContain(message);
  });

  it('asks for the columns when a file without header contradicts their usual order', async () => {
    const bitfinex = '1451606400000,429.17,429.17,429.17,429.17,1.6\n1451606460000,429.17,429.18,429.18,429.17,16.1\n';
    expect(await failure(bitfinex)).toMatch(/^DATA_INVALID file\.csv:2: open: .*name the columns with --columns/);
    await importText(bitfinex, { columns: 'ts,open,CLOSE,HIGH,LOW,volume' });
    expect(store.stored[0]?.rows[1]).toBe('2016-01-01T00:01:00Z 429.17 429.18 429.17 429.18 16.1');
  });

  const crossed = (share: number, ask: string): string =>
    `time,bid,ask\n${Array.from({ length: 20 }, (_, k) => `${1_700_000_000_000 + k},1.1000,${k < share ? ask : '1.1001'}`).join('\n')}\n`;

  it('keeps a few slightly crossed quotes and says so', async () => {
    const report = await importText(crossed(4, '1.0999'));
    expect(report.files[0]?.notes).toEqual(['4 quotes are crossed (bid above ask) and kept as they are']);
  });

  it.each([
    ['many crossed quotes', crossed(5, '1.0999'), 5],
    ['a deeply crossed quote', crossed(1, '1.09'), 1],
  ])('refuses %s unless told to take them', async (_what, content, count) => {
    const message = await failure(content);
    expect(message).toContain('DATA_INVALID file.csv:2: bid: expected at most the ask');
    expect(message).toContain(`${count} of 20 rows are crossed; are the columns swapped? --allow-crossed takes them`);
    expect((await importText(content, { allowCrossed: true })).rows).toBe(20);
  });

  it('takes equal times of ticks, and a bid that equals the ask', async () => {
    await importText('time,bid,ask\n1700000000000,1,1\n1700000000000,1,1\n');
    expect(store.stored[0]?.rows).toHaveLength(2);
    store.stored.length = 0;
    expect(await failure('time,bid,ask\n1700000000001,1,1\n1700000000000,1,1\n')).toContain(
      'file.csv:3: time: expected',
    );
  });

  it('names the row of a list that stands on one line', async () => {
    expect(await failure('[[1700000000000,1,2,0.5,1.5,10],[1700000060000,1,2,3,1.5,10]]')).toContain(
      'file.csv:1: row 2: high: expected at least the low 3',
    );
    expect(await failure('[[1700000000000,1,2,0.5,1.5,10],\n\n[1700000060000,1,2,3,1.5,10]]')).toContain(
      'file.csv:3: row 2: high',
    );
  });

  it('does not mix files of several instruments', async () => {
    const files = ['eurusd', 'gbpusd'].map((symbol) =>
      put(`forex/oanda/tick/${symbol}/20140505_quote.zip`, zipOf({ 'a.csv': '1,1,1\n' })),
    );
    const options = { files, data: join(folder, 'data') };
    await expect(runImport({ ...options, instrument: 'oanda:EUR/USD' }, () => store)).rejects.toThrow(
      'expected files of one instrument',
    );
    await runImport(options, () => store);
    expect(store.stored.map(({ id }) => id)).toEqual(['oanda:EUR/USD', 'oanda:GBP/USD']);
  });

  it.each<[what: string, options: Partial<ImportOptions>, message: string]>([
    ['no file', { files: [] }, 'USAGE: expected files to import'],
    ['a missing file', { files: ['/nowhere/x.csv'] }, 'FILE_NOT_FOUND: no such file: /nowhere/x.csv'],
    ['an unknown format', { format: 'excel' }, 'USAGE: unknown format excel: expected auto, histdata'],
    ['an instrument without venue', { instrument: 'BTC' }, 'INSTRUMENT_INVALID: expected an instrument such as'],
    [
      'no instrument',
      { instrument: undefined },
      'USAGE: F: expected --instrument: the file does not tell what it is of',
    ],
    ['a timeframe that is none', { timeframe: '5x' }, 'USAGE: --timeframe: expected a number and'],
    ['a zone that is none', { timezone: 'Mars' }, 'USAGE: --timezone: expected'],
    ['a step that is none', { priceStep: '-1' }, 'USAGE: --price-step: expected a number above 0'],
    ['a side that is none', { side: 'mid' }, 'USAGE: --side: expected trade, bid or ask'],
  ])('refuses %s', async (_what, options, message) => {
    const file = put('f.csv', header + good);
    const error: unknown = await runImport(
      { files: [file], data: join(folder, 'data'), instrument: 'a1:B/USD', ...options },
      () => store,
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SiisError);
    expect(error instanceof SiisError && `${error.code}: ${error.message}`.replace(file, 'F')).toContain(message);
  });

  it('says what was stored when a later file contradicts the store', async () => {
    const files = ['1', '2'].map((day) => put(`${day}.csv`, `time,price,amount\n17000${day}0000000,1,1\n`));
    const importTicks = store.importTicks.bind(store);
    store.importTicks = (id, ticks) => {
      if (ticks.source.endsWith('2.csv'))
        throw new SiisError('DATA_INVALID', 'stored ticks differ', { file: ticks.source, line: 2 });
      return importTicks(id, ticks);
    };
    const error: unknown = await runImport(
      { files, data: join(folder, 'data'), instrument: 'a1:B/USD' },
      () => store,
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DATA_INVALID', place: { file: files[1], line: 2 } });
    expect(String(error)).toContain('2.csv:2: stored ticks differ; the files before it were stored (1 rows)');
    expect(store.catalog.size).toBe(1);
  });

  it('answers any damage with success or an error that names the file', async () => {
    const whole = [
      Buffer.from(`${header}${good}1700000060000,1,1,1,1,1\n`),
      Buffer.from('[[1700000000000,"1",null,"sell",0.5,23.0,0.03],[1700000000001,"2",null,"buy",0.5,2,0.07]]'),
      Buffer.from('[{"t":1700000000000,"o":"1","h":"2","l":"0.5","c":"1.5","v":"10"}]'),
      Buffer.from(
        '{"timestamp":1783944000000,"multiplier":1.0E-5,"ask":1.1,"bid":1.1,"times":[93],"asks":[0],"bids":[0]}',
      ),
      Buffer.from('20200701 170000065,1.121200,1.121720,0\n'),
      gzipSync(`${header}${good}`),
      zipOf({ 'a.csv': `${header}${good}` }),
    ];
    const edit = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('change', 'cut', 'insert'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (bytes, edits) => {
          const content = edits.reduce(edited, bytes);
          const error: unknown = await importText(content, { timeframe: '1m', allowCrossed: true }).catch(
            (thrown: unknown) => thrown,
          );
          if (error instanceof Error) expect(String(error)).toMatch(/^SiisError: .*file\.csv/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stops when it is told to, before anything is stored', async () => {
    const stop = new AbortController();
    const text = `${header}${good}1700000060000,1,1,1,1,1\n`;
    stop.abort();
    expect(await failure(text, { signal: stop.signal })).toBe('INTERRUPTED the import was stopped; nothing was stored');
  });
});

function edited(bytes: Buffer, [place, byte, how]: [number, number, string]): Buffer {
  const at = place % (bytes.length + 1);
  const rest = bytes.subarray(how === 'change' ? at + 1 : at);
  return how === 'cut' ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), rest]);
}

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 0xff;
  return copy;
}

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
