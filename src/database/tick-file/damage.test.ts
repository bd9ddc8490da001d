import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SiisError } from '../../util/errors.ts';
import { TickFile } from './tick-file.ts';
import { TickFileAppender } from './tick-file-appender.ts';
import {
  tape,
  textOf,
  writeOpen,
  header,
  folder,
  writeSealed,
  readAll,
  reader,
  readRange,
  useTickFolder,
} from '../../../test/support/tick-files.ts';

useTickFolder();

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
