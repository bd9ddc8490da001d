import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { useWorkspace, workspace } from '../../test/support/cli-workspace.ts';
import { type Running, start } from '../../test/support/program.ts';
import { runSiis } from '../../test/support/run-siis.ts';
import { root } from '../../test/support/source.ts';

useWorkspace();

const slow = 90_000;

const alive: Running[] = [];

afterEach(() => {
  for (const { child } of alive.splice(0)) child.kill('SIGKILL');
});

/** A session of a profile that trades on a market without an end. */
async function session(name: string): Promise<Running> {
  const words = ['paper', name, '--lines', '--set', 'data.source=synthetic', '--set', 'data.synthetic.speed=100'];
  const running = start(process.execPath, [join(root, 'bin/siis.js'), ...words], { cwd: workspace });
  alive.push(running);
  running.child.stdin?.end();
  await running.seen('equity');
  return running;
}

async function ended(running: Running): Promise<void> {
  running.child.kill('SIGTERM');
  await running.ended;
}

/** Waits until the newest log of a profile has some words. */
async function logHas(name: string, words: string): Promise<string> {
  const sessions = join(workspace, 'data/sessions', name);
  const newest = readdirSync(sessions)
    .filter((each) => /^\d{4}-/.test(each))
    .toSorted()
    .at(-1)!;
  const file = join(sessions, newest, 'siis.log');
  const text = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await expect.poll(text, { timeout: 20_000 }).toContain(words);
  return file;
}

describe('a paper session that nobody sits before', () => {
  it('ends in good order when the system asks, and goes on at the next start', { timeout: slow }, async () => {
    const first = await session('my-strategy');
    first.child.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('stopping: equity');
    expect(stderr).toContain('ended: ');
    const second = await session('my-strategy');
    await second.seen('goes on where it was left');
    await ended(second);
  });

  it(
    'refuses a second one of its profile with process and machine, and none of another profile',
    { timeout: slow },
    async () => {
      const profiles = join(workspace, 'profiles');
      const text = readFileSync(join(profiles, 'my-strategy.yaml'), 'utf8');
      writeFileSync(join(profiles, 'other.yaml'), `${text.replace(/^name: .*$/m, '')}\nname: other\n`);
      const running = await session('my-strategy');
      const again = await runSiis(['paper', 'my-strategy', '--lines'], { cwd: workspace });
      expect(again.code).toBe(1);
      expect(again.stderr).toContain(`process ${running.child.pid}`);
      expect(again.stderr).toContain(hostname());
      const beside = await session('other');
      for (const name of ['my-strategy', 'other'])
        expect(await runSiis(['status', name], { cwd: workspace })).toMatchObject({ code: 0 });
      await ended(beside);
      await ended(running);
    },
  );

  it(
    'takes over on SIGHUP what can change while it runs, names the rest, and opens its log anew',
    { timeout: slow },
    async () => {
      const file = join(workspace, 'profiles/my-strategy.yaml');
      const text = readFileSync(file, 'utf8');
      const running = await session('my-strategy');
      const log = await logHas('my-strategy', 'goes on');
      renameSync(log, `${log}.moved`);
      running.child.kill('SIGHUP');
      await logHas('my-strategy', 'SIGHUP: the log was opened anew; no file of a strategy has changed"');
      writeFileSync(file, `${text}\nlog: { level: debug }\nhistory: none\n`);
      running.child.kill('SIGHUP');
      await logHas('my-strategy', 'log.level taken over; history changed and needs a restart');
      await logHas('my-strategy', '"level":"debug"');
      writeFileSync(file, 'nonsense: [');
      running.child.kill('SIGHUP');
      await logHas('my-strategy', 'SIGHUP: nothing of the profile changed: ');
      writeFileSync(file, text);
      await ended(running);
      expect((await running.ended).stdout).toContain('stopping: equity');
    },
  );

  it('is ended by siis stop', { timeout: slow }, async () => {
    const running = await session('my-strategy');
    const { code, stdout } = await runSiis(['stop', 'my-strategy', '--json'], { cwd: workspace });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { profile: 'my-strategy', pid: running.child.pid, stopped: true, killed: false },
    ]);
    expect(await running.ended).toMatchObject({ code: 130 });
  });
});
