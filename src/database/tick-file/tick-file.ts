import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { groupSize } from '../../market/tick-block.ts';
import { SiisError } from '../../util/errors.ts';
import type { Damage } from '../coverage.ts';
import { monthName, timeText } from '../month.ts';
import { type BlockHead, parseHead } from './block-layout.ts';
import { type BlockEntry, decodeDirectory, sectionBytes } from './directory.ts';
import { checksum } from './format.ts';
import { readHeader, type Seal, type TickFileHeader } from './header.ts';
import { type BlockMemory, type MemorySize, plainKernel } from './kernel.ts';
import { BlockScanner, type Hole } from './scan.ts';

/** A time range, ms UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A month file of ticks, open for reading: its header, its blocks and what is wrong with it. Opening a sealed file
 * reads header and directory; opening one that is being recorded checks every byte.
 */
export class TickFile {
  readonly path: string;
  readonly header: TickFileHeader;
  readonly headerLength: number;
  readonly entries: readonly BlockEntry[];
  /** Where the good blocks end. */
  readonly end: number;
  readonly size: number;
  /** What was found wrong and made good: a torn tail left out, a footer rebuilt. */
  readonly damage: readonly Damage[];
  /** Ticks that the file was sealed with and that it no longer holds. */
  readonly lost: Range | undefined;
  readonly #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
    this.size = fstatSync(fd).size;
    const { header, length } = readHeader(fd, path);
    this.header = header;
    this.headerLength = length;
    const found = header.seal === undefined ? this.#scanOpen() : this.#readSealed(header.seal);
    this.entries = found.entries;
    this.end = found.end;
    this.damage = found.damage;
    this.lost = found.lost;
  }

  /**
   * @param path as messages show it.
   * @throws SiisError DATA_CORRUPT when the header is damaged or a block in front of good ones is.
   */
  static open(path: string): TickFile {
    const fd = openSync(path, 'r');
    try {
      return new TickFile(path, fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  get count(): number {
    return this.header.seal?.count ?? this.entries.reduce((sum, entry) => sum + entry.count, 0);
  }

  /** Time of the first tick; NaN without any. */
  get first(): number {
    return this.entries[0]?.baseTime ?? NaN;
  }

  /** Time of the last tick; NaN without any. */
  get last(): number {
    return this.entries.at(-1)?.lastTime ?? NaN;
  }

  /** What a memory for any block of this file must hold. */
  get largestBlock(): MemorySize {
    let [ticks, bytes] = [0, 0];
    for (const { count, headLength, bodyLength } of this.entries) {
      ticks = Math.max(ticks, groupsOf(count) * groupSize);
      bytes = Math.max(bytes, headLength + bodyLength + 8);
    }
    return { ticks, bytes };
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Reads a block's head. @throws SiisError DATA_CORRUPT */
  readHead(entry: BlockEntry, memory: BlockMemory): BlockHead {
    const got = readSync(this.#fd, memory.bytes, 0, entry.headLength, entry.offset);
    const head = got === entry.headLength ? parseHead(memory.bytes.subarray(0, got)) : undefined;
    if (head === undefined || head.headChecksum !== entry.headChecksum || head.bodyLength !== entry.bodyLength) {
      throw this.#corruptBlock(entry);
    }
    return head;
  }

  /** Reads a block's body behind its head. @throws SiisError DATA_CORRUPT */
  readBody(entry: BlockEntry, head: BlockHead, memory: BlockMemory): void {
    const at = head.headLength;
    const got = readSync(this.#fd, memory.bytes, at, head.bodyLength, entry.offset + at);
    const body = memory.bytes.subarray(at, at + head.bodyLength);
    if (got !== head.bodyLength || checksum(body) !== head.bodyChecksum) throw this.#corruptBlock(entry);
  }

  /** Reads the bytes of the groups [from, to) to where the whole body would put them. @throws SiisError DATA_CORRUPT */
  readGroups(entry: BlockEntry, head: BlockHead, memory: BlockMemory, groups: Range): void {
    const bodyEnd = head.headLength + head.bodyLength;
    const start = head.headLength + groups.from * head.groupBytes;
    const end = Math.min(head.headLength + groups.to * head.groupBytes, bodyEnd);
    const got = readSync(this.#fd, memory.bytes, start, end - start, entry.offset + start);
    if (got !== end - start) throw this.#corruptBlock(entry);
    for (let group = groups.from; group < groups.to; group++) {
      const at = head.headLength + group * head.groupBytes;
      const bytes = memory.bytes.subarray(at, Math.min(at + head.groupBytes, bodyEnd));
      const expected = memory.words[(head.groupChecksumAt >>> 2) + group]! >>> 0;
      if (checksum(bytes) !== expected) throw this.#corruptBlock(entry);
    }
  }

  /** Reads blocks as they lie in the file, checked; the bytes are valid until the next call. */
  rawCopier(): (entry: BlockEntry) => Uint8Array {
    const memory = plainKernel.allocate(this.header.kind, { ...this.largestBlock, ticks: 0 });
    return (entry) => {
      const head = this.readHead(entry, memory);
      this.readBody(entry, head, memory);
      return memory.bytes.subarray(0, head.headLength + head.bodyLength);
    };
  }

  /** Reads a block's index section into `into`; false when the file has none for it or it is damaged. */
  readIndex(entry: BlockEntry, into: Uint8Array): boolean {
    if (entry.index === undefined) return false;
    const length = sectionBytes(this.header.kind, entry, entry.index);
    const got = readSync(this.#fd, into, 0, length, entry.index.offset);
    return got === length && checksum(into.subarray(0, length)) === entry.index.checksum;
  }

  /** A note about this file. */
  damaged(kind: Damage['kind'], range: Range, bytes: number, message: string): Damage {
    const { instrument, kind: ticks } = this.header;
    const { from, to } = range;
    return { kind, instrument, series: `${ticks} ticks`, file: this.path, from, to, bytes, message };
  }

  /** @throws SiisError DATA_CORRUPT when [from, to) needs ticks that the file lost. */
  refuseLost(from: number, to: number): void {
    if (this.lost === undefined || to <= this.lost.from || from > this.lost.to) return;
    throw new SiisError('DATA_CORRUPT', this.#lostText(this.lost), { file: this.path });
  }

  #scanOpen(): Found {
    const { entries, end, holes, last } = new BlockScanner(this.#fd, this.size).scan(this.headerLength);
    const from = last?.lastTime ?? NaN;
    const bytes = this.size - (last === undefined ? end : last.offset + last.headLength + last.bodyLength);
    const torn = `the last ${bytes} bytes of the recording are torn; ticks after ${timeText(from)} are lost`;
    if (holes.length > 0) throw this.#corrupt(holes, bytes === 0 ? [] : [torn]);
    if (bytes === 0) return { entries, end, damage: [], lost: undefined };
    const message = `${this.header.instrument}: ${torn}`;
    return { entries, end, damage: [this.damaged('torn-tail', { from, to: NaN }, bytes, message)], lost: undefined };
  }

  #readSealed(seal: Seal): Found {
    const entries = this.#readDirectory(seal);
    if (entries === undefined) return this.#rebuild(seal);
    const end = entries.reduce((top, entry) => Math.max(top, entry.offset + entry.headLength + entry.bodyLength), 0);
    if (this.size === seal.fileLength) return { entries, end, damage: [], lost: undefined };
    const bytes = this.size - seal.fileLength;
    const message = `${this.header.instrument}: ${bytes} bytes that do not belong to it follow the file's end; they are ignored`;
    const range = { from: seal.last, to: seal.last };
    return { entries, end, damage: [this.damaged('footer', range, bytes, message)], lost: undefined };
  }

  #readDirectory(seal: Seal): BlockEntry[] | undefined {
    const length = seal.fileLength - seal.directoryOffset;
    if (this.size < seal.fileLength) return undefined;
    const bytes = new Uint8Array(length);
    readSync(this.#fd, bytes, 0, length, seal.directoryOffset);
    return checksum(bytes) === seal.directoryChecksum ? decodeDirectory(bytes) : undefined;
  }

  #rebuild(seal: Seal): Found {
    const limit = Math.min(this.size, seal.directoryOffset);
    const { entries, end, holes, last } = new BlockScanner(this.#fd, limit).scan(this.headerLength);
    const from = last?.lastTime ?? seal.first;
    if (holes.length > 0 && entries.length < seal.blockCount) {
      const isCut = from < seal.last;
      throw this.#corrupt(
        holes.map((hole) => ({ ...hole, from: Number.isNaN(hole.from) ? seal.first : hole.from })),
        isCut ? [cutText({ from, to: seal.last })] : [],
      );
    }
    const range = { from: seal.first, to: seal.last };
    const message = `${this.header.instrument}: the index at the end of the file is damaged; it is rebuilt from the ticks on each use`;
    const footer = this.damaged('footer', range, seal.fileLength - end, message);
    if (entries.length >= seal.blockCount) return { entries, end, damage: [footer], lost: undefined };
    const lost = { from, to: seal.last };
    const block = this.damaged('block', lost, Math.max(0, seal.fileLength - end), this.#lostText(lost));
    return { entries, end, damage: [footer, block], lost };
  }

  #lostText(lost: Range): string {
    return `${this.header.instrument}: ${cutText(lost)}; ${this.#advice()}`;
  }

  #corruptBlock({ baseTime, lastTime }: BlockEntry): SiisError {
    return this.#corrupt([{ from: baseTime, to: lastTime }], []);
  }

  /** @param more other damage of the file, in words. */
  #corrupt(holes: readonly Hole[], more: readonly string[]): SiisError {
    const ranges = holes.map(({ from, to }) => `from ${timeText(from)} to ${timeText(to)}`).join(', ');
    const damage = [`the ticks ${ranges} are damaged, a checksum is wrong`, ...more].join('; ');
    const message = `${this.header.instrument}: ${damage}; ${this.#advice()}`;
    return new SiisError('DATA_CORRUPT', message, { file: this.path });
  }

  #advice(): string {
    return `move the file away and import ${monthName(this.header.month)} again`;
  }
}

interface Found {
  readonly entries: BlockEntry[];
  readonly end: number;
  readonly damage: readonly Damage[];
  readonly lost: Range | undefined;
}

function cutText({ from, to }: Range): string {
  return `the ticks from ${timeText(from)} to ${timeText(to)} are lost, the file is cut short`;
}

/** How many groups a block of `count` ticks has. */
export function groupsOf(count: number): number {
  return Math.ceil(count / groupSize);
}
