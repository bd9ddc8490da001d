import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { run } from '../support/program.ts';
import { root } from '../support/source.ts';

/** A disk of its own for one process, without rights of an administrator. */
const inNamespace = ['-r', '-m', 'bash', '-c'];
const canMount =
  spawnSync('unshare', [...inNamespace, `mount -t tmpfs -o size=64k none ${tmpdir()}`], { stdio: 'ignore' }).status ===
  0;

/**
 * On a disk of 256 kB, which record, log and history share: a session until the disk is full, another start, and after there is room a start and the proof. Each
 * leaves its words and its exit code in files.
 */
const script = `
  mount -t tmpfs -o size=256k none "$XDG_STATE_HOME" || exit 9
  step() { local name=$1; shift; "$NODE" "$SIIS" "$@" --json --workspace . > $name.out 2> $name.err; echo $? > $name.code; }
  step filled paper full --for 60s
  step again paper full --for 2s
  mount -o remount,size=32m "$XDG_STATE_HOME" || exit 9
  step roomy paper full --for 2s
  step proof verify full
`;

interface Line {
  readonly type: string;
  readonly sequence: number;
}

describe('a paper session whose disk is full (F20)', () => {
  it.skipIf(!canMount)('ends with the journal’s own error, and goes on once there is room', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'siis-full-'));
    const state = join(workspace, 'state');
    try {
      mkdirSync(join(workspace, 'profiles'));
      mkdirSync(state);
      const profile = {
        name: 'full',
        instruments: ['demo:BTC/USDT', 'demo:ETH/USDT'],
        strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
        data: { source: 'synthetic', synthetic: { speed: 5000 } },
      };
      writeFileSync(join(workspace, 'profiles', 'full.json'), JSON.stringify(profile));
      const env = {
        ...process.env,
        XDG_STATE_HOME: state,
        NODE: process.execPath,
        SIIS: join(root, 'bin/siis.js'),
      };
      const { code, stderr } = await run('unshare', [...inNamespace, script], { cwd: workspace, env });
      expect([code, stderr]).toEqual([0, '']);
      const read = (name: string): string => readFileSync(join(workspace, name), 'utf8');
      const linesOf = (step: string): Line[] =>
        read(`${step}.out`)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Line);

      expect(read('filled.code')).toBe('1\n');
      const said = read('filled.err').trim().split('\n').at(-1)!;
      const { error } = JSON.parse(said) as { error: { code: string; message: string } };
      expect(error.code).toBe('JOURNAL_FAILED');
      expect(error.message).toMatch(/full-[^/]+\/[^/]+\/journal\b.* takes no more records: the disk is full.*ENOSPC/);
      const filled = linesOf('filled');
      expect(filled.filter(({ type }) => type === 'fill').length).toBeGreaterThan(5);
      expect(filled.at(-1)).not.toMatchObject({ message: 'stopped' });

      // What the record holds and nobody was told may be told now; nothing new happens.
      expect(read('again.code')).toBe('1\n');
      const again = linesOf('again');
      expect(read('again.err')).toContain('"code":"JOURNAL_FAILED"');

      expect(read('roomy.code'), read('roomy.err')).toBe('0\n');
      const after = linesOf('roomy');
      expect(after.some(({ type }) => type === 'fill')).toBe(true);
      const told = [...filled, ...again, ...after].map(({ type, sequence }) => `${type} ${sequence}`);
      expect(new Set(told).size).toBe(told.length);
      expect(read('proof.code'), read('proof.err')).toBe('0\n');
      expect(JSON.parse(read('proof.out'))).toMatchObject({ identical: true });
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});
