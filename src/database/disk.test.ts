import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './disk.ts';

const scratch = mkdtempSync(join(tmpdir(), 'siis-disk-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes what is missing and takes what is there', () => {
    const folder = join(scratch, 'a/b/c');
    makeFolder(folder);
    makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
  });

  it('says that a file is in the way', () => {
    writeFileSync(join(scratch, 'file'), '');
    expect(() => makeFolder(join(scratch, 'file'))).toThrow(/file cannot be made: a file is in the way/);
    expect(() => makeFolder(join(scratch, 'file/x'))).toThrow(/file\/x cannot be made: a file is in the way/);
  });

  it('gives up where nothing can be made, instead of trying for ever', () => {
    // In a process of its own: an endless loop could not be ended from within.
    const file = join(import.meta.dirname, 'disk.ts');
    const script = `import(${JSON.stringify(file)}).then(({ makeFolder }) => makeFolder('/proc/none/x'))`;
    const ended = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 20_000 });
    expect(ended.signal).toBeNull();
    expect(ended.stderr).toMatch(/the folder \/proc\/none.* cannot be made/);
  });
});
