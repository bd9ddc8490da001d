import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { useWorkspace, workspace, write } from '../../test/support/cli-workspace.ts';
import { type Running, start } from '../../test/support/program.ts';
import { type Ended, runSiis } from '../../test/support/run-siis.ts';
import { root } from '../../test/support/source.ts';

useWorkspace();

const alive: Running[] = [];
afterEach(() => {
  for (const { child } of alive.splice(0)) child.kill('SIGKILL');
});

async function session(...words: string[]): Promise<Running> {
  const more = ['--lines', '--set', 'data.source=synthetic', '--set', 'data.synthetic.speed=3000', ...words];
  const running = start(process.execPath, [join(root, 'bin/siis.js'), 'paper', 'my-strategy', ...more], {
    cwd: workspace,
  });
  alive.push(running);
  running.child.stdin?.end();
  await running.seen('equity');
  return running;
}

const siis = (...words: string[]): Promise<Ended> => runSiis(words, { cwd: workspace });
const verify = (): Promise<Ended> =>
  siis('verify', 'my-strategy', '--set', 'data.source=synthetic', '--set', 'data.synthetic.speed=3000');

it.each(['0', '2'])(
  'code that changes takes over with %s workers, survives a kill, and is done again alike',
  { timeout: 60_000 },
  async (workers) => {
    const file = join(workspace, 'strategies/my-strategy.ts');
    const text = readFileSync(file, 'utf8');
    const running = await session('--fresh', '--workers', workers);
    const { code, stdout, stderr } = await siis('reload', 'my-strategy');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('no file of a strategy has changed');
    write('strategies/my-strategy.ts', `${text}\n// Other words, ${workers}.\n`);
    expect(await siis('reload', 'my-strategy')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^my-strategy: new code took over on 1 market/) as string,
    });
    await running.seen('my-strategy: the new code decided for the first time, and stays');
    // Fails in its first bar, and is taken back.
    write('strategies/my-strategy.ts', text.replace(/onBar\((.*)\) \{/, "onBar($1) { throw new Error('oh');"));
    expect((await siis('cmd', 'my-strategy', 'reload', 'my-strategy')).code).toBe(0);
    await running.seen('my-strategy: the new code was taken back, and the code before it goes on');
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await verify()).toMatchObject({ code: 0, stderr: '' });
    const again = await session('--workers', workers, '--watch');
    await again.seen('goes on where it was left');
    // Changed once more, without a word.
    write('strategies/my-strategy.ts', `${text}\n// And other words, ${workers}.\n`);
    await again.seen('my-strategy: the new code decided for the first time, and stays');
    again.child.kill('SIGTERM');
    await again.ended;
    expect(await verify()).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(file, text);
  },
);
