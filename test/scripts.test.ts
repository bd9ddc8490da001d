import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ending, run } from './support/program.ts';
import { root } from './support/source.ts';

let tree = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'siis-scripts-'));
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

describe('scripts/setup.js', () => {
  /** An npm that notes each call and installs from the `failures`-th call on. */
  function fakeNpm(failures: number): void {
    const install = "writeFileSync('node_modules/.package-lock.json', '{}');";
    write(
      'npm.cjs',
      `const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
       appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
       if (readFileSync('calls', 'utf8').split('\\n').length <= ${failures + 1}) process.exit(1);
       mkdirSync('node_modules', { recursive: true });
       ${install}`,
    );
  }

  function bringNode(version: string): void {
    write('node_modules/.bin/node', `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(tree, 'node_modules/.bin/node'), 0o755);
  }

  function installed(age: number): void {
    write('node_modules/.package-lock.json', '{}');
    const lock = new Date('2026-01-01T00:00:00Z');
    utimesSync(join(tree, 'package-lock.json'), lock, lock);
    const then = new Date(lock.getTime() - age);
    utimesSync(join(tree, 'node_modules/.package-lock.json'), then, then);
  }

  function setUp(): Promise<Ending> {
    const env = { ...process.env, npm_execpath: join(tree, 'npm.cjs') };
    return run(process.execPath, [join(tree, 'scripts/setup.js')], { cwd: tmpdir(), env });
  }

  const calls = (): string[] => readFileSync(join(tree, 'calls'), 'utf8').trim().split('\n');

  beforeEach(() => {
    write('package.json', '{ "type": "module" }');
    write('package-lock.json', '{}');
    write('calls', '');
    copyFileSync(join(root, 'scripts/setup.js'), (mkdirSync(join(tree, 'scripts')), join(tree, 'scripts/setup.js')));
    fakeNpm(0);
    bringNode('v24.21.0');
  });

  it('installs nothing through a link, which would empty another folder', async () => {
    fakeNpm(0);
    write('package-lock.json', '{}');
    write('elsewhere/kept', 'here');
    rmSync(join(tree, 'node_modules'), { recursive: true, force: true });
    symlinkSync(join(tree, 'elsewhere'), join(tree, 'node_modules'));
    const { code, stderr } = await setUp();
    expect(code).toBe(1);
    expect(stderr).toContain('node_modules is a link to');
    expect(readFileSync(join(tree, 'elsewhere/kept'), 'utf8')).toBe('here');
  });

  it('installs nothing when the packages are as new as the lock file', async () => {
    installed(0);
    expect(await setUp()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'set-up: node v24.21.0, packages up to date\n',
    });
    expect(calls()).toEqual(['']);
  });

  it('installs once when the lock file is newer than the packages', async () => {
    installed(1000);
    const { code, stderr } = await setUp();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^set-up: node v24\.21\.0, packages installed in \d+ s$/m);
    expect(calls()).toEqual([expect.stringMatching(/^ci --include=dev/)]);
  });

  it('installs where nothing was installed, development packages too', async () => {
    expect((await setUp()).code).toBe(0);
    expect(calls()).toEqual([expect.stringMatching(/^ci --include=dev/)]);
  });

  it('tries an install that failed once more', async () => {
    fakeNpm(1);
    expect((await setUp()).code).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  it('gives up after the second failure', async () => {
    fakeNpm(2);
    const { code, stderr } = await setUp();
    expect(code).toBe(1);
    expect(stderr).toContain('npm ci failed twice');
    expect(calls()).toHaveLength(2);
  });

  it.each(['v20.20.2', ''])('refuses to go on when npm leads to Node "%s"', async (version) => {
    installed(0);
    bringNode(version);
    const { code, stderr } = await setUp();
    expect(code).toBe(1);
    expect(stderr).toContain(`needs Node 24, but npm runs ${version || 'none'}`);
  });
});

describe('scripts/sum-tests.js', () => {
  const report = (passed: number, failed: number, pending: number, success = failed === 0): string =>
    JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: pending,
      numTodoTests: 0,
      success,
    });

  function sum(...reports: readonly string[]): Promise<Ending> {
    const paths = reports.map((text, k) => {
      write(`${k}.json`, text);
      return join(tree, `${k}.json`);
    });
    return run(process.execPath, [join(root, 'scripts/sum-tests.js'), ...paths]);
  }

  it.each<[what: string, reports: string[], line: string, code: number]>([
    ['adds up what passed', [report(10, 0, 0), report(5, 0, 0)], '15 passed, 0 failed\n', 0],
    ['names what was skipped', [report(10, 0, 2), report(5, 0, 1)], '15 passed, 0 failed, 3 skipped\n', 0],
    ['fails when a test failed', [report(10, 2, 0), report(5, 1, 0)], '15 passed, 3 failed\n', 1],
    ['counts a file that did not load as a failure', [report(10, 0, 0, false)], '10 passed, 1 failed\n', 1],
    ['counts a broken report as a failure', [report(10, 0, 0), '{'], '10 passed, 1 failed\n', 1],
    ['takes a suite without tests', [report(10, 0, 0), report(0, 0, 0)], '10 passed, 0 failed\n', 0],
  ])('%s', async (_what, reports, line, code) => {
    expect(await sum(...reports)).toMatchObject({ stdout: line, code });
  });

  it('counts a report that is missing as a failure', async () => {
    const ending = await run(process.execPath, [join(root, 'scripts/sum-tests.js'), join(tree, 'none.json')]);
    expect(ending).toMatchObject({ stdout: '0 passed, 1 failed\n', code: 1 });
  });
});
