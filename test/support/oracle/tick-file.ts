import { deepEqual, equal } from 'node:assert/strict';
import { crc32 } from 'node:zlib';

/*
 * A decoder written from docs/reference/tick-file.md and nothing else: no import from the format's own code, one value
 * at a time, everything checked.
 */

/** A tick as it is stored; without an ask the price stands for it. */
export type Tick = [time: number, price: number, ask: number, lots: number, side: number];

const crc = (...parts: Buffer[]): number => parts.reduce((sum, part) => crc32(part, sum), 0x53494953);
const up8 = (at: number): number => Math.ceil(at / 8) * 8;

/** A file's instrument, steps and month in one text; its ticks; and the bytes behind its last good block while it is recorded. */
export function decodeTickFile(file: Buffer): { name: string; sealed: boolean; ticks: Tick[]; torn: number } {
  equal(file.toString('latin1', 0, 8), 'SIISTICK');
  equal(file.readUInt16LE(8), 1);
  const length = file.readUInt32LE(12);
  equal(file.readUInt32LE(length - 4), crc(file.subarray(0, length - 4)));
  const isQuote = file[10] === 1;
  const [id, price, lot] = [file.readUInt16LE(76), file[78]!, file[79]!];
  equal(length, up8(80 + id + price + lot + 4));
  const texts = [0, id, id + price].map((at, k) =>
    file.toString('utf8', 80 + at, 80 + [id, id + price, id + price + lot][k]!),
  );
  const name = [...texts, file.readUInt32LE(16)].join(' ');
  const sealed = file[11] === 1;
  const ticks: Tick[] = [];
  if (!sealed) {
    let at = length;
    while (isBlock(file.subarray(at))) at += decodeBlock(file.subarray(at), isQuote, ticks);
    return { name, sealed, ticks, torn: file.length - at };
  }
  const directory = file.subarray(file.readDoubleLE(48));
  equal(file.readDoubleLE(56), file.length);
  equal(file.readUInt32LE(64), crc(directory));
  equal(directory.length, 64 * file.readUInt32LE(20));
  for (let at = 0, offset = length; at < directory.length; at += 64) {
    equal(directory.readDoubleLE(at), offset);
    const before = ticks.length;
    offset += decodeBlock(file.subarray(offset), isQuote, ticks);
    checkEntry(file, directory.subarray(at, at + 64), isQuote, ticks.slice(before));
  }
  equal(ticks.length, file.readDoubleLE(24));
  deepEqual([ticks[0]![0], ticks.at(-1)![0]], [file.readDoubleLE(32), file.readDoubleLE(40)]);
  return { name, sealed, ticks, torn: 0 };
}

/** Whether a whole block begins here: what is torn has lengths that do not fit, or a checksum that is wrong. */
function isBlock(block: Buffer): boolean {
  if (block.length < 72 || block.toString('latin1', 0, 4) !== 'SBLK') return false;
  const [head, body] = [block.readUInt32LE(4), block.readUInt32LE(8)];
  if (head < 72 || head + body > block.length) return false;
  if (block.readUInt32LE(68) !== crc(block.subarray(0, 68), block.subarray(72, head))) return false;
  return block.readUInt32LE(36) === crc(block.subarray(head, head + body));
}

interface Head {
  readonly bytes: Buffer;
  readonly body: Buffer;
  readonly count: number;
  readonly widths: readonly number[];
  readonly sideBits: number;
  /** Escaped values by position: times, prices, spreads, lots. */
  readonly escapes: readonly Map<number, number>[];
}

function parseHead(block: Buffer): Head {
  equal(block.toString('latin1', 0, 4), 'SBLK');
  const [headLength, bodyLength, count] = [block.readUInt32LE(4), block.readUInt32LE(8), block.readUInt32LE(12)];
  const bytes = block.subarray(0, headLength);
  const body = block.subarray(headLength, headLength + bodyLength);
  equal(bytes.readUInt32LE(68), crc(bytes.subarray(0, 68), bytes.subarray(72)));
  equal(bytes.readUInt32LE(36), crc(body));
  const counts = [40, 44, 48, 52].map((at) => bytes.readUInt32LE(at));
  const [eT = 0, eP = 0, eS = 0, eL = 0] = counts;
  const lotsAt = up8(72 + 20 * Math.ceil(count / 256));
  const timeAt = lotsAt + 8 * eL;
  const priceAt = timeAt + 4 * eT;
  const spreadAt = priceAt + 4 * eP;
  let position = spreadAt + 4 * eS;
  const values = [
    (k: number): number => bytes.readUInt32LE(timeAt + 4 * k),
    (k: number): number => bytes.readInt32LE(priceAt + 4 * k),
    (k: number): number => bytes.readUInt32LE(spreadAt + 4 * k),
    (k: number): number => bytes.readDoubleLE(lotsAt + 8 * k),
  ];
  const escapes = counts.map((escaped, plane) => {
    const list = new Map<number, number>();
    for (let k = 0; k < escaped; k++, position += 2) list.set(bytes.readUInt16LE(position), values[plane]!(k));
    return list;
  });
  equal(headLength, up8(position));
  return { bytes, body, count, widths: [...bytes.subarray(28, 32)], sideBits: bytes[32]!, escapes };
}

