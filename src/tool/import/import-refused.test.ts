import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SiisError } from '../../util/errors.ts';
import { runImport } from './import.ts';
import type { ImportOptions } from './import-options.ts';
import { zipOf } from '../../../test/support/zip-of.ts';
import { failure, type Content, importText, put, folder, store, useImports } from '../../../test/support/import-rig.ts';

useImports();

describe('what an import refuses', () => {
  const header = 'time,open,high,low,close,volume\n';
  const good = '1700000000000,1,2,0.5,1.5,10\n';

  const badRows: readonly (readonly [what: string, row: string, message: string])[] = [
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
      '3: time: expected 2023-11-14T22:13:20.000Z or later, came 1970-01-20T16:13:20.060Z, which is before',
    ],
    ['a time after 2099', '4102444800000,1,2,1,1,1', '3: time: expected a time from 1970-01-02 to 2099'],
    ['a quote that is not closed', '1700000060000,1,"2,1,1,1', '3: a quote is opened and not closed'],
    [
      'more digits than can be counted',
      '1700000060000,1,99999999999999999999,1,1,1',
      '3: high: expected a number, came 99999999999999999999',
    ],
  ];

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
    ...badRows.map(([what, row, message]): [string, Content, object, string] => [
      what,
      `${header}${good}${row}\n`,
      {},
      `DATA_INVALID file.csv:${message}`,
    ]),
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
      'a bar that begins before the one before it has ended',
      `${header}${[0, 60_000, 120_000, 150_000, 210_000].map((at) => `${1_700_000_040_000 + at},1,1,1,1,1`).join('\n')}\n`,
      {},
      'file.csv:5: time: expected a 1m bar that begins when the one of 2023-11-14T22:16:00.000Z has ended, came 2023-11-14T22:16:30.000Z',
    ],
    [
      'a bar behind one that is late by less than a second',
      `${header}${[0, 60_000, 120_777, 180_000, 240_000].map((at) => `${1_700_000_040_000 + at},1,1,1,1,1`).join('\n')}\n`,
      { timeframe: '1m' },
      'file.csv:5: time: expected a 1m bar that begins when',
    ],
    [
      'a bar of a list that begins too early',
      `[${[-60_000, 0, 60_000, 90_000].map((at) => `[${1_700_000_040_000 + at},"1","1","1","1","1"]`).join(',\n')},\n[1700000190000,"1","1","1","1","1"]]`,
      {},
      'file.csv:4: row 4: time: expected a 1m bar that begins when',
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
        throw new SiisError('DATA_INVALID', 'stored ticks differ; nothing was stored', { file: ticks.source, line: 2 });
      return importTicks(id, ticks);
    };
    const error: unknown = await runImport(
      { files, data: join(folder, 'data'), instrument: 'a1:B/USD' },
      () => store,
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DATA_INVALID', place: { file: files[1], line: 2 } });
    expect(String(error)).toContain(
      `2.csv:2: stored ticks differ; nothing more was stored; stored before it: trades of ${files[0]} (1 added)`,
    );
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
