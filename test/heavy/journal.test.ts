import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { listJournal } from '../../src/database/journal/journal-folder.ts';
import { recoverJournal } from '../../src/database/journal/recovery.ts';
import { Random } from '../../src/util/random.ts';
import { numberIn, numbersOf } from '../support/journal-numbers.ts';

const child = join(import.meta.dirname, '../support/journal-child.ts');
const kills = 50;

/** Lets the child count, kills it once it said so many things, and returns the last number that it said was safe. */
async function killAfter(lines: number, args: readonly string[]): Promise<number> {
  const counting = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [heard, last, complaint] = [0, 0, ''];
  counting.stderr.on('data', (text: Buffer) => void (complaint += text.toString()));
  const said = createInterface({ input: counting.stdout });
  said.on('line', (line) => {
    if (line !== 'open') last = Number(line);
    if (++heard === lines) counting.kill('SIGKILL');
  });
  const [[code, signal]] = await Promise.all([once(counting, 'exit'), once(said, 'close')]);
  expect([code, signal], complaint).toEqual([null, 'SIGKILL']);
  return last;
}

describe.concurrent('a session that is killed again and again (F17)', () => {
  it.each(['keep', 'prune'])('finds every number that it said was safe, in order, none twice (%s)', async (mode) => {
    const folder = mkdtempSync(join(tmpdir(), 'siis-torture-'));
    const random = new Random(mode);
    const place = { folder, session: 'torture' };
    try {
      let safe = 0;
      for (let life = 0; life < kills; life++) {
        const lines = random.below(5) === 0 ? 1 + random.below(2) : 1 + random.below(60);
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        safe = Math.max(safe, await killAfter(lines, [folder, `${mode} ${life}`, mode]));
        const recovery = recoverJournal(place);
        const first = numberIn(recovery.snapshot?.state) + 1;
        const numbers = numbersOf(recovery);
        expect(numbers).toEqual(Array.from(numbers, (_each, k) => first + k));
        const last = first + numbers.length - 1;
        expect(last).toBeGreaterThanOrEqual(safe);
        if (mode === 'keep') expect(first).toBe(1);
        expect(recovery.faults).toEqual([]);
        // What is found again is built upon.
        safe = last;
      }
      expect(safe).toBeGreaterThan(1000);
      const { snapshots, segments } = listJournal(place);
      if (mode === 'prune') expect(snapshots.length).toBeGreaterThan(1);
      else expect(segments.length).toBeGreaterThan(20);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
