import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runImport } from '../import/import.ts';
import { listedProfiles, profilesText } from './profile-list.ts';

let workspace = '';
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'siis-test-'));
  mkdirSync(join(workspace, 'profiles'));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function put(name: string, lines: readonly string[]): void {
  writeFileSync(join(workspace, 'profiles', `${name}.yaml`), `${lines.join('\n')}\n`);
}

it('marks profiles whose data are not there, and those that are wrong', async () => {
  const use = 'strategy: { use: ema-cross }';
  put('a-bars', ['instruments: [test:A/USD]', use]);
  put('a-half', ['instruments: [test:A/USD, test:B/USD]', use]);
  put('a-ticks', ['instruments: [test:A/USD]', use, 'data: { source: ticks }']);
  put('a-wrong', ['instruments: [test:A/USD]', 'strategy: { use: no-such }']);
  const own = async (): Promise<unknown[]> =>
    (await listedProfiles(workspace, undefined)).filter(({ name }) => name.startsWith('a-') || name === 'demo');
  expect(await own()).toEqual([
    { name: 'a-bars', state: 'no-data', lacks: ['test:A/USD'] },
    { name: 'a-half', state: 'no-data', lacks: ['test:A/USD', 'test:B/USD'] },
    { name: 'a-ticks', state: 'no-data', lacks: ['test:A/USD'] },
    { name: 'a-wrong', state: 'wrong', lacks: [] },
    { name: 'demo', state: 'ready', lacks: [] },
  ]);
  const file = join(workspace, 'bars.csv');
  writeFileSync(file, 'time,open,high,low,close,volume\n1700000040000,1,1,1,1,1\n');
  await runImport({ files: [file], data: join(workspace, 'data'), instrument: 'test:A/USD', timeframe: '1m' });
  expect(await own()).toEqual([
    { name: 'a-bars', state: 'ready', lacks: [] },
    { name: 'a-half', state: 'no-data', lacks: ['test:B/USD'] },
    { name: 'a-ticks', state: 'no-data', lacks: ['test:A/USD'] },
    { name: 'a-wrong', state: 'wrong', lacks: [] },
    { name: 'demo', state: 'ready', lacks: [] },
  ]);
});

it('says in a line which are ready, which lack data and which are wrong', () => {
  const text = profilesText([
    { name: 'a', state: 'no-data', lacks: ['test:A/USD', 'test:B/USD'] },
    { name: 'b', state: 'ready', lacks: [] },
    { name: 'c', state: 'wrong', lacks: [] },
    { name: 'd', state: 'ready', lacks: [] },
    { name: 'e', state: 'no-data', lacks: ['test:A/USD', 'test:B/USD'] },
  ]);
  expect(text).toBe('b, d; without data of test:A/USD, test:B/USD: a, e; wrong: c');
  expect(profilesText([])).toBe('none is ready');
});
