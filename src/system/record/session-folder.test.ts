import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { sessionOf, SessionFolder, type SessionFacts } from './session-folder.ts';

const facts: SessionFacts = { profile: 'ab', strategies: { 'ema-cross': '0.1.0' }, data: '' };

async function begun(): Promise<{ folder: string; file: string }> {
  const folder = join(makeWorkspace({}), 'sessions');
  const taken = await SessionFolder.take(folder, 'test');
  const meta = taken.begin(facts, 7);
  taken.release();
  expect(sessionOf(folder, undefined)).toEqual(meta);
  return { folder, file: join(folder, meta.id, 'session.json') };
}

it('refuses a description that is torn, flipped anywhere, or zeroed, and names the file', async () => {
  const { folder, file } = await begun();
  const whole = readFileSync(file);
  const damaged = [Buffer.alloc(whole.length)];
  // Without its last byte, a line break, it says the same.
  for (let length = 0; length < whole.length - 1; length++) damaged.push(whole.subarray(0, length));
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const copy = Buffer.from(whole);
    copy[bit >> 3]! ^= 1 << (bit & 7);
    // Blanks between the parts of JSON carry nothing.
    if (!isSameJson(copy, whole)) damaged.push(copy);
  }
  for (const bytes of damaged) {
    writeFileSync(file, bytes);
    expect(() => sessionOf(folder, undefined), bytes.toString('latin1')).toThrow(
      expect.objectContaining({ code: 'JOURNAL_UNREADABLE', place: { file } }),
    );
  }
});

it('refuses a journal whose description is gone, and passes over a folder that never was more', async () => {
  const { folder, file } = await begun();
  rmSync(file);
  expect(existsSync(join(file, '..'))).toBe(true);
  expect(sessionOf(folder, undefined)).toBeUndefined();
  writeFileSync(join(file, '..', 'journal'), '');
  expect(() => sessionOf(folder, undefined)).toThrow(
    expect.objectContaining({ code: 'JOURNAL_UNREADABLE', place: { file } }),
  );
});

function isSameJson(one: Buffer, other: Buffer): boolean {
  try {
    return JSON.stringify(JSON.parse(one.toString())) === JSON.stringify(JSON.parse(other.toString()));
  } catch {
    return false;
  }
}
