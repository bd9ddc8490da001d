import { crc32 } from 'node:zlib';
import { blockSize } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';

/*
 * Constants of the tick file, version 1. docs/reference/tick-file.md is the specification; a decoder that was written
 * from that page alone reads the same ticks (format.test.ts).
 */

/** What a file begins with. */
export const fileMagic = 'SIISTICK';
/** The version of the format that is written and read. */
export const fileVersion = 1;
/** `SBLK`, little-endian. */
export const blockMagic = 0x4b4c4253;
/** Bytes of a block head before its tables. */
export const blockHeadFixed = 72;
/** Bytes of a block's entry in the directory. */
export const directoryEntryBytes = 64;
/** Largest head that a block can have: every value escaped. */
export const maxHeadBytes = blockHeadFixed + 256 * 20 + blockSize * (8 + 3 * 4 + 4 * 2) + 8;
/** Largest body: every plane at full width. */
export const maxBodyBytes = blockSize * 20 + 256 * 64;

const seed = 0x53494953;

/** CRC-32 (IEEE), continued from `from`; the seed keeps zeros from passing for data. ~0.3 ns a byte. */
export function checksum(bytes: Uint8Array, from = seed): number {
  return crc32(bytes, from);
}

/** The next multiple of 8. */
export function pad8(length: number): number {
  return (length + 7) & ~7;
}

// Planes are read through typed arrays, whose byte order is the machine's.
assert(new Uint8Array(new Uint16Array([1]).buffer)[0] === 1, 'tick files need a little-endian machine');
