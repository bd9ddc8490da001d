import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrumentId } from '../../market/instrument.ts';
import { Random } from '../../util/random.ts';
import { sealTickFile, TickFileAppender } from './tick-file-appender.ts';
import { makeRows, type TickRows } from './tick-rows.ts';

/*
 * A decoder written from docs/reference/tick-file.md and nothing else: no import from the format's own code, one value
 * at a time, everything checked.
 */

type Tick = [time: number, price: number, ask: number, lots: number, side: number];

const crc = (...parts: Buffer[]): number => parts.reduce((sum, part) => crc32(part, sum), 0x53494953);
const up8 = (at: number): number => Math.ceil(at / 8) * 8;

function decodeFile(file: Buffer): { name: string; sealed: boolean; ticks: Tick[] } {
  expect(file.toString('latin1', 0, 8)).toBe('SIISTICK');
  expect(file.readUInt16LE(8)).toBe(1);
  const length = file.readUInt32LE(12);
  expect(file.readUInt32LE(length - 4)).toBe(crc(file.subarray(0, length - 4)));
  const isQuote = file[10] === 1;
  const [id, price, lot] = [file.readUInt16LE(76), file[78]!, file[79]!];
  expect(length).toBe(up8(80 + id + price + lot + 4));
  const texts = [0, id, id + price].map((at, k) =>
    file.toString('utf8', 80 + at, 80 + [id, id + price, id + price + lot][k]!),
  );
  const name = [...texts, file.readUInt32LE(16)].join(' ');
  const sealed = file[11] === 1;
  const ticks: Tick[] = [];
  if (!sealed) {
    for (let at = length; at < file.length;) at += decodeBlock(file.subarray(at), isQuote, ticks);
    return { name, sealed, ticks };
  }
  const directory = file.subarray(file.readDoubleLE(48));
  expect(file.readDoubleLE(56)).toBe(file.length);
  expect(file.readUInt32LE(64)).toBe(crc(directory));
  expect(directory.length).toBe(64 * file.readUInt32LE(20));
  for (let at = 0, offset = length; at < directory.length; at += 64) {
    expect(directory.readDoubleLE(at)).toBe(offset);
    const before = ticks.length;
    offset += decodeBlock(file.subarray(offset), isQuote, ticks);
    checkEntry(file, directory.subarray(at, at + 64), isQuote, ticks.slice(before));
  }
  expect(ticks.length).toBe(file.readDoubleLE(24));
  expect([ticks[0]![0], ticks.at(-1)![0]]).toEqual([file.readDoubleLE(32), file.readDoubleLE(40)]);
  return { name, sealed, ticks };
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
  expect(block.toString('latin1', 0, 4)).toBe('SBLK');
  const [headLength, bodyLength, count] = [block.readUInt32LE(4), block.readUInt32LE(8), block.readUInt32LE(12)];
  const bytes = block.subarray(0, headLength);
  const body = block.subarray(headLength, headLength + bodyLength);
  expect(bytes.readUInt32LE(68)).toBe(crc(bytes.subarray(0, 68), bytes.subarray(72)));
  expect(bytes.readUInt32LE(36)).toBe(crc(body));
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
  expect(headLength).toBe(up8(position));
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
    expect(head.bytes.readUInt32LE(72 + 16 * groups + 4 * group)).toBe(crc(head.body.subarray(start, at)));
    decodeGroup(head, { group, size, planes }, isQuote, into);
  }
  expect(at).toBe(head.body.length);
  expect(into.at(-1)![0]).toBe(head.bytes.readDoubleLE(16) + head.bytes.readUInt32LE(24));
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
  expect(cursors).toEqual([8, 10, 12, 14].map((offset) => bytes.readUInt16LE(restart + offset)));
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
  expect([entry.readDoubleLE(16), entry.readDoubleLE(24)]).toEqual([ticks[0]![0], ticks.at(-1)![0]]);
  expect([entry.readUInt32LE(40), entry.readUInt32LE(44)]).toEqual([ticks.length, minutes.size]);
  const offset = entry.readDoubleLE(0);
  expect([entry.readUInt32LE(32), entry.readUInt32LE(36)]).toEqual([
    file.readUInt32LE(offset + 4),
    file.readUInt32LE(offset + 8),
  ]);
  expect([entry.readUInt32LE(48), entry.readUInt32LE(52)]).toEqual([file.readUInt32LE(offset + 68), crc(section)]);
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
  expect(section.equals(expected)).toBe(true);
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-format-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const month = 2024 * 12 + 1;

