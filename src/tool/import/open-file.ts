import { createReadStream, openSync, readSync, closeSync, statSync, type Stats } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SiisError } from '../../util/errors.ts';
import { Faults } from './faults.ts';
import { bytesOf, type Entry, passOn, textOf, unpackMessage } from './unpack.ts';
import { zipEntries } from './zip-file.ts';

const chunkSize = 1 << 18;

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
  // Damaged first bytes are still like those of no text.
  if (isLike(head, [0x50, 0x4b, 3, 4]) || isLike(head, [0x50, 0x4b, 5, 6])) {
    yield* zipEntries(file, faults);
  } else if (isLike(head, [0x1f, 0x8b, 8])) {
    yield { name: file, size, isPacked: true, chunks: gunzipped(file, size, faults) };
  } else {
    yield { name: file, size, isPacked: false, chunks: plain(file, faults) };
  }
}

/** All bytes are those of a signature, or all but one. */
function isLike(head: Uint8Array, signature: readonly number[]): boolean {
  return signature.filter((byte, k) => head[k] === byte).length >= signature.length - 1;
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

async function* gunzipped(file: string, size: number, faults: Faults): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize });
  // The pipeline hands its error to `gunzip`, and so to the loop below.
  pipeline(createReadStream(file, { highWaterMark: chunkSize }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield bytesOf(chunk);
    if (gunzip.bytesWritten < size) await refuseRest(file, gunzip.bytesWritten, faults);
  } catch (error) {
    throw passOn(error, faults, unpackMessage);
  }
}

/** What follows the packed data may be padding, and nothing else. */
async function refuseRest(file: string, start: number, faults: Faults): Promise<void> {
  for await (const chunk of createReadStream(file, { start, highWaterMark: chunkSize })) {
    if (bytesOf(chunk).some((byte) => byte !== 0))
      throw faults.whole('the packed data are damaged: bytes of no gzip follow them');
  }
}
