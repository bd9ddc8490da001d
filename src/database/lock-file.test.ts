import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LockFile } from './lock-file.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'siis-lock-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('LockFile', () => {
  it('is held by one at a time', () => {
    const path = join(dir, 'one');
    const lock = LockFile.take(path, 'the thing');
    expect(() => LockFile.take(path, 'the thing')).toThrow(`the thing is in use by process ${process.pid}`);
    lock.release();
    lock.release();
    LockFile.take(path, 'the thing').release();
    expect(existsSync(path)).toBe(false);
  });

  it('does not let go of what another holds meanwhile', () => {
    const path = join(dir, 'two');
    const old = LockFile.take(path, 'it');
    rmSync(path);
    const young = LockFile.take(path, 'it');
    old.release();
    expect(existsSync(path)).toBe(true);
    young.release();
  });

  it('is refused in words where the disk does not let it be made (F20)', () => {
    writeFileSync(join(dir, 'file'), '');
    const path = join(dir, 'file', 'lock');
    expect(() => LockFile.take(path, 'the thing')).toThrow(
      expect.objectContaining({
        code: 'STORE_UNUSABLE',
        message: `the thing cannot be used: its lock ${path} cannot be made: a file is in the way; choose another folder`,
      }),
    );
    rmSync(join(dir, 'file'));
  });

  it.each([
    ['of a process that is gone', () => `{"pid":${spawnSync(process.execPath, ['-e', '']).pid},"born":"","serial":1}`],
    ['of an earlier process of the same number', () => `{"pid":${process.pid},"born":"1","serial":1}`],
    ['that is no lock', () => ''],
  ])('takes over the lock %s', (_what, text) => {
    const path = join(dir, 'dead');
    writeFileSync(path, text());
    const lock = LockFile.take(path, 'it');
    expect(LockFile.tryTake(path)).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });
});
