import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkspace, workspace } from '../../test/support/cli-workspace.ts';
import { runSiis } from '../../test/support/run-siis.ts';

useWorkspace();

const slow = 60_000;

describe('siis logs', () => {
  it(
    'shows what a session told, in words, as data, in part, and while it goes on',
    async () => {
      const none = await runSiis(['logs', 'my-strategy'], { cwd: workspace });
      expect(none).toMatchObject({ code: 2, stdout: '' });
      let following: ReturnType<typeof runSiis> | undefined;
      const first = await runSiis(
        ['paper', 'my-strategy', '--for', '3s', '--json', '-q', '--set', 'log.level=error', '-v'],
        {
          cwd: workspace,
          onOutput: () => {
            following ??= runSiis(['logs', 'my-strategy', '-f', '--json'], { cwd: workspace });
          },
        },
      );
      expect(first.code, first.stderr).toBe(0);
      // Data of the session only: the log goes to its file.
      for (const line of first.stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('sequence');
      const all = await runSiis(['logs', 'my-strategy', '--json'], { cwd: workspace });
      expect(all.code, all.stderr).toBe(0);
      const lines = all.stdout.trim().split('\n');
      for (const line of lines) {
        expect(JSON.parse(line)).toMatchObject({
          level: expect.any(String) as string,
          time: expect.any(Number) as number,
        });
      }
      // Followed from the start, it is the same; how it ended may come after who followed it heard that it had.
      const followed = (await following!).stdout.trim().split('\n');
      expect(lines.slice(0, followed.length)).toEqual(followed);
      expect(followed.length).toBeGreaterThan(2);
      const words = await runSiis(['logs', 'my-strategy', '-n', '1'], { cwd: workspace });
      expect(words.stdout).toMatch(/^\d{4}-\d\d-\d\d [\d:.]{12} info {2}ended: \d+ trades closed, profit .*\n$/);
      const worse = await runSiis(['logs', 'my-strategy', '--level', 'error'], { cwd: workspace });
      expect(worse).toMatchObject({ code: 0, stdout: '' });
    },
    slow,
  );

  it(
    'shows an earlier session by the beginning of its id',
    async () => {
      const again = await runSiis(['paper', 'my-strategy', '--for', '1s', '--fresh', '-q'], { cwd: workspace });
      expect(again.code, again.stderr).toBe(0);
      const ids = readdirSync(join(workspace, 'data/sessions/my-strategy')).filter((each) => /^\d{4}-/.test(each));
      expect(ids).toHaveLength(2);
      const old = await runSiis(['logs', 'my-strategy', '--session', ids[0]!], { cwd: workspace });
      expect(old.stdout).toContain('ended: ');
      // The second one was told to be quiet.
      const young = await runSiis(['logs', 'my-strategy'], { cwd: workspace });
      expect(young).toMatchObject({ code: 0, stdout: '' });
      const missing = await runSiis(['logs', 'my-strategy', '--session', '1999'], { cwd: workspace });
      expect(missing.code).toBe(2);
    },
    slow,
  );
});
