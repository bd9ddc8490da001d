import { createReadStream, openSync, readSync, closeSync, statSync, type Stats } from 'node:fs';
import { pipeline } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import yauzl, { type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { SiisError } from '../../util/errors.ts';
import { Faults } from './faults.ts';

const chunkSize = 1 << 18;

/** One stream of rows: a plain or gzip file, or an entry of a zip. */
export interface Entry {
  /** `file.csv`, `file.csv.gz`, `file.zip!entry.csv`: names it in messages. */
  readonly name: string;
  /** Size of the packed bytes, for progress. */
  readonly size: number;
  /** The unpacked bytes. @throws SiisError DATA_INVALID when they cannot be unpacked whole. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Formats that people try, and what to do about them. */
const strangers: readonly (readonly [bytes: readonly number[], name: string])[] = [
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z'],
  [[0x50, 0x41, 0x52, 0x31], 'Parquet'],
  [[0xff, 0xfe], 'UTF-16'],
  [[0xfe, 0xff], 'UTF-16'],
];

/**
 * The entries of a file, one after the other; each has to be read before the next is asked for. Packing is told by
 * the first bytes, not by the name.
 *
 * @throws SiisError FILE_NOT_FOUND; DATA_INVALID for what is empty, damaged, truncated or packed in an unknown way
 */
export async function* openEntries(file: string): AsyncGenerator<Entry> {
  const faults = new Faults(file);
  const { size } = statOf(file, faults);
  const head = firstBytes(file, faults);
  if (size === 0) throw faults.whole('the file is empty');
  const stranger = strangers.find(([bytes]) => bytes.every((byte, k) => head[k] === byte));
  if (stranger !== undefined) throw faults.whole(`expected text, gzip or zip, came ${stranger[1]}: convert it first`);
  if (head[0] === 0x50 && head[1] === 0x4b) {
    yield* zipEntries(file, faults);
  } else if (head[0] === 0x1f && head[1] === 0x8b) {
    yield { name: file, size, chunks: gunzipped(file, faults) };
  } else {
    yield { name: file, size, chunks: plain(file, faults) };
  }
}

function statOf(file: string, faults: Faults): Stats {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new SiisError('FILE_NOT_FOUND', `no such file: ${file}`);
  if (stats.isDirectory()) throw faults.whole('expected a file, came a folder: name the files in it');
  return stats;
}

function firstBytes(file: string, faults: Faults): Uint8Array {
  try {
    const descriptor = openSync(file, 'r');
    const head = new Uint8Array(8);
    readSync(descriptor, head, 0, 8, 0);
    closeSync(descriptor);
    return head;
  } catch (error) {
    throw faults.whole(`the file cannot be read: ${textOf(error)}`, error);
  }
}

async function* plain(file: string, faults: Faults): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: chunkSize })) yield bytesOf(chunk);
  } catch (error) {
    throw passOn(error, faults, (text) => `the file cannot be read: ${text}`);
  }
}

async function* gunzipped(file: string, faults: Faults): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize });
  // The pipeline hands its error to `gunzip`, and so to the loop below.
  pipeline(createReadStream(file, { highWaterMark: chunkSize }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield bytesOf(chunk);
  } catch (error) {
    throw passOn(error, faults, unpackMessage);
  }
}

async function* zipEntries(file: string, faults: Faults): AsyncGenerator<Entry> {
  const zip = await openZip(file, faults);
  try {
    const entries: ZipEntry[] = [];
    for await (const entry of zip.eachEntry())
      if (!/(^|\/)(__MACOSX\/|\.)|\/$/.test(entry.fileName)) entries.push(entry);
    // A zip of data and its description (readme, report) is a zip of data.
    const data = entries.filter((entry) => /\.(csv|json|tsv)$/i.test(entry.fileName));
    const chosen = data.length > 0 ? data : entries;
    if (chosen.length === 0) throw faults.whole('the zip holds no file');
    for (const entry of chosen) {
      const inside = new Faults(`${file}!${entry.fileName}`);
      yield { name: inside.file, size: entry.compressedSize, chunks: unzipped(zip, entry, inside) };
    }
  } catch (error) {
    throw passOn(error, faults, (text) => `the zip is damaged: ${text}`);
  } finally {
    zip.close();
  }
}

async function openZip(file: string, faults: Faults): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw faults.whole(`the zip is damaged or truncated: ${textOf(error)}`, error);
  }
}

async function* unzipped(zip: ZipFile, entry: ZipEntry, faults: Faults): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw faults.whole('the zip is encrypted: unpack it first');
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = bytesOf(chunk);
      checksum = crc32(bytes, checksum);
      yield bytes;
    }
  } catch (error) {
    throw passOn(error, faults, unpackMessage);
  }
  if (checksum !== entry.crc32 >>> 0) throw faults.whole('the zip is damaged: the checksum of the entry is wrong');
}

function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

function unpackMessage(text: string): string {
  return /unexpected end/.test(text)
    ? 'the packed data end in the middle: the file is truncated'
    : `the packed data are damaged: ${text}`;
}

/** Errors of the reader of the rows pass through the streams above; only the streams' own are translated. */
function passOn(error: unknown, faults: Faults, message: (text: string) => string): SiisError {
  return error instanceof SiisError ? error : faults.whole(message(textOf(error)), error);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
