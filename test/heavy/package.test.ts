import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/program.ts';
import { root } from '../support/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'siis-package-'));
const home = join(folder, 'app/node_modules/siis');
const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Packs the checkout and lays the package down where an install would, beside the same dependencies. */
beforeAll(async () => {
  const packed = await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  expect(packed.code, packed.stderr).toBe(0);
  mkdirSync(home, { recursive: true });
  const archive = join(folder, `siis-${version}.tgz`);
  const unpacked = await run('tar', ['-xzf', archive, '-C', home, '--strip-components=1']);
  expect(unpacked.code, unpacked.stderr).toBe(0);
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the published package', () => {
  it('runs from where packages lie, where no TypeScript can run', async () => {
    const ending = await run(process.execPath, [join(home, 'bin/siis.js'), '--version'], { cwd: folder });
    expect(ending).toMatchObject({ code: 0, stderr: '' });
    expect(ending.stdout.trim()).toBe(version);
  });

  it('holds the compiled program and its papers, no source and no test', () => {
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !path.startsWith('node_modules'),
    );
    for (const path of [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'bin/siis.js',
      'dist/bin/siis.js',
      'dist/src/index.d.ts',
    ]) {
      expect(files).toContain(path);
    }
    expect(files.filter((path) => /(?<!\.d)\.ts$|\.test\.|^(?:src|test|bench|scripts)$/.test(path))).toEqual([]);
  });
});
