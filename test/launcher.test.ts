import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, type Running, start } from './support/program.ts';
import { root } from './support/source.ts';

/** Makes Node believe that it is an old one; children do not inherit it. */
const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;

/** Echoes its arguments and input, and ends with 7. */
const echo = `
let input = '';
for await (const part of process.stdin) input += part;
process.stdout.write(JSON.stringify([process.argv.slice(2), input]));
process.exitCode = 7;
`;

/** Lives until its stdin closes, so that nothing outlives a test that failed. */
const wait = "process.stdin.on('end', () => process.exit(1)).resume(); process.stdout.write('ready');";

let tree = '';
let running: Running | undefined;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

/** The Node of the checkout, where the launcher looks for it. */
function bringNode(): void {
  mkdirSync(join(tree, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(tree, 'node_modules/node/bin/node'));
}

const launcher = (): string => join(tree, 'bin/siis.js');
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, XDG_CACHE_HOME: join(tree, 'cache') });

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'siis-launcher-'));
  write('package.json', '{ "type": "module" }');
  copyFileSync(join(root, 'bin/siis.js'), join((mkdirSync(join(tree, 'bin')), tree), 'bin/siis.js'));
});

afterEach(async () => {
  running?.child.stdin?.destroy();
  await running?.ended;
  running = undefined;
  rmSync(tree, { recursive: true, force: true });
});

describe('bin/siis.js', () => {
  it('runs the sources of a checkout and ends as they end', async () => {
    write('bin/siis.ts', `const kind: string = 'source';\n${echo}`);
    const ending = await run(process.execPath, [launcher(), 'a', '--b=c d'], { env: environment(), input: 'hello' });
    expect(ending).toMatchObject({ code: 7, stdout: '[["a","--b=c d"],"hello"]', stderr: '' });
  });

  it('runs dist/ in the published package, where there are no sources', async () => {
    write('dist/bin/siis.js', echo);
    const ending = await run(process.execPath, [launcher(), 'a'], { env: environment() });
    expect(ending).toMatchObject({ code: 7, stdout: '[["a"],""]' });
  });

  it("keeps compiled code in the user's own cache folder", async () => {
    write('bin/siis.ts', echo);
    const env = environment();
    delete env['NODE_COMPILE_CACHE'];
    delete env['NODE_DISABLE_COMPILE_CACHE'];
    await run(process.execPath, [launcher()], { env });
    expect(existsSync(join(tree, 'cache/siis/compile'))).toBe(true);
  });

  it('runs where no cache can be written', async () => {
    write('bin/siis.ts', echo);
    const ending = await run(process.execPath, [launcher()], {
      env: { ...environment(), XDG_CACHE_HOME: '/dev/null' },
    });
    expect(ending).toMatchObject({ code: 7, stderr: '' });
  });
});

describe('bin/siis.js on an old Node', () => {
  it("runs itself again on the checkout's own Node: same arguments, input and exit code", async () => {
    write('bin/siis.ts', echo);
    bringNode();
    const args = ['--import', old, launcher(), 'a', '--b=c d'];
    const ending = await run(process.execPath, args, { env: environment(), input: 'hello' });
    expect(ending).toMatchObject({ code: 7, stdout: '[["a","--b=c d"],"hello"]', stderr: '' });
  });

  it('says what it needs where there is no other Node', async () => {
    write('bin/siis.ts', echo);
    const ending = await run(process.execPath, ['--import', old, launcher()], { env: environment() });
    expect(ending).toMatchObject({ code: 1, stdout: '' });
    expect(ending.stderr).toContain('siis needs Node 24 or newer; this is v');
    expect(ending.stderr).not.toContain('npm ci');
    write('package-lock.json', '{}');
    const checkout = await run(process.execPath, ['--import', old, launcher()], { env: environment() });
    expect(checkout.stderr).toContain('npm ci');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on, and ends as the program decides', async (signal) => {
    write('bin/siis.ts', `process.on('${signal}', () => process.exit(9)); ${wait}`);
    bringNode();
    running = start(process.execPath, ['--import', old, launcher()], { env: environment() });
    await running.seen('ready');
    running.child.kill(signal);
    expect(await running.ended).toMatchObject({ code: 9, signal: null });
  });

  it('ends the program in good order when it is killed itself', async () => {
    // Its input ends with the launcher, too: that alone must not be what ends it.
    const late = wait.replace('process.exit(1)', 'setTimeout(() => process.exit(1), 5000)');
    write('bin/siis.ts', `process.on('SIGTERM', () => process.exit(void process.stdout.write(', saved'))); ${late}`);
    bringNode();
    running = start(process.execPath, ['--import', old, launcher()], { env: environment() });
    await running.seen('ready');
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL', stdout: 'ready, saved' });
  });

  it('kills a session that does not end in good order', { timeout: 30_000 }, async () => {
    write('bin/siis.ts', `process.on('SIGTERM', () => undefined); ${wait}`);
    bringNode();
    running = start(process.execPath, ['--import', old, launcher(), 'paper', 'mine'], { env: environment() });
    await running.seen('ready');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('dies of the signal that the program died of', async () => {
    write('bin/siis.ts', wait);
    bringNode();
    running = start(process.execPath, ['--import', old, launcher()], { env: environment() });
    await running.seen('ready');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});
