import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Coverage } from '../../database/coverage.ts';
import { timeframe } from '../../market/timeframe.ts';
import type { ImportOptions } from '../import/import-options.ts';
import { runImport } from '../import/import.ts';
import { chooseSource } from './choose-source.ts';
import { type ExportOptions, runExport } from './export.ts';
import { StepText } from './step-text.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const data = (): string => join(folder, 'data');

async function put(text: string, options: Partial<ImportOptions> = {}): Promise<void> {
  const file = join(folder, 'file.csv');
  writeFileSync(file, text);
  await runImport({ files: [file], data: data(), instrument: 'binance:BTC/USDT', ...options });
}

function exported(options: Partial<ExportOptions>): string {
  return [...runExport({ data: data(), instrument: 'binance:BTCUSDT', ...options })].join('');
}

const minute = 60_000;
/** 2023-11-14T22:15Z, the start of 5, 15 minutes. */
const start = 1_700_000_100_000;
const bars = [
  '0.1,0.3,0.05,0.2,1',
  '0.2,0.2,0.2,0.2,0.5',
  '0.2,0.9,0.2,0.8,2',
  '0.8,0.8,0.7,0.7,1',
  '0.7,0.7,0.6,0.65,1',
  '0.65,1,0.65,0.9,10',
];
const barFile = `time,open,high,low,close,volume\n${bars.map((row, k) => `${start + k * minute},${row}`).join('\n')}\n`;

describe('export of bars', () => {
  it('writes stored bars as exact decimals', async () => {
    await put(barFile);
    expect(exported({ bars: '1m', to: start + 2 * minute })).toBe(
      `time,open,high,low,close,volume\n${start},0.1,0.3,0.05,0.2,1\n${start + minute},0.2,0.2,0.2,0.2,0.5\n`,
    );
  });

  it('makes coarser bars, the last one of what is there', async () => {
    await put(barFile);
    const rows = [`${start},0.1,0.9,0.05,0.65,5.5`, `${start + 5 * minute},0.65,1,0.65,0.9,10`];
    expect(exported({ bars: '5m' })).toBe(`time,open,high,low,close,volume\n${rows.join('\n')}\n`);
  });

  it('makes bars that begin elsewhere', async () => {
    await put(barFile);
    const times = exported({ bars: '5m', offset: 2 * minute })
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => (Number(line.split(',')[0]) - start) / minute);
    expect(times).toEqual([-3, 2]);
  });

  it('leaves out bars that begin before from, and makes the last one whole although it ends after to', async () => {
    await put(barFile);
    expect(exported({ bars: '3m', from: start + 1, to: start + 3 * minute + 1 })).toContain(
      `\n${start + 3 * minute},0.8,1,0.6,0.9,12\n`,
    );
    expect(exported({ bars: '3m', from: start + 1, to: start + 3 * minute + 1 }).split('\n')).toHaveLength(3);
  });

  it('refuses a time that lies in a gap of the data, before it writes anything', async () => {
    await put(`time,open,high,low,close,volume\n${start},1,1,1,1,1\n${start + 9 * minute},1,1,1,1,1\n`, {
      timeframe: '1m',
    });
    const range = { from: start + 2 * minute, to: start + 8 * minute };
    for (const format of ['csv', 'json', 'jsonl']) {
      const pieces = runExport({ data: data(), instrument: 'binance:BTCUSDT', bars: '1m', format, ...range });
      expect(() => pieces.next()).toThrow('no data to make bars of 1m of binance:BTC/USDT in the time asked for');
    }
  });

  it('writes JSON whose numbers keep their digits', async () => {
    await put(
      'time,open,high,low,close,volume\n1700000000000,0.00002853,0.00002853,0.00002853,0.00002853,123456789.123456\n',
      { timeframe: '1m' },
    );
    const text = exported({ bars: '1m', format: 'json' });
    expect(text).toBe(
      '[\n{"time":1700000000000,"open":0.00002853,"high":0.00002853,"low":0.00002853,"close":0.00002853,"volume":123456789.123456}\n]\n',
    );
    expect(exported({ bars: '1m', format: 'jsonl' })).toBe(text.slice(2, -2));
    expect(exported({ bars: '1m', format: 'json', from: 1, to: 1_700_000_000_001 })).toBe(text);
  });

  it('makes bars of trades, and of either side of quotes', async () => {
    await put(`time,price,amount\n${start},5,1\n${start + 1},4.5,2\n${start + 2 * minute},7,1\n`);
    expect(exported({ bars: '1m' })).toBe(
      `time,open,high,low,close,volume\n${start},5,5,4.5,4.5,3\n${start + 2 * minute},7,7,7,7,1\n`,
    );
    await put(`time,bid,ask\n${start},5,6\n${start + 1},4.5,6.5\n`, { instrument: 'fxcm:EUR/USD' });
    const quotes = (side?: string): string => exported({ instrument: 'fxcm:EURUSD', bars: '1s', side }).split('\n')[1]!;
    expect([quotes(), quotes('bid'), quotes('ask')]).toEqual([
      `${start},5,5,4.5,4.5,0`,
      `${start},5,5,4.5,4.5,0`,
      `${start},6,6.5,6,6.5,0`,
    ]);
    expect(() => quotes('trade')).toThrow('no data to make trade bars of 1s of fxcm:EUR/USD');
  });

  it('reads back what it wrote', async () => {
    await put(barFile);
    const text = exported({ bars: '1m' });
    await put(text, { instrument: 'other:BTC/USDT' });
    expect(exported({ instrument: 'other:BTC/USDT', bars: '1m' })).toBe(text);
  });
});

