import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoPlan } from '../../../test/support/kept-run.ts';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { wallNow } from '../../bus/clock.ts';
import { HistoryFile, historyPath } from '../../database/history/history-file.ts';
import { runPaper } from './paper.ts';

const old = '2020-01-01T00-00-00-000Z';

/** A session that was last written long ago. */
function leaveOld(sessions: string): void {
  mkdirSync(join(sessions, old, 'journal'), { recursive: true });
  for (const name of ['session.json', 'journal/0000000000000001.journal']) {
    const file = join(sessions, old, name);
    writeFileSync(file, '{}');
    const written = wallNow() / 1000 - 30 * 86_400;
    utimesSync(file, written, written);
  }
}

it('removes what is kept too long while a session runs, with its history', async () => {
  const sessions = join(makeWorkspace({}), 'sessions');
  const { profile, strategies } = await demoPlan();
  const over = new AbortController();
  const said: string[] = [];
  await runPaper({
    profile: { ...profile, journal: { ...profile.journal, keepDays: 7 } },
    strategies,
    sessions,
    removesEvery: 20,
    stop: over.signal,
    onLine: () => undefined,
    onReady: () => {
      // Its history stands for what an earlier start wrote.
      const file = HistoryFile.open(historyPath(sessions), expect.unreachable);
      file.take([{ session: old, record: 1, time: 1, facts: [{ table: 'equity', values: { time: 1, value: 1 } }] }]);
      file.close();
      leaveOld(sessions);
    },
    log: (message) => {
      said.push(message);
      if (message.includes('removed')) over.abort();
    },
  });
  expect(said.filter((message) => message.includes('removed'))).toEqual([
    `removed as journal of the profile says: ${old}`,
  ]);
  expect(existsSync(join(sessions, old))).toBe(false);
  const file = HistoryFile.read(historyPath(sessions))!;
  expect(file.cursors().has(old)).toBe(false);
  file.close();
});
