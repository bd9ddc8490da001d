import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TickKind } from '../../market/tick-block.ts';
import { Random } from '../../util/random.ts';
import { TickFile } from './tick-file.ts';
import { sealTickFile, TickFileAppender } from './tick-file-appender.ts';
import { lowerBound } from './tick-file-reader.ts';
import { TickFileWriter } from './tick-file-writer.ts';
import {
  tape,
  folder,
  writeSealed,
  header,
  readAll,
  reader,
  textOf,
  writeOpen,
  readRange,
  useTickFolder,
} from '../../../test/support/tick-files.ts';

useTickFolder();

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
