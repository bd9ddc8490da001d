import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { run, start } from '../support/program.ts';
import { root } from '../support/source.ts';

const program = join(root, 'bin/siis.js');
const kills = 20;

interface Line {
  readonly type: string;
  readonly sequence: number;
  readonly id?: string;
  readonly state?: string;
  readonly message?: string;
}

/** Trades until so many lines were said, and is killed then. */
async function killAfter(count: number, workspace: string, environment: NodeJS.ProcessEnv): Promise<Line[]> {
  const args = [program, 'paper', 'killed', '--json', '--workspace', workspace];
  const trading = spawn(process.execPath, args, { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines: Line[] = [];
  const said = createInterface({ input: trading.stdout });
  said.on('line', (text) => {
    lines.push(JSON.parse(text) as Line);
    if (lines.length === Math.ceil(count / 2)) trading.stdin.write('close all\n');
    if (lines.length === count) trading.kill('SIGKILL');
  });
  await Promise.all([once(trading, 'exit'), once(said, 'close')]);
  return lines;
}

describe('a paper session that is killed again and again (F17)', () => {
  it('says nothing twice, and does the same when it is done again', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'siis-killed-'));
    const environment = { ...process.env, XDG_STATE_HOME: join(workspace, 'state') };
    const random = new Random('kills');
    try {
      mkdirSync(join(workspace, 'profiles'));
      const profile = {
        name: 'killed',
        instruments: ['demo:BTC/USDT', 'demo:ETH/USDT'],
        strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent: 0.5 } },
        data: { source: 'synthetic', synthetic: { speed: 2000 } },
        paper: { latency: { order: 50, jitter: 40, cancel: 50 } },
      };
      writeFileSync(join(workspace, 'profiles', 'killed.json'), JSON.stringify(profile));
      const lines: Line[] = [];
      for (let life = 0; life < kills; life++) {
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        lines.push(...(await killAfter(2 + random.below(60), workspace, environment)));
      }
      const fills = lines.filter(({ type }) => type === 'fill').map(({ id }) => id);
      expect(fills.length).toBeGreaterThan(20);
      expect(new Set(fills).size).toBe(fills.length);
      const sequences = lines.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      const names = lines.map(({ type, sequence }) => `${type} ${sequence}`);
      expect(new Set(names).size).toBe(names.length);
      const filled = lines.filter(({ type, state }) => type === 'order' && state === 'filled').map(({ id }) => id);
      expect(filled.length).toBeGreaterThan(20);
      expect(new Set(filled).size).toBe(filled.length);
      const args = [program, 'verify', 'killed', '--json', '--workspace', workspace];
      const { stdout, code } = await run(process.execPath, args, { env: environment });
      expect(code).toBe(0);
      const verified = JSON.parse(stdout) as { identical: boolean; orders: number };
      expect(verified.identical).toBe(true);
      expect(verified.orders).toBeGreaterThanOrEqual(fills.length / 2);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});

describe('a market that cannot keep its pace', () => {
  it('lets the session end after its time, and says that it is late', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'siis-late-'));
    try {
      mkdirSync(join(workspace, 'profiles'));
      const profile = {
        name: 'late',
        instruments: ['demo:BTC/USDT', 'demo:ETH/USDT', 'demo:SOL/USDT'],
        strategy: { use: 'ema-cross', params: { timeframe: '1s', fast: 2, slow: 3 } },
        data: { source: 'synthetic', synthetic: { speed: 1_000_000 } },
      };
      writeFileSync(join(workspace, 'profiles', 'late.json'), JSON.stringify(profile));
      const args = [program, 'paper', 'late', '--json', '--for', '8s', '--workspace', workspace];
      const { stdout, code } = await run(process.execPath, args, {
        env: { ...process.env, XDG_STATE_HOME: join(workspace, 'state') },
      });
      expect(code).toBe(0);
      const said = stdout.split('\n').filter((line) => line.includes('"source":"session"'));
      expect(said.length).toBeGreaterThan(2);
      expect(said.some((line) => line.includes('s late'))).toBe(true);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});

