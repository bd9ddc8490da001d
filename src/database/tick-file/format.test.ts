import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeTickFile, type Tick } from '../../../test/support/oracle/tick-file.ts';
import { instrumentId } from '../../market/instrument.ts';
import { Random } from '../../util/random.ts';
import { sealTickFile, TickFileAppender } from './tick-file-appender.ts';
import { makeRows, type TickRows } from './tick-rows.ts';

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
      expect(decodeTickFile(readFileSync(path))).toEqual({ name, sealed: false, ticks, torn: 0 });
      sealTickFile(path);
      expect(decodeTickFile(readFileSync(path))).toEqual({ name, sealed: true, ticks, torn: 0 });
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
