import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { newFolder } from '../../../test/support/journals.ts';
import { instrumentId } from '../../market/instrument.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import { type JournalPayload, PayloadEncoder } from './payload.ts';

/*
 * A decoder written from docs/reference/journal-file.md and nothing else: no import from the format's own code, everything
 * checked.
 */

interface Found {
  readonly number: number;
  readonly time: number;
  readonly backlog: number;
  readonly payload: unknown;
}

const start = 0x53494953;

function header(
  file: Buffer,
  magic: string,
): { session: string; number: number; chain: number; length: number; sum: number } {
  expect(file.toString('latin1', 0, 8)).toBe(magic);
  expect([file.readUInt16LE(8), file.readUInt32LE(12)]).toEqual([1, 128]);
  const bytes = file.readUInt16LE(10);
  expect(file.subarray(32 + bytes, 124).every((value) => value === 0)).toBe(true);
  const sum = file.readUInt32LE(124);
  expect(sum).toBe(crc32(file.subarray(0, 124), start));
  const session = file.toString('utf8', 32, 32 + bytes);
  return { session, number: file.readDoubleLE(16), chain: file.readUInt32LE(24), length: file.readUInt32LE(28), sum };
}

function decodeJournal(folder: string, session: string): { records: Found[]; states: Map<number, string> } {
  const records: Found[] = [];
  const sums = [0];
  const names = readdirSync(folder).toSorted();
  for (const name of names.filter((each) => each.endsWith('.journal'))) {
    const file = readFileSync(join(folder, name));
    const head = header(file, 'SIISJRNL');
    expect(head).toMatchObject({ session, number: records.length + 1, chain: sums.at(-1), length: 0 });
    expect(name).toBe(`${String(head.number).padStart(16, '0')}.journal`);
    for (let at = 128; at < file.length;) {
      const length = file.readUInt32LE(at + 4);
      const end = Math.ceil((at + 32 + length) / 8) * 8;
      const sum = file.readUInt32LE(at);
      expect(sum).toBe(crc32(file.subarray(at + 4, end), head.sum));
      expect(file.subarray(at + 32 + length, end).every((value) => value === 0)).toBe(true);
      sums.push(sum);
      const [type, version] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30)];
      expect(version).toBe(1);
      records.push({
        number: file.readDoubleLE(at + 8),
        time: file.readDoubleLE(at + 16),
        backlog: file.readUInt32LE(at + 24),
        payload: decodePayload(type, file.subarray(at + 32, at + 32 + length)),
      });
      at = end;
    }
  }
  const states = new Map<number, string>();
  for (const name of names.filter((each) => each.endsWith('.snapshot'))) {
    const file = readFileSync(join(folder, name));
    const head = header(file, 'SIISSNAP');
    expect(head).toMatchObject({ session, chain: sums[head.number] });
    expect(name).toBe(`${String(head.number).padStart(16, '0')}.snapshot`);
    const state = file.subarray(128, 128 + head.length);
    expect(file.length).toBe(128 + head.length + 4);
    expect(file.readUInt32LE(128 + head.length)).toBe(crc32(state, head.sum));
    states.set(head.number, state.toString());
  }
  return { records, states };
}

const kinds = ['', 'ticks', 'market', 'intent', 'cancel', 'amend', 'report', 'event'];

function decodePayload(type: number, bytes: Buffer): unknown {
  if (type === 1) return decodeTicks(bytes);
  const body: unknown = JSON.parse(bytes.toString(), (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$' in value)) return value;
    expect(key).not.toBe('');
    const word = String(value.$);
    return word.endsWith('n') ? BigInt(word.slice(0, -1)) : word === 'undefined' ? null : Number(word);
  });
  return { kind: kinds[type], ...(body as object) };
}

function decodeTicks(bytes: Buffer): unknown {
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
  expect(at).toBe(bytes.length);
  const ticks = offset.map((ms, k) => [bytes.readDoubleLE(8) + ms, price[k], ask[k], lots[k], side[k]]);
  return { market: bytes.readUInt16LE(2), quotes: (flags & 1) === 1, ticks };
}

/** Ticks in every width that columns have. */
function someTicks(random: Random, style: number): { payload: JournalPayload; expected: unknown } {
  const count = 1 + random.below(40);
  const row = <T>(make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k));
  const quotes = style % 2 === 1;
  const price = Int32Array.from(row(() => random.uint32()));
  const offset = Uint32Array.from(row((k) => k * 7));
  const lots = Float64Array.from(row(() => [0, random.uint32(), random.uint32() * 1000 + 0.5][style % 3]!));
  const side = Uint8Array.from(row(() => (style % 4 < 2 ? 2 : random.below(3))));
  const ask = quotes ? Int32Array.from(row(() => random.uint32())) : price;
  const columns = { offset, price, ask, lots, side };
  return {
    payload: { kind: 'ticks', market: style, ticks: quotes ? 'quote' : 'trade', baseTime: 1e12, count, columns },
    expected: {
      market: style,
      quotes,
      ticks: row((k) => [1e12 + offset[k]!, price[k], ask[k], lots[k], side[k]]),
    },
  };
}

describe('docs/reference/journal-file.md', () => {
  it('describes journals that are written', () => {
    const random = new Random('journal');
    const folder = newFolder();
    const session = 'une séance';
    const journal = Journal.open({ folder, session, segmentBytes: 2000, bufferBytes: 500 });
    const encoder = new PayloadEncoder();
    const expected: Found[] = [];
    let backlog = 0;
    const add = (payload: JournalPayload, meant: unknown): void => {
      const time = 1e12 + expected.length * 0.25;
      const before = journal.committed;
      const number = journal.append(encoder.encode(payload), time);
      // A full segment is committed before the record that begins the next one.
      backlog = journal.committed === before ? backlog + 1 : 1;
      expected.push({ number, time, backlog, payload: meant });
    };
    for (let k = 0; k < 60; k++) {
      const ticks = someTicks(random, k % 12);
      add(ticks.payload, ticks.expected);
      const market = {
        kind: 'market',
        market: k,
        instrument: instrumentId('x:É/USD'),
        ticks: 'quote',
        scale: { priceStep: '0.1', lotStep: '1' },
      } as const;
      add(market, market);
      const fill = {
        kind: 'fill',
        fillId: 'f',
        orderId: 'o',
        time: 1,
        price: NaN,
        lots: Infinity,
        fee: -(7n ** 40n),
        maker: true,
        raised: false,
        orderLots: 0,
      } as const;
      add({ kind: 'report', report: fill }, { kind: 'report', report: fill });
      add(
        { kind: 'cancel', orderId: 'o', reason: 'r', time: k },
        { kind: 'cancel', orderId: 'o', reason: 'r', time: k },
      );
      if (k % 4 === 3) {
        journal.commit();
        backlog = 0;
      }
      if (k % 20 === 19) journal.snapshot(Buffer.from(`state ${k}`));
    }
    journal.close();
    const found = decodeJournal(folder, session);
    expect(found.records).toEqual(expected);
    expect([...found.states]).toEqual([
      [80, 'state 19'],
      [160, 'state 39'],
      [240, 'state 59'],
    ]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.journal')).length).toBeGreaterThan(3);
  });
});
