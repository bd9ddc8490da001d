import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { type FactBatch } from './facts.ts';
import { HistoryFile, historyPath } from './history-file.ts';
import { History } from './history.ts';

const point = (record: number): FactBatch => ({
  session: 'one',
  record,
  time: record,
  facts: [{ table: 'equity', values: { time: record, value: record * 10 } }],
});

function equity(folder: string): unknown[] {
  const file = HistoryFile.read(historyPath(folder))!;
  const rows = file.rows('equity', 'one');
  file.close();
  return rows;
}

it('is written by the time it is closed, and knows then how far it reaches', async () => {
  const folder = makeWorkspace({});
  const history = await History.open(folder, expect.unreachable);
  for (let k = 1; k <= 2500; k++) history.take(point(k));
  await history.close();
  expect(equity(folder)).toHaveLength(2500);
  const again = await History.open(folder, expect.unreachable);
  expect([again.cursor('one'), again.cursor('two')]).toEqual([2500, 0]);
  again.forget(['one']);
  await again.close();
  expect(equity(folder)).toEqual([]);
});

it('waits for a file that another program keeps locked, and says so once', async () => {
  const folder = makeWorkspace({});
  const said: string[] = [];
  let told = (): void => undefined;
  const heard = new Promise<void>((resolve) => (told = resolve));
  const history = await History.open(folder, (message) => {
    said.push(message);
    told();
  });
  const other = new Sqlite(historyPath(folder));
  other.exec('BEGIN IMMEDIATE');
  for (let k = 1; k <= 10; k++) history.take(point(k));
  await heard;
  expect(history.waiting).toBe(10);
  other.exec('COMMIT');
  other.close();
  await history.close();
  expect(said[0]).toMatch(
    /history\.db cannot be written now: another process keeps its history\.db locked.*trading goes on/,
  );
  expect(equity(folder)).toHaveLength(10);
});

it('lets a session go on without it where it cannot be opened', async () => {
  const folder = makeWorkspace({ file: '' });
  const said: string[] = [];
  const history = await History.open(join(folder, 'file'), (message) => said.push(message));
  history.take(point(1));
  await history.close();
  expect(said).toEqual([expect.stringMatching(/^no history is written: .*trading goes on/)]);
});

it('begins anew where it is damaged, and names what it kept', async () => {
  const folder = makeWorkspace({});
  writeFileSync(historyPath(folder), 'damaged');
  const said: string[] = [];
  const history = await History.open(folder, (message) => said.push(message));
  history.take(point(1));
  await history.close();
  expect(said).toEqual([expect.stringContaining(`kept as ${historyPath(folder)}.damaged-1`)]);
  expect(equity(folder)).toEqual([{ time: 1, value: 10 }]);
});
