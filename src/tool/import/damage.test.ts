import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, importText, store, useImports } from '../../../test/support/import-rig.ts';
import { zipOf } from '../../../test/support/zip-of.ts';

useImports();

/** Bars whose bytes are many more than a sample of the file, so that wrong ones reach the reader of the rows. */
function bars(days: number): string {
  const rows = Array.from({ length: 1600 }, (_, k) => {
    const price = 100 + ((k * 7919) % 1000) / 10;
    return `${1_704_067_200_000 + days * 86_400_000 + k * 60_000},${price},${price + 2},${price - 2},${price + 1},${(k * 104_729) % 9973}`;
  });
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

function flipped(bytes: Uint8Array, bits: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const bit of bits) copy[Math.floor(bit / 8) % copy.length]! ^= 1 << (bit % 8);
  return copy;
}

describe('damaged archives', () => {
  const texts = { 'one.csv': bars(0), 'two.csv': bars(5) };
  const [zip, gzip] = [zipOf(texts), gzipSync(bars(0))];
  const secondAt = zip.lastIndexOf(Buffer.from('PK\u0003\u0004'));
  const listAt = zip.indexOf(Buffer.from('PK\u0001\u0002'));
  const endAt = zip.indexOf(Buffer.from('PK\u0005\u0006'));

  it('are refused as such, or read as they were, whichever bits are wrong', async () => {
    const archives = { gzip, zip };
    const whole = { gzip: await outcome(gzip), zip: await outcome(zip) };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('gzip' as const, 'zip' as const),
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        async (kind, bits) => {
          const came = await outcome(flipped(archives[kind], bits));
          if (came !== whole[kind]) expect(came).toMatch(/^SiisError: \S*file\.csv(!\S+)?: .*damaged/);
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);

  async function outcome(content: Uint8Array): Promise<string> {
    store.stored.length = 0;
    return importText(content).then(
      (report) => hash('sha1', JSON.stringify([report.files.map(({ file }) => file), store.stored])),
      (error: unknown) => String(error),
    );
  }

  it.each<[what: string, at: number, bit: number, message: string]>([
    [
      'packed bytes in the middle of an entry',
      secondAt + 20_000,
      3,
      'file.csv!two.csv: the zip is damaged: the checksum',
    ],
    ['the begin of the file', 0, 0, 'file.csv!one.csv: the zip is damaged: invalid local file header signature'],
    ['a flag in the list of entries', listAt + 8, 0, 'file.csv!one.csv: the zip is damaged: whether'],
    ['the method in the list of entries', listAt + 10, 0, 'file.csv!one.csv: the zip is damaged: how'],
    [
      'a name in the list of entries',
      listAt + 46,
      0,
      'file.csv!nne.csv: the zip is damaged: the entry calls itself "one.csv"',
    ],
    ['the number of entries', endAt + 10, 0, 'file.csv: the zip is damaged'],
    [
      'one more entry than the end tells of',
      endAt + 10,
      1,
      'file.csv: the zip is damaged: it holds more than the 0 entries',
    ],
  ])('names %s', async (_what, at, bit, message) => {
    expect(await failure(flipped(zip, [at * 8 + bit]))).toContain(`DATA_INVALID ${message}`);
  });

  it('are no rows that make no sense', async () => {
    const zipped = zipOf({ 'a.csv': texts['one.csv'] }, 1);
    expect(await failure(zipped)).toBe(
      'DATA_INVALID file.csv!a.csv: the zip is damaged: the checksum of the entry is wrong',
    );
    const wrong = zipOf({ 'a.csv': `${texts['one.csv']}x\n${texts['one.csv']}` }, 1);
    expect(await failure(wrong)).toBe(
      'DATA_INVALID file.csv!a.csv: the zip is damaged: the checksum of the entry is wrong',
    );
    const whole = zipOf({ 'a.csv': `${texts['one.csv']}x\n${texts['one.csv']}` });
    expect(await failure(whole)).toBe('DATA_INVALID file.csv!a.csv:1602: expected 6 columns, came 1');
  });

  it('end where a second member of a gzip should begin', async () => {
    const second = Uint8Array.from(gzipSync(bars(5)));
    second[0] = 0;
    expect(await failure(Buffer.concat([gzip, second]))).toBe(
      'DATA_INVALID file.csv: the packed data are damaged: bytes of no gzip follow them',
    );
    expect((await importText(Buffer.concat([gzip, Buffer.alloc(512)]))).rows).toBe(1600);
  });
});
