import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { instrumentId } from '../../src/market/instrument.ts';
import type { TickBlock, TickKind } from '../../src/market/tick-block.ts';
import { Random } from '../../src/util/random.ts';
import { monthOf } from '../../src/database/month.ts';
import { RowReader } from '../../src/database/tick-file/row-reader.ts';
import { TickFile } from '../../src/database/tick-file/tick-file.ts';
import { TickFileAppender } from '../../src/database/tick-file/tick-file-appender.ts';
import { TickFileReader } from '../../src/database/tick-file/tick-file-reader.ts';
import { type OpenHeader, TickFileWriter } from '../../src/database/tick-file/tick-file-writer.ts';
import { makeRows, type TickRows } from '../../src/database/tick-file/tick-rows.ts';

/** When the tapes begin. */
export const base = Date.UTC(2024, 0, 5);

/** Where the files of the tests lie. */
export let folder = '';

/** Of a file of these tapes. */
export function header(kind: TickKind): OpenHeader {
  return {
    instrument: instrumentId('binance:BTC/USDT'),
    kind,
    scale: { priceStep: '0.1', lotStep: '0.001' },
    month: monthOf(base),
  };
}

/** An invented tape with all that planes treat apart: repeats, jumps, gaps of about `gap` ms. */
export function tape(kind: TickKind, count: number, gap = 500): TickRows {
  const random = new Random(`${kind}${count}`);
  const rows = makeRows(count);
  let time = base + 17;
  let price = 430_000;
  for (let k = 0; k < count; k++) {
    time += random.next() < 0.3 ? 0 : random.below(random.next() < 0.01 ? 400 * gap : gap);
    price += random.next() < 0.2 ? random.below(random.next() < 0.05 ? 1000 : 5) - 2 : 0;
    rows.time[k] = time;
    rows.price[k] = price;
    rows.ask[k] = kind === 'quote' ? price + 1 + random.below(4) : price;
    rows.lots[k] = kind === 'quote' ? 0 : 1 + random.below(random.next() < 0.02 ? 1e7 : 3000);
    rows.side[k] = kind === 'quote' ? 0 : 1 + random.below(2);
  }
  return rows;
}

/** Writes a sealed file, from rows handed over in portions. */
export function writeSealed(path: string, kind: TickKind, rows: TickRows, portion = Infinity): void {
  const writer = new TickFileWriter(path, header(kind));
  for (let at = 0; at < rows.time.length; at += portion)
    writer.append(rows, at, Math.min(at + portion, rows.time.length));
  writer.finish();
}

/** Writes a file that is being recorded, a block a portion. */
export function writeOpen(path: string, kind: TickKind, rows: TickRows, portion: number): void {
  const appender = TickFileAppender.open(path, header(kind));
  for (let at = 0; at < rows.time.length; at += portion) {
    appender.append(rows, at, Math.min(at + portion, rows.time.length));
    appender.flush();
  }
  appender.close();
}

/** Ticks as text, one a line: cheap to compare and readable where they differ. */
export function textOf(rows: TickRows, from = 0, to = rows.time.length): string {
  let text = '';
  for (let k = from; k < to; k++) {
    text += `${rows.time[k]} ${rows.price[k]} ${rows.ask[k]} ${rows.lots[k]} ${rows.side[k]}\n`;
  }
  return text;
}

/** All ticks of a file, as text. */
export function readAll(path: string): string {
  const file = TickFile.open(path);
  try {
    file.refuseLost(-Infinity, Infinity);
    const reader = new RowReader(file, { price: 1, lots: 1 });
    let text = '';
    while (reader.advance()) text += textOf(reader.rows, 0, reader.count);
    return text;
  } finally {
    file.close();
  }
}

/** Reads a range of one file. */
export function reader(path: string, kind: TickKind, from: number, to: number): TickFileReader {
  return new TickFileReader({ kind, scale: header(kind).scale, from, to, paths: [path] });
}

/** The lowest and highest of `values` in [from, to). */
export function extremes(values: Int32Array, from: number, to: number): [low: number, high: number] {
  const part = values.subarray(from, to);
  return [part.reduce((low, value) => Math.min(low, value)), part.reduce((high, value) => Math.max(high, value))];
}

/** Holds the index of a block against its ticks. */
export function checkIndex(block: TickBlock): void {
  const { groups, minutes, columns, count, baseTime } = block;
  const { offset, price, ask, lots } = columns;
  expect([baseTime + offset[0]!, baseTime + offset[count - 1]!]).toEqual([block.baseTime, block.lastTime]);
  const expected: number[] = [];
  for (let from = 0; from < count; from += 256) {
    const to = Math.min(from + 256, count);
    expected.push(...extremes(price, from, to), ...extremes(ask, from, to));
  }
  expect(Array.from(groups)).toEqual(expected);
  let next = 0;
  for (let row = 0; row < minutes.count; row++) {
    const from = minutes.first[row]!;
    const to = row + 1 < minutes.count ? minutes.first[row + 1]! : count;
    const times = [baseTime + offset[from]!, baseTime + offset[to - 1]!];
    expect([from, ...times.map((time) => Math.floor(time / 60_000) * 60_000)]).toEqual([
      next,
      minutes.time[row],
      minutes.time[row],
    ]);
    const { open, high, low, close, askOpen, askHigh, askLow, askClose } = minutes;
    expect([
      [low[row], high[row]],
      [askLow[row], askHigh[row]],
    ]).toEqual([extremes(price, from, to), extremes(ask, from, to)]);
    expect([open[row], close[row], askOpen[row], askClose[row]]).toEqual([
      price[from],
      price[to - 1],
      ask[from],
      ask[to - 1],
    ]);
    expect(minutes.volume[row]).toBe(lots.subarray(from, to).reduce((sum, size) => sum + size, 0));
    next = to;
  }
  expect(next).toBe(count);
}

/** Ticks of a range, with the index of each block checked against them. */
export function readRange(path: string, kind: TickKind, from: number, to: number): string {
  const source = reader(path, kind, from, to);
  let text = '';
  for (let block = source.next(); block !== undefined; block = source.next()) {
    block.decode(0, block.count);
    checkIndex(block);
    const { baseTime, columns, count } = block;
    text += textOf({ ...columns, time: Float64Array.from(columns.offset, (offset) => baseTime + offset) }, 0, count);
  }
  source.close();
  return text;
}

/** Sets up and clears away what the tests of a file share. */
export function useTickFolder(): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'siis-ticks-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
