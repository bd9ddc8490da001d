import { crc32 } from 'node:zlib';

/** Above so many bytes the call into zlib pays for itself. */
const nativeFrom = 1024;

/** Eight tables of the reflected polynomial: table k moves a byte on by k more bytes. */
const tables = makeTables();

/**
 * CRC-32 (IEEE) of bytes [from, to) of a buffer, continued from `seed`: the same as zlib's, which needs ~0.6 µs a call before its
 * first byte. `bytes` and `view` are of the same memory. ~1.2 ns a byte up to 1 KiB, ~0.3 ns above.
 */
export function recordSum(bytes: Uint8Array, view: DataView, range: Range, seed: number): number {
  const { from, to } = range;
  if (to - from > nativeFrom) return crc32(bytes.subarray(from, to), seed);
  let sum = ~seed;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const low = view.getInt32(at, true) ^ sum;
    const high = view.getInt32(at + 4, true);
    sum =
      tables[1792 + (low & 255)]! ^
      tables[1536 + ((low >>> 8) & 255)]! ^
      tables[1280 + ((low >>> 16) & 255)]! ^
      tables[1024 + (low >>> 24)]! ^
      tables[768 + (high & 255)]! ^
      tables[512 + ((high >>> 8) & 255)]! ^
      tables[256 + ((high >>> 16) & 255)]! ^
      tables[high >>> 24]!;
  }
  for (; at < to; at++) sum = tables[(sum ^ view.getUint8(at)) & 255]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** Offsets in a buffer, `to` exclusive. */
export interface Range {
  from: number;
  to: number;
}

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    made[byte] = value;
  }
  for (let at = 256; at < made.length; at++) made[at] = made[made[at - 256]! & 255]! ^ (made[at - 256]! >>> 8);
  return made;
}
