import { readSync } from 'node:fs';
import { parseHead, peekLengths } from './block-layout.ts';
import type { BlockEntry } from './directory.ts';
import { blockHeadFixed, checksum, maxBodyBytes, maxHeadBytes } from './format.ts';

/** What a walk over the blocks of a file found. */
export interface ScanResult {
  readonly entries: BlockEntry[];
  /** Where the good blocks end. */
  readonly end: number;
  /** The first good block behind damage; then the damage is no torn tail. */
  readonly beyond: BlockEntry | undefined;
}

/** Walks blocks and checks every byte of them. ~0.4 ns a byte. */
export class BlockScanner {
  readonly #fd: number;
  readonly #limit: number;
  #buffer = Buffer.alloc(1 << 16);

  /** @param limit where blocks must end: the size of the file, or where its footer begins. */
  constructor(fd: number, limit: number) {
    this.#fd = fd;
    this.#limit = limit;
  }

  /** Walks from `start` as long as blocks are good, then looks for good ones further on. */
  scan(start: number): ScanResult {
    const entries: BlockEntry[] = [];
    let end = start;
    for (;;) {
      const entry = this.block(end);
      if (entry === undefined || entry.baseTime < (entries.at(-1)?.lastTime ?? -Infinity)) break;
      entries.push(entry);
      end += entry.headLength + entry.bodyLength;
    }
    return { entries, end, beyond: end < this.#limit ? this.#search(end + 8) : undefined };
  }

  /** The block at `offset` when every byte of it is good. */
  block(offset: number): BlockEntry | undefined {
    const start = this.#read(offset, blockHeadFixed);
    if (start === undefined) return undefined;
    const lengths = peekLengths(new DataView(start.buffer, start.byteOffset, start.byteLength));
    if (lengths === undefined) return undefined;
    const bytes = this.#read(offset, lengths.head + lengths.body);
    const head = bytes === undefined ? undefined : parseHead(bytes.subarray(0, lengths.head));
    if (bytes === undefined || head === undefined) return undefined;
    if (checksum(bytes.subarray(lengths.head)) !== head.bodyChecksum) return undefined;
    return {
      offset,
      headLength: head.headLength,
      bodyLength: head.bodyLength,
      headChecksum: head.headChecksum,
      count: head.count,
      baseTime: head.baseTime,
      lastTime: head.baseTime + head.lastOffset,
      index: undefined,
    };
  }

  /** The first good block at or behind `from`; blocks start at multiples of 8. */
  #search(from: number): BlockEntry | undefined {
    const window = Buffer.alloc(1 << 16);
    for (let at = from; at < this.#limit; at += window.length - 8) {
      const size = readSync(this.#fd, window, 0, Math.min(window.length, this.#limit - at), at);
      for (let hit = window.indexOf('SBLK'); hit >= 0 && hit < size; hit = window.indexOf('SBLK', hit + 1)) {
        const found = (at + hit) % 8 === 0 ? this.block(at + hit) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #read(offset: number, length: number): Buffer | undefined {
    if (offset + length > this.#limit || length > maxHeadBytes + maxBodyBytes) return undefined;
    if (this.#buffer.length < length) this.#buffer = Buffer.alloc(length);
    const got = readSync(this.#fd, this.#buffer, 0, length, offset);
    return got === length ? this.#buffer.subarray(0, length) : undefined;
  }
}
