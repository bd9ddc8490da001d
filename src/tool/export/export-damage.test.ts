import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProfile } from '../../config/load.ts';
import type { Store } from '../../database/store.ts';
import { SiisError } from '../../util/errors.ts';
import { openProfileStore, warnOfDamage } from '../run/data-folder.ts';
import { runImport } from '../import/import.ts';
import { nativeImport } from '../../../test/support/native.ts';
import { type ExportOptions, runExport } from './export.ts';

const instrument = 'binance:BTC/USDT';
/** 31 January 2024, 12:00 UTC: half of the ticks are of the next month. */
const start = Date.UTC(2024, 0, 31, 12);
const hour = 3_600_000;

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'siis-test-'));
  // Blocks hold 65 536 ticks: three of them in the second month.
  const rows = Array.from({ length: 150_000 }, (_, k) => `${rowTime(k)},${100 + (k % 7)},1`);
  const file = join(folder, 'file.csv');
  writeFileSync(file, `time,price,amount\n${rows.join('\n')}\n`);
  await runImport({ files: [file], data: join(folder, 'data'), instrument });
  writeFileSync(join(folder, 'bars.csv'), `time,open,high,low,close,volume\n${start},1,1,1,1,1\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Eight ticks in January, all others from midnight on. */
function rowTime(k: number): number {
  return k < 8 ? start + k * hour : start + 12 * hour + (k - 8) * 10;
}

function months(): string[] {
  const place = join(folder, 'data/ticks/binance/BTC_USDT');
  return readdirSync(place)
    .filter((name) => name.endsWith('.ticks'))
    .toSorted()
    .map((name) => join(place, name));
}

/** Turns a bit over in the block of that number. */
function flip(path: string, block: number): void {
  const bytes = readFileSync(path);
  let at = bytes.indexOf('SBLK');
  for (let k = 0; k < block; k++) at = bytes.indexOf('SBLK', at + 4);
  bytes[at + 84]! ^= 4;
  writeFileSync(path, bytes);
}

function cut(path: string, bytes: number): void {
  truncateSync(path, readFileSync(path).length - bytes);
}

function exported(options: Partial<ExportOptions> = {}): string {
  const pieces = runExport({ data: join(folder, 'data'), instrument, ticks: true, ...options });
  return [...pieces].join('');
}

function refusal(options: Partial<ExportOptions> = {}): SiisError {
  try {
    exported(options);
  } catch (error) {
    if (error instanceof SiisError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('export of a damaged tick file', () => {
  it('names the flipped block and the cut end of one that is both, and gives out nothing', () => {
    const path = months()[1]!;
    flip(path, 0);
    const bytes = readFileSync(path);
    truncateSync(path, bytes.lastIndexOf('SBLK') + 40);
    const { code, message } = refusal();
    expect(code).toBe('DATA_CORRUPT');
    expect(message).toContain(path);
    expect(message).toContain('from 2024-02-01T00:00:00.000Z to 2024-02-01T00:10:55.360Z are damaged');
    const last = new Date(rowTime(149_999)).toISOString();
    expect(message).toContain(`to ${last} are lost, the file is cut short`);
    expect(refusal({ ticks: undefined, bars: '1m' }).message).toBe(message);
  });

  it('names every file that is lost', () => {
    for (const path of months()) cut(path, 100);
    for (const path of months()) flip(path, 0);
    const { code, message } = refusal();
    expect(code).toBe('DATA_CORRUPT');
    expect(message).toMatch(/^2 damaged parts of binance:BTC\/USDT in the time asked for:\n/);
    for (const path of months()) expect(message).toContain(path);
  });

  it('does not leave a lost month out quietly, whichever it is', () => {
    const path = months()[0]!;
    cut(path, 100);
    flip(path, 0);
    expect(refusal().message).toContain(path);
    expect(refusal({ ticks: undefined, bars: '1h' }).message).toContain(path);
  });

  it('refuses a run, too, but not one on bars', async () => {
    const path = months()[0]!;
    cut(path, 100);
    flip(path, 0);
    const open = async (data: string): Promise<Store> => {
      const file = join(folder, 'p.yaml');
      writeFileSync(file, `instruments: [${instrument}]\nstrategy: { use: ema-cross }\ndata: { source: ${data} }\n`);
      return openProfileStore(
        await loadProfile(file, { cwd: folder, data: 'data', env: {}, importModule: nativeImport }),
        {},
      );
    };
    await expect(open('auto')).rejects.toThrow(`${path}: ${instrument}: the ticks from`);
    await runImport({
      files: [join(folder, 'bars.csv')],
      data: join(folder, 'data'),
      instrument,
      timeframe: '1h',
    });
    (await open('bars')).close();
  });

  it('is told of a run that needs none of what is lost', async () => {
    flip(months()[1]!, 0);
    // Blocks are looked at where no index tells of them.
    cut(months()[1]!, 100);
    const file = join(folder, 'p.yaml');
    writeFileSync(file, `instruments: [${instrument}]\nstrategy: { use: ema-cross }\n`);
    const loaded = await loadProfile(file, { cwd: folder, data: 'data', env: {}, importModule: nativeImport });
    const store = openProfileStore(loaded, { to: start + hour });
    const warnings: string[] = [];
    warnOfDamage(loaded, store, (message) => warnings.push(message));
    store.close();
    expect(warnings).toEqual([expect.stringContaining(`${months()[1]!}: ${instrument}: the ticks from 2024-02-01`)]);
    expect(warnings[0]).toMatch(/; they are not needed here$/);
  });

  it('gives out what lies outside of the damage', () => {
    const whole = exported({ to: '2024-02-01' });
    flip(months()[1]!, 0);
    cut(months()[1]!, 100);
    const damage: string[] = [];
    expect(exported({ to: '2024-02-01', onDamage: ({ kind }) => damage.push(kind) })).toBe(whole);
    expect(damage).toEqual(['block']);
    expect(whole.split('\n')).toHaveLength(10);
  });

  it('names an index that is gone, and loses nothing', () => {
    const whole = exported();
    cut(months()[1]!, 100);
    const damage: string[] = [];
    expect(exported({ onDamage: ({ file, message }) => damage.push(`${file}: ${message}`) })).toBe(whole);
    expect(damage).toEqual([expect.stringContaining('the index at the end of the file is damaged')]);
  });
});