describe('a paper session in another process', () => {
  it('is seen, keeps a second one out, and ends when it is told to', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'siis-other-'));
    const env = { ...process.env, XDG_STATE_HOME: join(workspace, 'state') };
    const siis = (verb: string): ReturnType<typeof run> =>
      run(process.execPath, [program, verb, 'other', '--json', '--workspace', workspace], { env });
    try {
      mkdirSync(join(workspace, 'profiles'));
      const profile = {
        name: 'other',
        instruments: ['demo:BTC/USDT'],
        strategy: { use: 'ema-cross', params: { timeframe: '1m' } },
        data: { source: 'synthetic', synthetic: { speed: 100 } },
      };
      writeFileSync(join(workspace, 'profiles', 'other.json'), JSON.stringify(profile));
      expect((await siis('status')).code).toBe(3);
      expect((await siis('stop')).code).toBe(3);
      const args = [program, 'paper', 'other', '--json', '--workspace', workspace];
      const running = start(process.execPath, args, { env });
      await running.seen('running: equity');
      const seen = await siis('status');
      expect(seen.code).toBe(0);
      expect(JSON.parse(seen.stdout)).toMatchObject({ profile: 'other', running: true, pid: running.child.pid });
      const second = await siis('paper');
      expect(second.code).toBe(1);
      expect(second.stderr + second.stdout).toContain(`in use by process ${running.child.pid}`);
      expect((await siis('stop')).code).toBe(0);
      expect((await running.ended).stdout).toContain('stopping: equity');
      expect((await siis('status')).code).toBe(3);
      expect((await siis('verify')).code).toBe(0);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});

describe('a paper session that would do something else than its record', () => {
  it('is refused by name, and its record stays as it was', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'siis-differs-'));
    const env = { ...process.env, XDG_STATE_HOME: join(workspace, 'state') };
    const state = join(workspace, 'state', 'siis');
    const siis = (...args: string[]): ReturnType<typeof run> =>
      run(process.execPath, [program, 'paper', 'differs', '--workspace', workspace, ...args], { env });
    const write = (stopPercent: number): void => {
      const profile = {
        name: 'differs',
        instruments: ['demo:BTC/USDT'],
        strategy: { use: 'ema-cross', params: { timeframe: '1m', fast: 3, slow: 7, stopPercent } },
        data: { source: 'synthetic', synthetic: { speed: 5000 } },
      };
      writeFileSync(join(workspace, 'profiles', 'differs.json'), JSON.stringify(profile));
    };
    const newest = (): string => {
      const folder = join(
        state,
        readdirSync(state).find((name) => name.startsWith('differs') && !name.includes('.'))!,
      );
      return join(
        folder,
        readdirSync(folder)
          .filter((name) => name.startsWith('20'))
          .toSorted()
          .at(-1)!,
      );
    };
    const metaOf = (folder: string): { profile: string; checksum: string } =>
      JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8')) as { profile: string; checksum: string };
    try {
      mkdirSync(join(workspace, 'profiles'));
      write(1);
      expect((await siis('--for', '2s')).code).toBe(0);
      const first = newest();
      write(0.5);
      expect((await siis('--for', '1s', '--fresh')).code).toBe(0);
      const second = newest();
      // The first session, as if it were of the second profile: what an upgrade of the program would look like.
      const { checksum: _of, ...meta } = { ...metaOf(first), profile: metaOf(second).profile };
      const checksum = crc32(JSON.stringify(meta), 0x53494953).toString(16).padStart(8, '0');
      writeFileSync(join(first, 'session.json'), JSON.stringify({ ...meta, checksum }));
      rmSync(second, { recursive: true });
      const journal = join(first, 'journal', '0000000000000001.journal');
      const before = readFileSync(journal);
      const { code, stderr } = await siis('--for', '1s', '--json');
      expect(code).toBe(1);
      expect(stderr).toContain('"code":"SESSION_DIFFERS"');
      expect(readFileSync(journal).equals(before)).toBe(true);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
});
