import type { EncodedPayload } from '../../src/database/journal/record.ts';
import type { Recovery } from '../../src/database/journal/recovery.ts';

/** A payload that is a number and some bytes more. */
export function numberPayload(value: number, extra: number): EncodedPayload {
  const bytes = Buffer.alloc(8 + extra, 'extra ');
  bytes.writeDoubleLE(value);
  return { type: 1, version: 1, bytes };
}

/** The number in a payload or a state; 0 without one. */
export function numberIn(bytes: Uint8Array | undefined): number {
  if (bytes === undefined) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(0, true);
}

/** The numbers of all records that a recovery has to fold in. */
export function numbersOf({ records }: Recovery): number[] {
  const numbers: number[] = [];
  for (let record = records.next(); record !== undefined; record = records.next()) numbers.push(numberIn(record.bytes));
  return numbers;
}
