import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallSleep } from '../../src/bus/clock.ts';
import { pages } from '../../src/terminal/pages.ts';
import { root } from '../support/source.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
let server = '';
let servers = 0;
let folder = '';

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], { encoding: 'utf8' });
}

const screen = (): string => tmux('capture-pane', '-p');

/** What is shown once it shows what is waited for. */
async function shows(text: string | RegExp, millis = 20_000): Promise<string> {
  for (let left = millis; left > 0; left -= 100) {
    const now = screen();
    if (typeof text === 'string' ? now.includes(text) : text.test(now)) return now;
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(100);
  }
  throw new Error(`expected ${String(text)} on the screen, was:\n${screen()}`);
}

function start(width: number, height: number, command: string): void {
  const after = "; echo 'BACK'; stty -a; sleep 100";
  tmux('new-session', '-d', '-x', String(width), '-y', String(height), `cd ${folder}; ${command} 2>error.txt${after}`);
}

const siis = `${process.execPath} ${join(root, 'bin/siis.js')}`;
/** The process that runs in the pane. */
const running = (): number =>
  Number(
    execFileSync('pgrep', ['-P', tmux('list-panes', '-F', '#{pane_pid}').trim()], { encoding: 'utf8' }).split('\n')[0],
  );

beforeEach(() => {
  // One that is about to end would take the next pane along.
  server = `siis-tour-${process.pid}-${servers++}`;
  folder = mkdtempSync(join(tmpdir(), 'siis-tour-'));
});
afterEach(() => {
  spawnSync('tmux', ['-L', server, 'kill-server']);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasTmux).each([
  [80, 24],
  [200, 60],
])('the demo in tmux at %i×%i', (width, height) => {
  it('shows every page, trades by hand, and leaves the terminal as it was', async () => {
    start(width, height, `${siis} demo`);
    await shows(/● ACTIVE +[\d ]+\.\d\d/);
    for (const { key, title } of pages) {
      tmux('send-keys', '-l', key);
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      expect(await shows(`${key} ${title}`)).not.toContain('�');
    }
    tmux('send-keys', '-l', 'T?');
    await shows('Tickers: help');
    tmux('send-keys', 'Escape');
    await wallSleep(200);
    // Two of them: there has to be one left when everything is closed.
    for (const quantity of [5, 4]) {
      tmux('send-keys', '-l', `:long SOL ${quantity} stop 9% target 9%`);
      // oxlint-disable-next-line no-await-in-loop -- one order after the other
      await shows(`Buy ${quantity} SOL`);
      tmux('send-keys', 'Enter');
      // oxlint-disable-next-line no-await-in-loop -- the same
      await shows('Send this?');
      tmux('send-keys', 'Enter');
      // oxlint-disable-next-line no-await-in-loop -- the same
      await shows('long demo:SOL/USDT asked for');
    }
    tmux('send-keys', '-l', 'F/manual');
    await shows(/2 of \d+ trades/);
    tmux('send-keys', 'Enter');
    tmux('send-keys', '-l', 'c');
    await shows('Close');
    tmux('send-keys', 'Enter');
    await shows('1 trade told to close');
    tmux('send-keys', '-l', ':close all');
    tmux('send-keys', 'Enter');
    await shows('This concerns everything');
    tmux('send-keys', '-l', 'paper');
    tmux('send-keys', 'Enter');
    await shows(/trades? told to close/);
    tmux('resize-window', '-x', '90', '-y', '28');
    await shows('T Tickers');
    tmux('send-keys', 'C-c');
    expect(await shows('BACK')).not.toContain(' siis ');
    expect(tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}').trim()).toBe('0 1 0');
    expect(await shows('speed')).not.toMatch(/-(?:echo|icanon)\b/);
  }, 120_000);
});

describe.skipIf(!hasTmux)('a terminal whose siis is killed', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s is as it was',
    async (signal) => {
      start(100, 30, `${siis} demo`);
      await shows('● ACTIVE');
      process.kill(running(), signal);
      await shows('BACK').catch(() => undefined);
      const state = (): string => tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}').trim();
      await expect.poll(state, { timeout: 5000 }).toBe('0 1 0');
      const tty = tmux('list-panes', '-F', '#{pane_tty}').trim();
      const isSane = (): boolean =>
        !/-(?:echo|icanon)\b/.test(execFileSync('stty', ['-F', tty, '-a'], { encoding: 'utf8' }));
      await expect.poll(isSane, { timeout: 5000 }).toBe(true);
    },
    60_000,
  );
});

describe.skipIf(!hasTmux)('a session that runs without a terminal', () => {
  it('goes on when an attached terminal is left, and when it is killed', async () => {
    const run = (...args: readonly string[]): string =>
      spawnSync(process.execPath, [join(root, 'bin/siis.js'), ...args], { cwd: folder, encoding: 'utf8' }).stdout;
    start(
      100,
      30,
      `cp -r ${join(root, 'profiles')} .; export XDG_STATE_HOME=$PWD; ${siis} paper demo --lines >lines.txt & sleep 1`,
    );
    process.env['XDG_STATE_HOME'] = folder;
    await expect.poll(() => run('cmd', 'demo', 'play'), { timeout: 20_000 }).toContain('playing');
    for (const key of ['C-c', 'kill'] as const) {
      tmux('new-window', `cd ${folder}; XDG_STATE_HOME=${folder} ${siis} attach demo`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await shows('● ACTIVE');
      if (key === 'kill') process.kill(Number(tmux('list-panes', '-F', '#{pane_pid}').trim()), 'SIGKILL');
      else tmux('send-keys', key);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await wallSleep(1000);
      expect(run('cmd', 'demo', 'pause', 'ema-cross')).toContain('paused: ema-cross');
    }
    expect(run('stop', 'demo')).toContain('ended');
    expect(run('verify', 'demo')).toContain('orders identical');
    delete process.env['XDG_STATE_HOME'];
  }, 120_000);
});
