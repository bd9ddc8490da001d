import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/*
 * A decoder written from docs/reference/journal-file.md and nothing else: no import from the program, everything checked. What
 * is wrong is thrown as an AssertionError of Node.
 */

/** A record as it stands in the file. */
export interface JournalEntry {
  readonly number: number;
  readonly time: number;
  readonly backlog: number;
  readonly type: number;
  readonly payload: Buffer;
}

/** A whole journal. */
export interface DecodedJournal {
  readonly records: readonly JournalEntry[];
  readonly states: ReadonlyMap<number, string>;
  /** Bytes of the last segment behind its last good record: what a kill may leave of a write. */
  readonly torn: number;
}

const start = 0x53494953;

/** A header of either kind of file, checked. */
function header(
  file: Buffer,
  magic: string,
): { number: number; chain: number; length: number; sum: number; id: string } {
  equal(file.toString('latin1', 0, 8), magic);
  deepEqual([file.readUInt16LE(8), file.readUInt32LE(12)], [1, 128]);
  const bytes = file.readUInt16LE(10);
  ok(file.subarray(32 + bytes, 124).every((value) => value === 0));
  const sum = file.readUInt32LE(124);
  equal(sum, crc32(file.subarray(0, 124), start));
  const id = file.toString('utf8', 32, 32 + bytes);
  return { number: file.readDoubleLE(16), chain: file.readUInt32LE(24), length: file.readUInt32LE(28), sum, id };
}

/** The record at a place of a segment; `undefined` when there is no good one. */
function recordAt(file: Buffer, at: number, from: { salt: number; number: number }): JournalEntry | undefined {
  if (at + 32 > file.length) return undefined;
  const length = file.readUInt32LE(at + 4);
  const end = Math.ceil((at + 32 + length) / 8) * 8;
  if (end > file.length || file.readUInt32LE(at) !== crc32(file.subarray(at + 4, end), from.salt)) return undefined;
  equal(file.readDoubleLE(at + 8), from.number);
  equal(file.readUInt16LE(at + 30), 1);
  ok(file.subarray(at + 32 + length, end).every((value) => value === 0));
  return {
    number: from.number,
    time: file.readDoubleLE(at + 16),
    backlog: file.readUInt32LE(at + 24),
    type: file.readUInt16LE(at + 28),
    payload: file.subarray(at + 32, at + 32 + length),
  };
}

/** Decodes the journal of a session. A journal that was being made, without a whole header, has no records. */
export function decodeJournal(folder: string, session: string): DecodedJournal {
  const records: JournalEntry[] = [];
  const sums = [0];
  const names = readdirSync(folder).toSorted();
  let torn = 0;
  for (const name of names.filter((each) => each.endsWith('.journal'))) {
    equal(torn, 0, 'only the last segment may be torn');
    const file = readFileSync(join(folder, name));
    if (file.length < 128) {
      torn = file.length;
      continue;
    }
    const head = header(file, 'SIISJRNL');
    deepEqual([head.id, head.number, head.chain, head.length], [session, records.length + 1, sums.at(-1), 0]);
    equal(name, `${String(head.number).padStart(16, '0')}.journal`);
    let at = 128;
    for (;;) {
      const record = recordAt(file, at, { salt: head.sum, number: records.length + 1 });
      if (record === undefined) break;
      records.push(record);
      sums.push(file.readUInt32LE(at));
      at = Math.ceil((at + 32 + record.payload.length) / 8) * 8;
    }
    torn = file.length - at;
  }
  return { records, states: decodeSnapshots(folder, { names, session, sums }), torn };
}

function decodeSnapshots(
  folder: string,
  { names, session, sums }: { names: readonly string[]; session: string; sums: readonly number[] },
): Map<number, string> {
  const states = new Map<number, string>();
  for (const name of names.filter((each) => each.endsWith('.snapshot'))) {
    const file = readFileSync(join(folder, name));
    const head = header(file, 'SIISSNAP');
    deepEqual([head.id, head.chain], [session, sums[head.number]]);
    equal(name, `${String(head.number).padStart(16, '0')}.snapshot`);
    const state = file.subarray(128, 128 + head.length);
    equal(file.length, 128 + head.length + 4);
    equal(file.readUInt32LE(128 + head.length), crc32(state, head.sum));
    states.set(head.number, state.toString());
  }
  return states;
}

const kinds = ['', 'ticks', 'market', 'intent', 'cancel', 'amend', 'report', 'event', 'turn'];

/** What a record says. `undefined` stands as null. */
export function payloadOf({ type, payload }: JournalEntry): { readonly kind: string; readonly [key: string]: unknown } {
  ok(type >= 1 && type < kinds.length, `type ${type}`);
  if (type === 1) return { kind: 'ticks', ...decodeTicks(payload) };
  const body: unknown = JSON.parse(payload.toString(), (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$' in value)) return value;
    ok(key !== '');
    const word = String(value.$);
    return word.endsWith('n') ? BigInt(word.slice(0, -1)) : word === 'undefined' ? null : Number(word);
  });
  return { ...(body as object), kind: kinds[type]! };
}

function decodeTicks(bytes: Buffer): { market: number; quotes: boolean; ticks: unknown[] } {
  const flags = bytes[0]!;
  const count = bytes.readUInt32LE(4);
  let at = 16;
  const column = (width: number, read: (offset: number) => number): number[] => {
    const values = Array.from({ length: count }, (_, k) => read(at + width * k));
    at += width * count;
    return values;
  };
  const offset = column(4, (where) => bytes.readUInt32LE(where));
  const price = column(4, (where) => bytes.readInt32LE(where));
  const ask = flags & 1 ? column(4, (where) => bytes.readInt32LE(where)) : price;
  const width = [0, 4, 8][(flags >> 1) & 3]!;
  const lots = column(width, (where) =>
    width === 0 ? 0 : width === 4 ? bytes.readUInt32LE(where) : bytes.readDoubleLE(where),
  );
  const side = flags & 8 ? offset.map(() => bytes[1]!) : column(1, (where) => bytes[where]!);
  equal(at, bytes.length);
  const ticks = offset.map((ms, k) => [bytes.readDoubleLE(8) + ms, price[k], ask[k], lots[k], side[k]]);
  return { market: bytes.readUInt16LE(2), quotes: (flags & 1) === 1, ticks };
}
