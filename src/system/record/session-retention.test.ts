import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallNow } from '../../bus/clock.ts';
import { removeOldSessions } from './session-retention.ts';

const segmentMiB = 64;
const ids = [
  '2026-01-01T00-00-00-000Z',
  '2026-01-02T00-00-00-000Z',
  '2026-01-03T00-00-00-000Z',
  '2026-01-04T00-00-00-000Z',
];
const last = ids.at(-1)!;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-retention-'));
  ids.forEach((id, k) => {
    mkdirSync(join(folder, id, 'journal'), { recursive: true });
    const files = [join(folder, id, 'session.json'), join(folder, id, 'journal/1.journal')];
    for (const file of files) {
      writeFileSync(file, Buffer.alloc(2 ** 19));
      const written = wallNow() / 1000 - (ids.length - k) * 10 * 86_400;
      utimesSync(file, written, written);
    }
  });
  writeFileSync(join(folder, 'lock'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const left = (): string[] => readdirSync(folder).filter((name) => name !== 'lock');

describe('old sessions', () => {
  it('stay where the profile says nothing', () => {
    expect(removeOldSessions(folder, { segmentMiB }, last)).toEqual([]);
    expect(left()).toEqual(ids);
  });

  it('go by the time their record was last written', () => {
    expect(removeOldSessions(folder, { segmentMiB, keepDays: 25 }, last)).toEqual(ids.slice(0, 2));
    expect(left()).toEqual(ids.slice(2));
  });

  it('go by their size, the oldest first, until the others take no more', () => {
    expect(removeOldSessions(folder, { segmentMiB, keepMiB: 2 }, last)).toEqual(ids.slice(0, 1));
    expect(removeOldSessions(folder, { segmentMiB, keepMiB: 0.1 }, last)).toEqual(ids.slice(1, 3));
    expect(left()).toEqual([last]);
  });

  it('go whole, where their removal was cut short before', () => {
    rmSync(join(folder, ids[0]!, 'session.json'));
    removeOldSessions(folder, { segmentMiB }, last);
    expect(left()).toEqual(ids.slice(1));
  });

  it('leave alone what is no session', () => {
    mkdirSync(join(folder, 'mine'));
    removeOldSessions(folder, { segmentMiB, keepMiB: 0.1 }, last);
    expect(existsSync(join(folder, 'mine'))).toBe(true);
  });
});
