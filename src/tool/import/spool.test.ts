import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Segment, Spool, SpoolStore } from './spool.ts';

/** Rows of two series that are written in turns, read back after both are whole. */
function throughSpool(bound: number, counts: readonly number[]): string[] {
  const store = new SpoolStore(bound);
  const spools = counts.map(() => new Spool(store, new Segment(2)));
  for (const [s, spool] of spools.entries()) {
    for (let k = 0; k < counts[s]!; k++) {
      const { segment } = spool;
      const row = segment.count;
      segment.time[row] = 1e12 + k;
      segment.line[row] = k + 2;
      segment.side[row] = k % 3;
      for (const c of [0, 1]) {
        segment.mantissas[c]![row] = k * 10 + s + c;
        segment.decimals[c]![row] = k % 7;
      }
      spool.next();
    }
    spool.flush();
  }
  const read = spools.map((spool) => {
    let [rows, sum] = [0, 0];
    for (const { count, time, line, side, mantissas, decimals } of spool.segments()) {
      for (let k = 0; k < count; k++) {
        const from = rows + k;
        const isSame =
          time[k] === 1e12 + from && line[k] === from + 2 && side[k] === from % 3 && decimals[1]![k] === from % 7;
        if (!isSame) return `row ${from} differs`;
        sum += mantissas[0]![k]! - mantissas[1]![k]!;
      }
      rows += count;
    }
    return `${spool.count} ${rows} ${sum}`;
  });
  store.close();
  return read;
}

describe('SpoolStore', () => {
  const counts = [70_000, 1, 0, 131_072];
  const expected = counts.map((count) => `${count} ${count} ${-count}`);

  it.each([
    ['in memory', Infinity],
    ['in a file', 0],
    ['partly in a file', 1_000_000],
  ])('gives back every row it was given, kept %s', (_where, bound) => {
    expect(throughSpool(bound, counts)).toEqual(expected.map((each) => each.replace('-0', '0')));
  });

  it('leaves nothing behind', () => {
    const ours = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('siis-import-'));
    const before = ours();
    throughSpool(0, [10]);
    expect(ours().filter((name) => !before.includes(name))).toEqual([]);
  });
});
