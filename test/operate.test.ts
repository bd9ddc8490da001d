import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blocks, commandLines, page, toWords } from './support/doc-pages.ts';
import { newBot, newFolder, useDocPlaces } from './support/doc-places.ts';
import { type Running, start } from './support/program.ts';
import { runSiis } from './support/run-siis.ts';
import { root } from './support/source.ts';

useDocPlaces();

const operate = page('docs/operate.md');
const live = blocks(operate, 'sh', 'live').flatMap(({ text }) => text.split('\n').filter((line) => line.trim() !== ''));
/** They go on until somebody ends them, or need a terminal; what they are for is tested elsewhere. */
const lasting = ['siis logs my-strategy -f', 'siis attach my-strategy', 'siis attach', 'siis cmd', 'siis status'];
let running: Running | undefined;

afterAll(() => running?.child.kill('SIGKILL'));

describe('the page on operating', () => {
  it('shows commands that its tests run, and no others', () => {
    const run = [...blocks(operate, 'sh', 'run').flatMap(({ text }) => text.split('\n')), ...live];
    const known = new Set([...run.map((line) => toWords(line).join(' ')), ...lasting]);
    const shown = commandLines(operate).map((words) => ['siis', ...words].join(' '));
    expect(shown.filter((line) => !known.has(line) && !run.some((each) => each.startsWith(`${line} --set`)))).toEqual(
      [],
    );
  });

  it('shows commands that a running session obeys', { timeout: 120_000 }, async () => {
    const cwd = await newBot();
    const words = ['paper', 'my-strategy', '--lines', '--set', 'data.source=synthetic'];
    running = start(process.execPath, [join(root, 'bin/siis.js'), ...words], { cwd });
    running.child.stdin?.end();
    await running.seen('equity');
    for (const line of live) {
      const wanted = Number(/# exit (\d+)$/.exec(line)?.[1] ?? 0);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as a reader would
      const { code, stderr } = await runSiis(toWords(line).slice(1), { cwd });
      expect(code, `${line}\n${stderr}`).toBe(wanted);
    }
    expect((await running.ended).code).toBe(130);
  });

  it('shows a unit that systemd takes, where there is one to ask', ({ skip }) => {
    const [unit] = blocks(operate, 'ini', 'systemd');
    const file = join(newFolder(), 'siis.service');
    writeFileSync(file, unit!.text);
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    if (error !== undefined) skip('no systemd-analyze here');
    expect([status, stderr]).toEqual([0, '']);
  });
});
