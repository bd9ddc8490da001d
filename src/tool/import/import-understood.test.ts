import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../../test/support/zip-of.ts';
import {
  type Content,
  importText,
  folder,
  store,
  type Stored,
  iso,
  failure,
  useImports,
} from '../../../test/support/import-rig.ts';

useImports();

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
      'HistData minutes of a quiet market, by their name',
      '20120201 000000;1;1;1;1;0\n20120201 000200;1;1;1;1;0\n',
      { instrument: undefined, name: 'DAT_ASCII_EURUSD_M1_2012.csv' },
      [
        {
          id: 'histdata:EUR/USD',
          what: '1m bid 1 1',
          rows: ['2012-02-01T05:00:00Z 1 1 1 1 0', '2012-02-01T05:02:00Z 1 1 1 1 0'],
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
