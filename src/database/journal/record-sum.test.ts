import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSum } from './record-sum.ts';

describe('recordSum', () => {
  it.each([0, 1, 7, 8, 9, 1023, 1024, 1025, 4000])('is the CRC-32 of zlib, %i bytes long', (length) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: length, maxLength: length }),
        fc.nat(9),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (part, from, seed) => {
          const bytes = new Uint8Array(from + length + 3).fill(7);
          bytes.set(part, from);
          const view = new DataView(bytes.buffer);
          expect(recordSum(bytes, view, { from, to: from + length }, seed)).toBe(crc32(part, seed));
        },
      ),
      { numRuns: 30 },
    );
  });
});
