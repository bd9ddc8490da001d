import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { live } from './support/kill/life.ts';
import { makeWorkspace } from './support/workspace.ts';

const profile = {
  name: 'told',
  instruments: ['demo:BTC/USDT', 'demo:ETH/USDT'],
  strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
  data: { source: 'synthetic', synthetic: { speed: 10_000, ticksPerSecond: 0.2 } },
};
const tables = ['trades', 'orders', 'fills', 'signals', 'refusals', 'equity'];

/** The history of a session that was killed, went on and was killed again, and where it lies. */
it('tells of a killed session what its journal holds, also when it is lost or damaged', async () => {
  const workspace = makeWorkspace({ 'profiles/told.json': JSON.stringify(profile) });
  const env = { ...process.env, XDG_STATE_HOME: join(workspace, 'state') };
  const siis = async (...words: string[]): Promise<{ stdout: string; stderr: string }> => {
    const { code, stdout, stderr } = await live([...words, '--workspace', workspace], env);
    expect([code, stderr.includes('error')], stderr).toEqual([0, false]);
    return { stdout, stderr };
  };
  const all = async (): Promise<unknown[][]> => {
    const answers = [];
    // oxlint-disable-next-line no-await-in-loop -- the first one makes what the others read
    for (const table of tables) answers.push((await siis('history', 'told', table, '--json')).stdout);
    return answers.map((text) => JSON.parse(text) as unknown[]);
  };
  const paper = ['paper', 'told', '--json', '--for', '600ms'];
  await siis(...paper);
  for (const label of ['after fdatasync journal 12', 'before tell line 20']) {
    // oxlint-disable-next-line no-await-in-loop -- one life after the other
    const { isKilled } = await live([...paper, '--workspace', workspace], env, { kind: 'label', label });
    expect(isKilled).toBe(true);
  }
  const told = await all();
  const verified = JSON.parse((await siis('verify', 'told', '--json')).stdout) as { orders: number };
  expect(told.map((rows) => rows.length > 0)).toEqual([true, true, true, true, false, true]);
  expect(told[1]).toHaveLength(verified.orders);

  const place = join(
    workspace,
    'state',
    'siis',
    readdirSync(join(workspace, 'state', 'siis')).find((each) => !each.includes('.'))!,
  );
  for (const each of readdirSync(place)) if (each.startsWith('history.db')) rmSync(join(place, each));
  expect(await all()).toEqual(told);

  writeFileSync(join(place, 'history.db'), 'damaged');
  const { stderr } = await siis('history', 'told', 'orders');
  expect(stderr).toContain('history.db was damaged: it is kept as');
  expect(await all()).toEqual(told);
}, 60_000);