/** A tape that uses every width, escape and side. */
function wildTape(kind: 'trade' | 'quote', count: number, style: number): TickRows {
  const random = new Random(`${kind} ${style}`);
  const pick = <T>(...values: T[]): T => values[style % values.length]!;
  const rows = makeRows(count);
  let time = Date.UTC(2024, 1, 1) + 3;
  let price = 1000;
  for (let k = 0; k < count; k++) {
    const wild = random.next() < 0.01;
    time += wild ? random.below(3e5) : random.below(pick(1, 40, 900, 400_000));
    price = wild ? random.uint32() | 0 : (price + random.below(pick(1, 9, 2000, 200_000)) - 2) | 0;
    rows.time[k] = time;
    rows.price[k] = price;
    rows.ask[k] =
      kind === 'trade' ? price : wild ? random.uint32() | 0 : (price + random.below(pick(1, 20, 1000, 1e6))) | 0;
    rows.lots[k] = wild ? Math.floor(random.next() * 2 ** 53) : 7 + random.below(pick(1, 200, 60_000, 1e6, 1e13));
    rows.side[k] = pick(0, 1 + random.below(2), random.below(3));
  }
  return rows;
}

describe('docs/reference/tick-file.md', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('describes files that are recorded and sealed (tape %i)', (style) => {
    for (const kind of ['trade', 'quote'] as const) {
      const rows = wildTape(kind, 700, style);
      const path = join(folder, `${kind}${style}`);
      const scale = { priceStep: '0.25', lotStep: '0.001' };
      const appender = TickFileAppender.open(path, { instrument: instrumentId('x:É/USD'), kind, scale, month });
      for (const [from, to] of [
        [0, 1],
        [1, 300],
        [300, 700],
      ] as const) {
        appender.append(rows, from, to);
        appender.flush();
      }
      appender.close();
      const ticks = Array.from({ length: 700 }, (_, k): Tick => [
        rows.time[k]!,
        rows.price[k]!,
        rows.ask[k]!,
        rows.lots[k]!,
        rows.side[k]!,
      ]);
      const name = `x:É/USD 0.25 0.001 ${month}`;
      expect(decodeFile(readFileSync(path))).toEqual({ name, sealed: false, ticks });
      sealTickFile(path);
      expect(decodeFile(readFileSync(path))).toEqual({ name, sealed: true, ticks });
    }
  });

  it('uses every width and side in these tapes', () => {
    const seen = new Set<string>();
    for (const style of [0, 1, 2, 3, 4, 5, 6, 7]) {
      for (const kind of ['trade', 'quote']) {
        const file = readFileSync(join(folder, `${kind}${style}`));
        const block = file.subarray(file.readUInt32LE(12));
        ['time', 'price', 'spread', 'lots', 'side'].forEach((plane, k) => seen.add(`${plane} ${block[28 + k]}`));
        ['time', 'price', 'spread', 'lots'].forEach((plane, k) =>
          seen.add(`${plane} ${block.readUInt32LE(40 + 4 * k) > 0 ? 'escaped' : 'fits'}`),
        );
      }
    }
    const widths = ['time', 'price', 'spread', 'lots'].flatMap((plane) =>
      [1, 2, 4].map((width) => `${plane} ${width}`),
    );
    const rest = [
      'lots 8',
      'side 0',
      'side 1',
      'side 2',
      'time escaped',
      'price escaped',
      'spread escaped',
      'lots escaped',
    ];
    expect([...widths, ...rest].filter((each) => !seen.has(each))).toEqual([]);
  });
});