describe('export of ticks', () => {
  const trades = `time,price,quantity,side\n${start},5,1,buy\n${start},4.5,2.25,sell\n${start + 1},7,1,\n`;

  it('writes trades as it reads them', async () => {
    await put(trades);
    expect(exported({ ticks: true })).toBe(trades);
    expect(exported({ ticks: true, from: start + 1 })).toBe(`time,price,quantity,side\n${start + 1},7,1,\n`);
    expect(exported({ ticks: true, format: 'jsonl', to: start + 1 }).split('\n')[1]).toBe(
      `{"time":${start},"price":4.5,"quantity":2.25,"side":"sell"}`,
    );
  });

  it('writes quotes as it reads them', async () => {
    const quotes = `time,bid,ask\n${start},1.12,1.1201\n${start + 5},1.1,1.1\n`;
    await put(quotes);
    expect(exported({ ticks: true })).toBe(quotes);
    expect(() => exported({ ticks: true, side: 'trade' })).toThrow('no data to make trades of binance:BTC/USDT');
  });

  it('takes times of the day before or of an hour as text', async () => {
    await put(trades);
    expect(exported({ ticks: true, from: '2023-11-14', to: '2023-11-15' })).toBe(trades);
    expect(() => exported({ ticks: true, from: '2023-11-14 22:16', to: '2023-11-15' })).toThrow(
      'the store holds trades 2023-11-14 … 2023-11-14',
    );
    expect(exported({ ticks: true, from: '2023-11-14 22:14:59', to: '2023-11-14T23:16+01:00' })).toBe(trades);
  });
});

describe('what an export refuses', () => {
  it.each<[what: string, options: Partial<ExportOptions>, message: string]>([
    ['neither bars nor ticks', {}, 'expected either --bars <timeframe> or --ticks'],
    ['both', { bars: '1m', ticks: true }, 'expected either --bars'],
    ['a timeframe that is none', { bars: '7x' }, '--bars: expected a timeframe'],
    ['a format that is none', { bars: '1m', format: 'xml' }, '--format: expected csv, json or jsonl'],
    ['a side that is none', { bars: '1m', side: 'mid' }, '--side: expected trade, bid or ask'],
    ['a time that is none', { bars: '1m', from: 'soon' }, '--from: expected a time such as'],
    ['a range that ends before it begins', { bars: '1m', from: 5, to: 5 }, '--to: expected a time after --from'],
    ['an instrument that is none', { bars: '1m', instrument: '?' }, 'expected an instrument such as'],
    [
      'an instrument that is not stored',
      { bars: '1m', instrument: 'aa:B/USD' },
      'no data to make bars of 1m of aa:B/USD in the time asked for; the store holds nothing of it',
    ],
    ['bars that stored ones do not make', { bars: '30s' }, 'the store holds 1m trade bars 2023-11-14 … 2023-11-14'],
  ])('refuses %s', async (_what, options, message) => {
    await put(barFile);
    expect(() => exported(options)).toThrow(message);
  });
});

describe('chooseSource', () => {
  const bar = (name: string, from: number, to: number, side: 'trade' | 'bid' = 'trade'): Coverage => ({
    kind: 'bars',
    timeframe: name,
    side,
    priceStep: '1',
    volumeStep: '1',
    instrument: 'a',
    count: 1,
    first: from * 3_600_000,
    last: to * 3_600_000,
    gaps: [],
  });
  const tape = (ticks: 'trade' | 'quote', from: number, to: number): Coverage => ({
    ...bar('1m', from, to),
    kind: 'ticks',
    ticks,
    scale: { priceStep: '1', lotStep: '1' },
    bytes: 1,
  });

  it.each<[what: string, stored: Coverage[], chosen: number | undefined]>([
    ['the bars themselves', [bar('1m', 0, 100), bar('1h', 0, 100), tape('trade', 0, 100)], 1],
    ['the coarsest finer ones', [tape('trade', 0, 100), bar('1m', 0, 100), bar('30m', 0, 100)], 2],
    ['finer ones that reach further', [bar('1h', 50, 100), bar('1m', 0, 100)], 1],
    ['ticks that reach further', [bar('1h', 50, 100), tape('trade', 0, 100)], 1],
    ['an equal reach, but for the length of a bar', [bar('1h', 0, 99), tape('trade', 0, 99.9)], 0],
    ['trades before bids', [bar('1h', 0, 100, 'bid'), bar('1m', 40, 50)], 1],
    ['bids when there is nothing else', [tape('quote', 0, 100)], 0],
    ['nothing of what does not divide', [bar('7m', 0, 100), bar('1d', 0, 100)], undefined],
    ['nothing outside of the time asked for', [bar('1h', 500, 600)], undefined],
  ])('takes %s', (_what, stored, chosen) => {
    const wish = { frame: timeframe('1h'), side: undefined, from: 0, to: 200 * 3_600_000 };
    expect(chooseSource(stored, wish)?.series).toBe(chosen === undefined ? undefined : stored[chosen]);
  });
});

describe('StepText', () => {
  it.each<[step: string, count: number, text: string]>([
    ['0.01', 0, '0'],
    ['0.01', 5, '0.05'],
    ['0.01', 120, '1.2'],
    ['0.01', 12_300, '123'],
    ['1', 1200, '1200'],
    ['0.25', 3, '0.75'],
    ['2.5', 4, '10'],
    ['1000', 3, '3000'],
    ['0.00000001', 9_007_199_254_740_991, '90071992.54740991'],
    ['0.25', 9_007_199_254_740_991, '2251799813685247.75'],
    ['0.01', -5, '-0.05'],
  ])('writes %s × %i as %s', (step, count, text) => {
    expect(new StepText(step).text(count)).toBe(text);
  });
});
