import { groupSize, type TickKind } from '../../market/tick-block.ts';
import { indexBytes } from './block-index.ts';
import { directoryEntryBytes } from './format.ts';

/** A block, as the directory names it. */
export interface BlockEntry {
  /** Where the block's head starts in the file; the body follows it. */
  readonly offset: number;
  readonly headLength: number;
  readonly bodyLength: number;
  /** Equals the checksum inside the head, so that a directory cannot stand for other blocks. */
  readonly headChecksum: number;
  readonly count: number;
  /** ms UTC of the first and last tick. */
  readonly baseTime: number;
  readonly lastTime: number;
  /** Absent in a file that is being recorded or whose footer is damaged. */
  readonly index: IndexEntry | undefined;
}

/** The index section of a block. */
export interface IndexEntry {
  readonly offset: number;
  readonly minuteCount: number;
  readonly checksum: number;
  /** `ContentSum` of the block. */
  readonly sumLow: number;
  readonly sumHigh: number;
}

/** Bytes of an entry's index section. */
export function sectionBytes(kind: TickKind, entry: BlockEntry, index: IndexEntry): number {
  return indexBytes({ kind, groupCount: Math.ceil(entry.count / groupSize), minuteCount: index.minuteCount });
}

/** The bytes of a directory. */
export function encodeDirectory(entries: readonly (BlockEntry & { readonly index: IndexEntry })[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * directoryEntryBytes);
  const view = new DataView(bytes.buffer);
  entries.forEach((entry, k) => {
    const at = k * directoryEntryBytes;
    view.setFloat64(at, entry.offset, true);
    view.setFloat64(at + 8, entry.index.offset, true);
    view.setFloat64(at + 16, entry.baseTime, true);
    view.setFloat64(at + 24, entry.lastTime, true);
    view.setUint32(at + 32, entry.headLength, true);
    view.setUint32(at + 36, entry.bodyLength, true);
    view.setUint32(at + 40, entry.count, true);
    view.setUint32(at + 44, entry.index.minuteCount, true);
    view.setUint32(at + 48, entry.headChecksum, true);
    view.setUint32(at + 52, entry.index.checksum, true);
    view.setUint32(at + 56, entry.index.sumLow, true);
    view.setUint32(at + 60, entry.index.sumHigh, true);
  });
  return bytes;
}

/** The entries of a directory whose checksum was right. */
export function decodeDirectory(bytes: Uint8Array): BlockEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: BlockEntry[] = [];
  for (let at = 0; at + directoryEntryBytes <= bytes.byteLength; at += directoryEntryBytes) {
    entries.push({
      offset: view.getFloat64(at, true),
      baseTime: view.getFloat64(at + 16, true),
      lastTime: view.getFloat64(at + 24, true),
      headLength: view.getUint32(at + 32, true),
      bodyLength: view.getUint32(at + 36, true),
      count: view.getUint32(at + 40, true),
      headChecksum: view.getUint32(at + 48, true),
      index: {
        offset: view.getFloat64(at + 8, true),
        minuteCount: view.getUint32(at + 44, true),
        checksum: view.getUint32(at + 52, true),
        sumLow: view.getUint32(at + 56, true),
        sumHigh: view.getUint32(at + 60, true),
      },
    });
  }
  return entries;
}
