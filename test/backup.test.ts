import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, runSiis } from './support/run-siis.ts';
import { makeWorkspace } from './support/workspace.ts';

const profile = {
  name: 'kept',
  instruments: ['demo:BTC/USDT'],
  strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
  data: { source: 'synthetic', synthetic: { speed: 20_000, ticksPerSecond: 0.2 } },
};

/** A workspace, and siis in it. */
function begin(): { workspace: string; siis: (...words: string[]) => Promise<Ended> } {
  const workspace = makeWorkspace({ 'profiles/kept.json': JSON.stringify(profile) });
  return { workspace, siis: inWorkspace(workspace) };
}

function inWorkspace(workspace: string): (...words: string[]) => Promise<Ended> {
  return (...words) => runSiis([...words], { cwd: workspace, env: { XDG_STATE_HOME: join(workspace, 'state') } });
}

/** Runs a session that records its ticks, and does something meanwhile. */
async function during(workspace: string, act: () => Promise<void>): Promise<Ended> {
  let acting: Promise<void> | undefined;
  const ended = await runSiis(['paper', 'kept', '--record', '--json', '--for', '4s'], {
    cwd: workspace,
    env: { XDG_STATE_HOME: join(workspace, 'state') },
    onOutput: (_child, stdout) => {
      if (stdout.split('"type":"fill"').length > 5) acting ??= act();
    },
  });
  await acting;
  expect([acting !== undefined, ended.code], ended.stderr).toEqual([true, 0]);
  return ended;
}

describe('siis backup and siis restore', () => {
  it('copy a session that runs; what comes back is sound, goes on and does the same again', async () => {
    const { workspace, siis } = begin();
    mkdirSync(join(workspace, 'data'));
    const refused: Ended[] = [];
    const made: Ended[] = [];
    await during(workspace, async () => {
      made.push(await siis('backup', 'all.tar', '--json'));
      refused.push(await siis('restore', 'all.tar'));
    });
    expect(made[0]).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made[0]!.stdout)).toMatchObject({ profiles: ['kept'] });
    expect(refused[0]).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/process \d+ runs a session of kept; end it first/),
    });

    const other = makeWorkspace({ 'profiles/kept.json': JSON.stringify(profile) });
    const there = inWorkspace(other);
    expect(await there('restore', join(workspace, 'all.tar'))).toMatchObject({ code: 0, stderr: '' });
    expect(await there('check', 'data')).toMatchObject({ code: 0 });
    const verified = JSON.parse((await there('verify', 'kept', '--json')).stdout) as { orders: number };
    expect(verified.orders).toBeGreaterThan(0);
    const orders = await there('history', 'kept', 'orders', '--json');
    expect(JSON.parse(orders.stdout)).toHaveLength(verified.orders);
    const on = await there('paper', 'kept', '--record', '--json', '--for', '500ms');
    expect(on, on.stderr).toMatchObject({ code: 0 });
    expect(on.stdout).toContain('goes on where it was left');
    const again = JSON.parse((await there('verify', 'kept', '--json')).stdout) as {
      identical: boolean;
      orders: number;
    };
    expect(again).toMatchObject({ identical: true });
    expect(again.orders).toBeGreaterThanOrEqual(verified.orders);
  }, 60_000);

  it('leave alone what is there, unless they may keep it under another name', async () => {
    const { workspace, siis } = begin();
    mkdirSync(join(workspace, 'data'));
    const paper = ['paper', 'kept', '--record', '--json', '--for', '300ms'];
    await siis(...paper);
    await siis('backup', 'all.tar');
    await siis(...paper);
    const before = contents(join(workspace, 'data'));
    expect(await siis('restore', 'all.tar')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('are there already'),
    });
    expect(contents(join(workspace, 'data'))).toEqual(before);
    const { code, stdout } = await siis('restore', 'all.tar', '--replace', '--json');
    expect(code).toBe(0);
    const { kept } = JSON.parse(stdout) as { kept: string[] };
    const aside = readdirSync(join(workspace, 'data')).find((name) => name.startsWith('before-restore'))!;
    expect(kept).toContain(join(workspace, 'data', aside, 'siis.db'));
    expect(contents(join(workspace, 'data', aside)).filter(([name]) => name!.endsWith('.journal'))).toEqual(
      before.filter(([name]) => name!.endsWith('.journal')),
    );
    expect(await siis('verify', 'kept')).toMatchObject({ code: 0 });
  }, 60_000);

  it('refuse a damaged backup before they touch anything, and have no half of one', async () => {
    const { workspace, siis } = begin();
    await siis('paper', 'kept', '--json', '--for', '300ms');
    await siis('backup', 'all.tar');
    const file = join(workspace, 'all.tar');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(file, bytes);
    for (const words of [['--check'], ['--data', 'elsewhere']]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { code, stderr } = await siis('restore', 'all.tar', ...words);
      expect([code, /all\.tar: .*checksum is wrong/.test(stderr)], stderr).toEqual([1, true]);
    }
    expect(existsSync(join(workspace, 'elsewhere'))).toBe(false);
    expect(await siis('backup', 'all.tar')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('choose another name'),
    });
    expect(await siis('backup', '/proc/backup.tar')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be made'),
    });
    expect(readdirSync(workspace).toSorted()).toEqual(['all.tar', 'profiles', 'state']);
    rmSync(join(workspace, 'state'), { recursive: true });
    expect(await siis('backup')).toMatchObject({ code: 2 });
  }, 60_000);

  it('take what is damaged as it is, and name it', async () => {
    const { workspace, siis } = begin();
    mkdirSync(join(workspace, 'data'));
    await siis('paper', 'kept', '--record', '--json', '--for', '300ms');
    const copy = join(workspace, 'whole');
    cpSync(join(workspace, 'data'), copy, { recursive: true });
    const names = readdirSync(join(workspace, 'data'), { recursive: true }).map(String);
    for (const end of ['.journal', '.ticks', 'history.db']) {
      const path = join(
        workspace,
        'data',
        names.find((name) => name.endsWith(end))!,
      );
      const bytes = readFileSync(path);
      bytes.fill(0, 20, 60);
      writeFileSync(path, bytes);
    }
    const { code, stderr } = await siis('backup', 'all.tar');
    expect(code, stderr).toBe(0);
    for (const end of ['.journal', '.ticks', 'history.db'])
      expect(stderr).toMatch(new RegExp(`\\${end}.*(?:it is copied as it is|left out)`));
    expect(await siis('restore', 'all.tar', '--data', 'back')).toMatchObject({ code: 0 });
    const journals = (folder: string): string[][] => contents(folder).filter(([name]) => name!.endsWith('.journal'));
    expect(journals(join(workspace, 'back'))).toEqual(journals(join(workspace, 'data')));
  }, 60_000);
});

/** Files of a folder and what they hold. */
function contents(folder: string): string[][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted()
    .map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]);
}
