import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { assert } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { writeAll } from '../disk.ts';

// The archive format of POSIX (ustar), of which `tar xf` knows all that is written here. Sizes of 8 GiB and more are
// written as GNU does.

const blockBytes = 512;
const largestOctal = 8 ** 11;

/** Writes files one after the other into an open file. */
export class TarWriter {
  readonly #fd: number;
  #position = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Begins a file of so many bytes; exactly as many have to follow. @param name with slashes, at most 255 bytes */
  begin(name: string, bytes: number, time: number): void {
    assert(this.#position % blockBytes === 0, 'the file before has all its bytes');
    this.write(header(name, bytes, time));
  }

  write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, this.#position);
    this.#position += bytes.length;
  }

  /** After the last byte of a file. */
  end(): void {
    const rest = -this.#position & (blockBytes - 1);
    if (rest > 0) this.write(Buffer.alloc(rest));
  }

  /** After the last file. */
  finish(): void {
    this.write(Buffer.alloc(2 * blockBytes));
  }
}

/** Where a file lies in an archive. */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Lists an archive as far as it is one; in words what is wrong where it is none. Reads only the heads. */
export function listTar(path: string): readonly TarEntry[] | string {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const entries: TarEntry[] = [];
    const block = Buffer.alloc(blockBytes);
    for (let at = 0; ;) {
      if (readSync(fd, block, 0, blockBytes, at) < blockBytes) return `it ends at byte ${at}, in the middle`;
      if (block.every((byte) => byte === 0)) return entries;
      const entry = parseHeader(block, at + blockBytes);
      if (entry === undefined) return `byte ${at}: expected the head of a file, came something else`;
      if (entry.offset + entry.bytes > size) return `it ends at byte ${size}, in the middle of ${entry.name}`;
      entries.push(entry);
      at = entry.offset + entry.bytes;
      at += -at & (blockBytes - 1);
    }
  } finally {
    closeSync(fd);
  }
}

function header(name: string, bytes: number, time: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const [prefix, rest] = splitName(name);
  block.write(rest, 0);
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  writeSize(block, bytes);
  block.write(`${octal(Math.floor(time / 1000), 11)}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345);
  block.write(`${octal(sumOf(block), 6)}\0 `, 148);
  return block;
}

function splitName(name: string): [string, string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let cut = name.indexOf('/'); cut >= 0; cut = name.indexOf('/', cut + 1)) {
    const [prefix, rest] = [name.slice(0, cut), name.slice(cut + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return [prefix, rest];
  }
  throw new SiisError('STORE_UNUSABLE', `${name}: expected a name that an archive can hold, and it is too long`);
}

function writeSize(block: Buffer, bytes: number): void {
  if (bytes < largestOctal) {
    block.write(`${octal(bytes, 11)}\0`, 124);
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(bytes), 128);
}

function parseHeader(block: Buffer, offset: number): TarEntry | undefined {
  const sum = Number.parseInt(textOf(block, 148, 8), 8);
  const copy = Buffer.from(block).fill(' ', 148, 156);
  if (sum !== sumOf(copy) || textOf(block, 257, 5) !== 'ustar' || textOf(block, 156, 1) !== '0') return undefined;
  const [prefix, rest] = [textOf(block, 345, 155), textOf(block, 0, 100)];
  const isBinary = block[124] === 0x80;
  const bytes = isBinary ? Number(block.readBigUInt64BE(128)) : Number.parseInt(textOf(block, 124, 12), 8);
  return { name: prefix === '' ? rest : `${prefix}/${rest}`, offset, bytes };
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function textOf(block: Buffer, from: number, length: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end < 0 ? from + length : Math.min(end, from + length)).trim();
}

function sumOf(block: Buffer): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}
