import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrumentId } from '../../market/instrument.ts';
import type { TickBlock, TickKind } from '../../market/tick-block.ts';
import { Random } from '../../util/random.ts';
import { SiisError } from '../../util/errors.ts';
import { monthOf } from '../month.ts';
import { RowReader } from './row-reader.ts';
import { TickFile } from './tick-file.ts';
import { sealTickFile, TickFileAppender } from './tick-file-appender.ts';
import { lowerBound, TickFileReader } from './tick-file-reader.ts';
import { type OpenHeader, TickFileWriter } from './tick-file-writer.ts';
import { makeRows, type TickRows } from './tick-rows.ts';

const base = Date.UTC(2024, 0, 5);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-ticks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function header(kind: TickKind): OpenHeader {
  return {
    instrument: instrumentId('binance:BTC/USDT'),
    kind,
    scale: { priceStep: '0.1', lotStep: '0.001' },
    month: monthOf(base),
  };
}

function tape(kind: TickKind, count: number, gap = 500): TickRows {
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

function writeSealed(path: string, kind: TickKind, rows: TickRows, portion = Infinity): void {
  const writer = new TickFileWriter(path, header(kind));
  for (let at = 0; at < rows.time.length; at += portion)
    writer.append(rows, at, Math.min(at + portion, rows.time.length));
  writer.finish();
}

function writeOpen(path: string, kind: TickKind, rows: TickRows, portion: number): void {
  const appender = TickFileAppender.open(path, header(kind));
  for (let at = 0; at < rows.time.length; at += portion) {
    appender.append(rows, at, Math.min(at + portion, rows.time.length));
    appender.flush();
  }
  appender.close();
}

/** Ticks as text, one a line: cheap to compare and readable where they differ. */
function textOf(rows: TickRows, from = 0, to = rows.time.length): string {
  let text = '';
  for (let k = from; k < to; k++) {
    text += `${rows.time[k]} ${rows.price[k]} ${rows.ask[k]} ${rows.lots[k]} ${rows.side[k]}\n`;
  }
  return text;
}

function readAll(path: string): string {
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

function reader(path: string, kind: TickKind, from: number, to: number): TickFileReader {
  return new TickFileReader({ kind, scale: header(kind).scale, from, to, paths: [path] });
}

/** The lowest and highest of `values` in [from, to). */
function extremes(values: Int32Array, from: number, to: number): [low: number, high: number] {
  const part = values.subarray(from, to);
  return [part.reduce((low, value) => Math.min(low, value)), part.reduce((high, value) => Math.max(high, value))];
}

function checkIndex(block: TickBlock): void {
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
function readRange(path: string, kind: TickKind, from: number, to: number): string {
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

describe.each<TickKind>(['trade', 'quote'])('tick file of %ss', (kind) => {
  const rows = tape(kind, 70_000, 90);
  const long = tape(kind, 132_001, 90);

  it('gives back what was written, sealed or being recorded', () => {
    const path = join(folder, `all-${kind}`);
    writeSealed(`${path}-sealed`, kind, rows);
    expect(readAll(`${path}-sealed`) === textOf(rows)).toBe(true);
    writeOpen(`${path}-open`, kind, rows, 9_001);
    expect(readAll(`${path}-open`) === textOf(rows)).toBe(true);
  });

  it('has the same bytes in whatever portions the ticks came', () => {
    const path = join(folder, `portion-${kind}`);
    writeSealed(`${path}-1`, kind, rows);
    writeSealed(`${path}-2`, kind, rows, 777);
    expect(Buffer.compare(readFileSync(`${path}-1`), readFileSync(`${path}-2`))).toBe(0);
    writeOpen(`${path}-3`, kind, rows, 9_001);
    sealTickFile(`${path}-3`);
    expect(Buffer.compare(readFileSync(`${path}-1`), readFileSync(`${path}-3`))).toBe(0);
  });

  it('copies full blocks as they are and goes on behind them', () => {
    const path = join(folder, `copy-${kind}`);
    writeSealed(`${path}-1`, kind, long);
    const old = TickFile.open(`${path}-1`);
    const writer = new TickFileWriter(`${path}-2`, header(kind));
    const copied = writer.copyFull(old, long.time[131_500]!);
    // The last block copied must not end in the ms that the next one begins with.
    const untied = [2, 1, 0].find((count) => long.time[count * 65_536 - 1] !== long.time[count * 65_536]);
    expect(copied).toBe(untied);
    writer.append(long, copied * 65_536, long.time.length);
    writer.finish();
    old.close();
    expect(Buffer.compare(readFileSync(`${path}-1`), readFileSync(`${path}-2`))).toBe(0);
  });

  it('cuts a range exactly, with an index of the part', () => {
    const path = join(folder, `cut-${kind}`);
    writeSealed(path, kind, rows);
    const random = new Random(7);
    const [first, last] = [rows.time[0]!, rows.time.at(-1)!];
    const ranges = [
      [first, last + 1],
      [first + 1, last],
      [last, last + 1],
      [first, first + 1],
      [first - 1000, first],
      [last + 1, last + 1000],
    ];
    for (let k = 0; k < 8; k++) {
      const from = rows.time[random.below(rows.time.length)]! + random.below(3) - 1;
      ranges.push([from, from + random.below(k < 5 ? 60_000 : 4_000_000)]);
    }
    for (const [from = 0, to = 0] of ranges) {
      const expected = textOf(
        rows,
        lowerBound(rows.time, from, 0, rows.time.length),
        lowerBound(rows.time, to, 0, rows.time.length),
      );
      expect(readRange(path, kind, from, to) === expected).toBe(true);
    }
  });

  it('decodes spans of a block in any order', () => {
    const path = join(folder, `span-${kind}`);
    writeSealed(path, kind, rows);
    const source = reader(path, kind, -Infinity, Infinity);
    const random = new Random(3);
    for (let block = source.next(), at = 0; block !== undefined; at += block.count, block = source.next()) {
      for (let k = 0; k < 120; k++) {
        const from = random.below(block.count);
        const to = Math.min(block.count, from + 1 + random.below(k < 50 ? 20 : 900));
        block.decode(from, to);
        for (const index of [from, to - 1, from + random.below(to - from)]) {
          const { offset, price, ask, lots, side } = block.columns;
          const tick = [block.baseTime + offset[index]!, price[index], ask[index], lots[index], side[index]];
          expect(`${tick.join(' ')}\n`).toBe(textOf(rows, at + index, at + index + 1));
        }
      }
    }
    source.close();
  });
});

describe('recording', () => {
  const rows = tape('trade', 900);

  it('goes on with a file that was left open', () => {
    const path = join(folder, 'again');
    for (let at = 0; at < 900; at += 300) {
      const appender = TickFileAppender.open(path, header('trade'));
      expect(appender.damage).toBeUndefined();
      appender.append(rows, at, at + 300);
      appender.close({ sync: true });
    }
    expect(readAll(path)).toEqual(textOf(rows));
  });

  it('goes on with a sealed file, and with one in other steps', () => {
    const path = join(folder, 'unseal');
    const all = tape('trade', 600);
    const writer = new TickFileWriter(path, header('trade'));
    writer.append(all, 0, 300);
    writer.finish();
    const same = TickFileAppender.open(path, header('trade'));
    same.append(all, 300, 400);
    same.close();
    const fine = TickFileAppender.open(path, { ...header('trade'), scale: { priceStep: '0.25', lotStep: '0.0001' } });
    expect(fine.header.scale).toEqual({ priceStep: '0.05', lotStep: '0.0001' });
    fine.close();
    const expected = { ...all, price: all.price.map((each) => each * 2), ask: all.ask.map((each) => each * 2) };
    expect(readAll(path)).toBe(textOf({ ...expected, lots: all.lots.map((each) => each * 10) }, 0, 400));
  });

  it('removes a recording without ticks when it is sealed', () => {
    const path = join(folder, 'empty');
    TickFileAppender.open(path, header('trade')).close();
    sealTickFile(path);
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });
});

/** What came of opening and reading a damaged file. */
type Outcome = { kind: 'refused'; error: SiisError } | { kind: 'read'; rows: string; named: boolean };

function overwrite(path: string, bytes: Uint8Array): void {
  // In place: emptying and filling a file anew waits for the disk on some file systems.
  const fd = openSync(path, existsSync(path) ? 'r+' : 'w');
  writeSync(fd, bytes, 0, bytes.length, 0);
  ftruncateSync(fd, bytes.length);
  closeSync(fd);
}

function tryRead(path: string, bytes: Uint8Array): Outcome {
  overwrite(path, bytes);
  try {
    const file = TickFile.open(path);
    const named = file.damage.length > 0;
    file.close();
    return { kind: 'read', rows: readAll(path), named };
  } catch (error) {
    if (error instanceof SiisError && error.code === 'DATA_CORRUPT') return { kind: 'refused', error };
    throw error;
  }
}

/** Nothing but a named good prefix or a refusal may come of damage. */
function judge(outcome: Outcome, good: string, boundaries: ReadonlySet<number>): void {
  if (outcome.kind === 'refused') return;
  expect(good.startsWith(outcome.rows)).toBe(true);
  const count = outcome.rows.split('\n').length - 1;
  if (outcome.rows.length < good.length) expect(outcome.named || boundaries.has(count)).toBe(true);
}

describe('damage', () => {
  const rows = tape('trade', 27);
  const good = textOf(rows);
  let open: Uint8Array = new Uint8Array();
  let sealed: Uint8Array = new Uint8Array();
  beforeAll(() => {
    writeOpen(join(folder, 'open'), 'trade', rows, 9);
    writeSealed(join(folder, 'sealed'), 'trade', rows);
    open = Uint8Array.from(readFileSync(join(folder, 'open')));
    sealed = Uint8Array.from(readFileSync(join(folder, 'sealed')));
  });
  const blockEnds = new Set([0, 9, 18, 27]);

  it('of any length cut off a recording leaves a named good prefix or is refused', () => {
    for (let length = 0; length < open.length; length++) {
      judge(tryRead(join(folder, 'torn'), open.subarray(0, length)), good, blockEnds);
    }
  });

  it('of any length cut off a sealed file is refused, or costs the index only', () => {
    for (let length = 0; length < sealed.length; length++) {
      const outcome = tryRead(join(folder, 'torn'), sealed.subarray(0, length));
      if (outcome.kind === 'read') expect([outcome.rows, outcome.named]).toEqual([good, true]);
    }
  });

  it('of any bit of a recording leaves a named good prefix or is refused', () => {
    flipEach(open, (bytes) => judge(tryRead(join(folder, 'flip'), bytes), good, new Set()));
  });

  it('of any bit of the last block of a recording costs that block, of an earlier one the file', () => {
    const [first, last] = [Buffer.from(open).indexOf('SBLK'), Buffer.from(open).lastIndexOf('SBLK')];
    const kept = textOf(rows, 0, 18);
    flipEach(open, (bytes, at) => {
      if (at < first) return;
      const outcome = tryRead(join(folder, 'flip'), bytes);
      if (at < last) expect(outcome.kind).toBe('refused');
      else expect(outcome).toEqual({ kind: 'read', rows: kept, named: true });
    });
  });

  it('of a group shows when that group is asked for alone', () => {
    const path = join(folder, 'group');
    const many = tape('trade', 20_000);
    writeSealed(path, 'trade', many);
    const file = TickFile.open(path);
    file.close();
    const bytes = readFileSync(path);
    // Inside group 40 of 79.
    bytes[
      file.entries[0]!.offset + file.entries[0]!.headLength + Math.floor((file.entries[0]!.bodyLength * 40.5) / 79)
    ]! ^= 1;
    writeFileSync(path, bytes);
    const source = reader(path, 'trade', -Infinity, Infinity);
    const block = source.next()!;
    block.decode(39 * 256, 40 * 256);
    expect(block.columns.price[39 * 256]).toBe(many.price[39 * 256]);
    expect(() => block.decode(40 * 256, 41 * 256)).toThrow('are damaged');
    source.close();
  });

  it('of any bit of a sealed file is refused, or costs the index only', () => {
    flipEach(sealed, (bytes) => {
      const outcome = tryRead(join(folder, 'flip'), bytes);
      if (outcome.kind === 'read') expect(outcome.rows).toEqual(good);
    });
  });

  it('of any bit of a sealed file never shows in an index', () => {
    const path = join(folder, 'flip-index');
    flipEach(sealed, (bytes) => {
      overwrite(path, bytes);
      try {
        expect(readRange(path, 'trade', -Infinity, Infinity)).toEqual(good);
      } catch (error) {
        if (!(error instanceof SiisError)) throw error;
      }
    });
  });

  it('by zeros in place of any tail, or behind the end, leaves a named good prefix or is refused', () => {
    for (const [bytes, ends] of [
      [open, blockEnds],
      [sealed, new Set<number>()],
    ] as const) {
      for (let length = 0; length < bytes.length; length++) {
        const zeroed = bytes.slice().fill(0, length);
        judge(tryRead(join(folder, 'zero'), zeroed), good, ends);
      }
      for (let extra = 1; extra < 200; extra++) {
        const longer = new Uint8Array(bytes.length + extra);
        longer.set(bytes);
        const outcome = tryRead(join(folder, 'zero'), longer);
        expect(outcome).toMatchObject({ kind: 'read', rows: good, named: true });
      }
    }
  });

  it('names the torn tail, and recording goes on behind the good ticks', () => {
    const path = join(folder, 'torn-again');
    writeFileSync(path, open.subarray(0, open.length - 5));
    const appender = TickFileAppender.open(path, header('trade'));
    expect(appender.damage).toMatchObject({ kind: 'torn-tail', from: rows.time[17], instrument: 'binance:BTC/USDT' });
    appender.append(rows, 18, 27);
    appender.close();
    expect(Buffer.compare(readFileSync(path), open)).toBe(0);
  });

  it('in front of good ticks names the time range', () => {
    const bytes = open.slice();
    const second = open.length - Math.floor(open.length / 3);
    bytes[second - 20]! ^= 1;
    const outcome = tryRead(join(folder, 'middle'), bytes);
    expect(outcome).toMatchObject({ kind: 'refused' });
    if (outcome.kind === 'refused') expect(outcome.error.message).toMatch(/ticks from .*2024-01-05T.* are damaged/);
  });
});

function flipEach(bytes: Uint8Array, check: (bytes: Uint8Array, at: number) => void): void {
  const copy = bytes.slice();
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    copy[bit >>> 3]! ^= 1 << (bit & 7);
    check(copy, bit >>> 3);
    copy[bit >>> 3]! ^= 1 << (bit & 7);
  }
}
