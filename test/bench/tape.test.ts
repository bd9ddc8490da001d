import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BenchTape } from '../../bench/generator.ts';
import { benchInstrument, benchShards, storedTape } from '../../bench/tape.ts';
import { Store } from '../../src/database/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'siis-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const count = 70_000;
const dir = join(folder, 'data');

describe('the stored tape', () => {
  it('is imported once, and again when another length is wanted', { timeout: 60_000 }, () => {
    expect(storedTape(1000, dir)).toBeGreaterThan(0);
    expect(storedTape(count, dir)).toBeGreaterThan(0);
    expect(storedTape(count, dir)).toBeUndefined();
  });

  it('holds the generated ticks, a hundredth of them in each of the small tapes', () => {
    const store = Store.open(dir, { readonly: true });
    const counts = new Map(store.coverage().map((each) => [each.instrument, each.count]));
    expect(counts.get(benchInstrument)).toBe(count);
    expect(benchShards.map((id) => counts.get(id))).toEqual(benchShards.map(() => count / 100));

    const batch = {
      time: new Float64Array(count),
      price: new Float64Array(count),
      lots: new Float64Array(count),
      side: new Uint8Array(count),
    };
    new BenchTape(benchInstrument).write(batch, count);
    const source = store.openTicks(benchInstrument, { from: 0, to: 1e14 })!;
    let at = 0;
    let same = 0;
    for (let block = source.next(); block !== undefined; block = source.next()) {
      block.decode(0, block.count);
      const { offset, price, lots, side } = block.columns;
      for (let k = 0; k < block.count; k++, at++) {
        const isSame = batch.time[at] === block.baseTime + offset[k]! && price[k] === batch.price[at];
        if (isSame && lots[k] === batch.lots[at] && side[k] === batch.side[at]) same++;
      }
    }
    source.close();
    store.close();
    expect([at, same]).toEqual([count, count]);
  });
});