/** @returns the block's length. */
function decodeBlock(block: Buffer, isQuote: boolean, into: Tick[]): number {
  const head = parseHead(block);
  const groups = Math.ceil(head.count / 256);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    const size = Math.min(256, head.count - 256 * group);
    const planes: number[] = [];
    const start = at;
    for (const bytes of [...head.widths, head.sideBits / 8]) {
      planes.push(at);
      at += up8(Math.ceil(bytes * size));
    }
    equal(head.bytes.readUInt32LE(72 + 16 * groups + 4 * group), crc(head.body.subarray(start, at)));
    decodeGroup(head, { group, size, planes }, isQuote, into);
  }
  equal(at, head.body.length);
  equal(into.at(-1)![0], head.bytes.readDoubleLE(16) + head.bytes.readUInt32LE(24));
  return head.bytes.length + head.body.length;
}

function decodeGroup(
  head: Head,
  part: { group: number; size: number; planes: number[] },
  isQuote: boolean,
  into: Tick[],
): void {
  const { bytes, body, escapes, widths } = head;
  const restart = 72 + 16 * part.group;
  const first = 256 * part.group;
  const cursors = escapes.map((list) => [...list.keys()].filter((index) => index < first).length);
  deepEqual(
    cursors,
    [8, 10, 12, 14].map((offset) => bytes.readUInt16LE(restart + offset)),
  );
  let time = bytes.readUInt32LE(restart);
  let price = bytes.readInt32LE(restart + 4);
  for (let k = 0; k < part.size; k++) {
    const escaped = escapes.map((list) => list.get(first + k));
    const plain = [unsigned, signed, unsigned, unsigned].map((read, plane) =>
      read(body, part.planes[plane]!, widths[plane]!, k),
    );
    time = (time + (escaped[0] ?? plain[0]!)) >>> 0;
    price = (price + (escaped[1] ?? plain[1]!)) | 0;
    const ask = isQuote ? (price + bytes.readInt32LE(64) + (escaped[2] ?? plain[2]!)) | 0 : price;
    const lots = escaped[3] ?? bytes.readDoubleLE(56) + plain[3]!;
    into.push([bytes.readDoubleLE(16) + time, price, ask, lots, sideOf(head, part.planes[4]!, k)]);
  }
}

function sideOf({ bytes, body, sideBits }: Head, at: number, k: number): number {
  if (sideBits === 0) return bytes[33]!;
  const code = (body[at + Math.floor((sideBits * k) / 8)]! >> ((sideBits * k) % 8)) & (2 ** sideBits - 1);
  return sideBits === 1 ? code + 1 : code;
}

function unsigned(body: Buffer, at: number, width: number, k: number): number {
  if (width === 0) return 0;
  return width === 8 ? body.readDoubleLE(at + 8 * k) : body.readUIntLE(at + width * k, width);
}

function signed(body: Buffer, at: number, width: number, k: number): number {
  return width === 0 ? 0 : body.readIntLE(at + width * k, width);
}

function checkEntry(file: Buffer, entry: Buffer, isQuote: boolean, ticks: Tick[]): void {
  const minutes = Map.groupBy(ticks.entries(), ([, [time]]) => Math.floor(time / 60_000) * 60_000);
  const groups = Math.ceil(ticks.length / 256);
  const length = up8(groups * 16 + minutes.size * (isQuote ? 52 : 36));
  const section = file.subarray(entry.readDoubleLE(8), entry.readDoubleLE(8) + length);
  deepEqual([entry.readDoubleLE(16), entry.readDoubleLE(24)], [ticks[0]![0], ticks.at(-1)![0]]);
  deepEqual([entry.readUInt32LE(40), entry.readUInt32LE(44)], [ticks.length, minutes.size]);
  const offset = entry.readDoubleLE(0);
  deepEqual(
    [entry.readUInt32LE(32), entry.readUInt32LE(36)],
    [file.readUInt32LE(offset + 4), file.readUInt32LE(offset + 8)],
  );
  deepEqual([entry.readUInt32LE(48), entry.readUInt32LE(52)], [file.readUInt32LE(offset + 68), crc(section)]);
  const expected = Buffer.alloc(length);
  let at = 0;
  const i32 = (value: number): number => (at = expected.writeInt32LE(value, at));
  const f64 = (value: number): number => (at = expected.writeDoubleLE(value, at));
  for (let group = 0; group < groups; group++) {
    const part = ticks.slice(256 * group, 256 * group + 256);
    for (const column of [1, 2] as const) {
      i32(Math.min(...part.map((tick) => tick[column])));
      i32(Math.max(...part.map((tick) => tick[column])));
    }
  }
  const rows = [...minutes].map(([time, list]) => ({ time, first: list[0]![0], ticks: list.map(([, tick]) => tick) }));
  for (const row of rows) f64(row.time);
  for (const row of rows) f64(row.ticks.reduce((sum, tick) => sum + tick[3], 0));
  for (const row of rows) i32(row.first);
  for (const column of isQuote ? ([1, 2] as const) : ([1] as const)) {
    for (const row of rows) i32(row.ticks[0]![column]);
    for (const row of rows) i32(Math.max(...row.ticks.map((tick) => tick[column])));
    for (const row of rows) i32(Math.min(...row.ticks.map((tick) => tick[column])));
    for (const row of rows) i32(row.ticks.at(-1)![column]);
  }
  equal(section.equals(expected), true);
}
