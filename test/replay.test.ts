import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkspace, workspace, write } from './support/cli-workspace.ts';
import { runSiis } from './support/run-siis.ts';

useWorkspace();

const sessions = (): string => join(workspace, 'data/sessions/told');
const siis = (...args: string[]) => runSiis(args, { cwd: workspace });
const profile = (speed: number): string =>
  `instruments: [demo:BTC/USDT]\nstrategy: { use: ema-cross, params: { timeframe: 1m, fast: 3, slow: 7 } }\ndata: { source: synthetic, synthetic: { speed: ${speed} } }\njournal: { segmentMiB: 0.004, keepMiB: 0.001 }\n`;

interface Line {
  readonly time: number;
}

describe('siis replay', { timeout: 120_000 }, () => {
  it('prints what the session printed, over its kills and restarts, and compares it on the way', async () => {
    write('profiles/told.yaml', profile(3000));
    const first = await runSiis(['paper', 'told', '--json'], {
      cwd: workspace,
      onOutput: (child, text) => void (text.split('\n').length > 20 && child.kill('SIGKILL')),
    });
    const second = await siis('paper', 'told', '--json', '--for', '300ms');
    const whole = first.stdout + second.stdout;
    const replayed = await siis('replay', 'told', '--json');
    expect(replayed.stderr).toMatch(/replayed .* h of market time, .* × real time\), orders identical (\d+)\/\1/);
    // The launcher was killed: what its child wrote down after nobody read any more is in the record only.
    const lines = new Set(replayed.stdout.split('\n'));
    const complete = whole.split('\n').filter((line) => line.endsWith('}'));
    expect(complete.filter((line) => !lines.has(line))).toEqual([]);
    expect(complete.length).toBeGreaterThan(20);
    const [session] = readdirSync(sessions()).filter((name) => name.startsWith('20'));
    expect(
      readdirSync(join(sessions(), session!, 'journal')).filter((name) => name.endsWith('.journal')).length,
    ).toBeGreaterThan(2);
  });

  it('tells only the range that is asked for, at the pace that is asked for', async () => {
    const all = (await siis('replay', 'told', '--json')).stdout.trim().split('\n');
    const times = all.map((line) => (JSON.parse(line) as Line).time);
    const [from, to] = [times[Math.floor(times.length / 3)]!, times[Math.floor((2 * times.length) / 3)]!];
    expect(to).toBeGreaterThan(from);
    const part = await siis('replay', 'told', '--json', '--from', `${from}`, '--to', `${to}`, '--speed', '1e6');
    expect(part.code).toBe(0);
    expect(part.stdout.trim().split('\n')).toEqual(all.filter((_line, k) => times[k]! >= from && times[k]! < to));
  });

  it('has no longer what the profile does not keep', async () => {
    const before = readdirSync(sessions()).filter((name) => name.startsWith('20'));
    const fresh = await siis('paper', 'told', '--fresh', '--for', '300ms');
    expect(fresh.stderr).toContain(`removed as journal of the profile says: ${before.join(', ')}`);
    expect(readdirSync(sessions()).filter((name) => name.startsWith('20'))).toHaveLength(1);
    expect((await siis('verify', 'told')).code).toBe(0);
  });

  it.each([
    [['replay', 'told', '--speed', 'fast'], 1, '--speed: expected how many times as fast as real time'],
    [['replay', 'told', '--session', 'x'], 2, "--session: expected a paper session of told, came 'x'"],
    [['replay', 'my-strategy'], 2, 'no session of my-strategy: trade it on paper first'],
  ])('refuses %s', async (words, code, message) => {
    const ended = await siis(...words);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
