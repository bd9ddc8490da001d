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

/** A command of the tour: what is typed, how it is confirmed, what is said of it. */
interface Step {
  readonly line: string;
  readonly says: string | RegExp;
  /** What has to be typed, or just Enter; absent: nothing is asked. */
  readonly confirm?: string;
  /** Leaves a text that was opened over the page. */
  readonly leaves?: boolean;
}

const now = '';
/** Every command but those that the tour runs elsewhere, and `quit`. TRADE is a trade that is open by hand. */
const steering: readonly Step[] = [
  { line: 'play', says: 'playing' },
  { line: 'quantity SOL 6', says: 'say no quantity have 6', confirm: now },
  { line: 'long SOL stop 30% target 40%', says: 'long demo:SOL/USDT asked for', confirm: now },
  { line: 'quantity SOL profile', says: 'sized as the profile says', confirm: now },
  { line: 'stop-loss TRADE 25%', says: 'told to move', confirm: now },
  { line: 'take-profit TRADE 45%', says: 'told to move', confirm: now },
  { line: 'step-stop-loss TRADE 5% 1%', says: 'operation o1 added', confirm: now },
  { line: 'operation TRADE close-at at=-20%', says: 'operation o2 added', confirm: now },
  { line: 'operations', says: 'o1' },
  { line: 'remove-operation TRADE o2', says: 'operation o2 removed', confirm: now },
  { line: 'trailing TRADE 30%', says: 'operation o3 added', confirm: now },
  { line: 'trailing TRADE none', says: 'stays at', confirm: now },
  { line: 'clean TRADE', says: 'let go of', confirm: now },
  { line: 'recheck', says: 'as the venue has them' },
  { line: 'assign SOL', says: 'is trade', confirm: now },
  { line: 'close TRADE', says: '1 trade told to close', confirm: now },
  { line: 'long SOL 3 stop 30%', says: 'long demo:SOL/USDT asked for', confirm: now },
  { line: 'breakeven TRADE', says: /told to move|already beyond/, confirm: now },
  { line: 'short ETH 0.3 at 9000 stop 9500', says: 'short demo:ETH/USDT asked for', confirm: now },
  { line: 'cancel demo:ETH/USDT', says: 'taken back', confirm: now },
  { line: 'leverage 4', says: 'leverage of paper is 4', confirm: now },
  { line: 'range-region demo:BTC/USDT 1000 900000 for=4h', says: 'region r1 made', confirm: now },
  { line: 'trend-region demo:BTC/USDT 900 90000 1000 99000 for=4h', says: 'region r2 made', confirm: now },
  { line: 'regions', says: 'r1' },
  { line: 'remove-region r1', says: 'region r1 removed', confirm: now },
  { line: 'price-cross-alert demo:BTC/USDT above 900000', says: 'alert a1 made', confirm: now },
  { line: 'price-change-alert demo:BTC/USDT 50 1m', says: 'alert a2 made', confirm: now },
  { line: 'indicator-alert demo:BTC/USDT 1m rsi above 99', says: 'alert a3 made', confirm: now },
  { line: 'alerts', says: 'a1' },
  { line: 'remove-alert a1', says: 'alert a1 removed', confirm: now },
  { line: 'contexts', says: 'no contexts' },
  { line: 'pause', says: 'paused' },
  { line: 'save', says: /not kept|on disk/ },
  { line: 'reconnect', says: 'nothing to connect to' },
  { line: 'state reducing', says: 'trading state is reducing', confirm: now },
  { line: 'kill', says: 'trading state is halted', confirm: now },
  { line: 'state active', says: 'trading state is active', confirm: now },
  { line: 'cancel-all', says: 'taken back', confirm: 'paper' },
  { line: 'close-all', says: 'told to close', confirm: 'paper' },
  { line: 'help close', says: 'Help: close', leaves: true },
  { line: 'alias F5 recheck', says: 'is recheck from now on' },
  { line: 'unalias F5', says: '' },
  { line: 'why', says: 'keeps no record' },
  { line: 'page trades', says: 'F Trades' },
  { line: 'sort profit', says: 'P/L' },
  { line: 'filter nothing-like-this', says: 'nothing matches' },
  { line: 'filter', says: 'F Trades' },
  { line: 'group strategy', says: 'F Trades' },
  { line: 'group', says: 'F Trades' },
  { line: 'columns fees', says: 'F Trades' },
  { line: 'columns all', says: 'F Trades' },
  { line: 'export markets csv', says: '3 rows written' },
  { line: 'chart ETH', says: 'ETH/USDT 1m' },
  { line: 'theme light', says: 'theme light' },
  { line: 'theme dark', says: 'theme dark' },
  { line: 'step', says: 'this is no replay' },
];

/** Types a command, confirms it as it is asked for, and waits for what is said of it. */
async function steer({ line, says, confirm, leaves }: Step): Promise<void> {
  const trade = line.includes('TRADE') ? await manualTrade() : '';
  tmux('send-keys', '-l', `:${line.replace('TRADE', trade)}`);
  tmux('send-keys', 'Enter');
  if (confirm !== undefined) {
    await shows('Send this?');
    if (confirm !== '') tmux('send-keys', '-l', confirm);
    tmux('send-keys', 'Enter');
  }
  await shows(says);
  if (leaves === true || screen().includes(`:${line.slice(0, 4)}`)) tmux('send-keys', 'Escape');
  await wallSleep(120);
}

/** The id of the trade that is open by hand, read off its page. */
async function manualTrade(): Promise<string> {
  for (const line of ['page trades', 'columns all', 'filter manual']) {
    tmux('send-keys', '-l', `:${line}`);
    tmux('send-keys', 'Enter');
  }
  const pattern = /\b[\da-z]{5,8}-\d+\b/;
  await shows(/\/manual +1 of \d+ trades/);
  if (!pattern.test(screen())) {
    tmux('send-keys', '-l', ':columns id');
    tmux('send-keys', 'Enter');
  }
  const [id = ''] = pattern.exec(await shows(pattern)) ?? [];
  return id;
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
    // oxlint-disable-next-line no-await-in-loop -- one command after the other
    for (const step of steering) await steer(step);
    for (const key of ['x', ',', '?', '%', '*', '$', '!', '=', 'a', 'n']) {
      tmux('send-keys', '-l', key);
      // oxlint-disable-next-line no-await-in-loop -- one key after the other
      await wallSleep(150);
      if (key === 'x' || key === '?') tmux('send-keys', 'Escape');
      // oxlint-disable-next-line no-await-in-loop -- a lone Escape takes a moment
      await wallSleep(150);
    }
    await shows(/no desktop|notices/);
    tmux('resize-window', '-x', '90', '-y', '28');
    await shows('T Tickers');
    tmux('send-keys', 'C-c');
    expect(await shows('BACK')).not.toContain(' siis ');
    expect(tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}').trim()).toBe('0 1 0');
    expect(await shows('speed')).not.toMatch(/-(?:echo|icanon)\b/);
  }, 240_000);
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
    // Two of them at once: what one sends the other shows, and both show the same trades.
    for (const name of ['first', 'second'])
      tmux('new-window', '-n', name, `cd ${folder}; XDG_STATE_HOME=${folder} ${siis} attach demo`);
    const windows = ['first', 'second'] as const;
    const shown = (name: string): string => tmux('capture-pane', '-p', '-t', `:${name}`);
    for (const name of windows) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect.poll(() => shown(name), { timeout: 20_000 }).toContain('● ACTIVE');
      tmux('send-keys', '-t', `:${name}`, '-l', 'B');
    }
    tmux('send-keys', '-t', ':first', '-l', ':price-cross-alert demo:BTC/USDT above 900000 for both');
    tmux('send-keys', '-t', ':first', 'Enter');
    await expect.poll(() => shown('first'), { timeout: 10_000 }).toContain('Send this?');
    tmux('send-keys', '-t', ':first', 'Enter');
    for (const name of windows)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect.poll(() => shown(name), { timeout: 10_000 }).toMatch(/price rises to 900000/);
    const rowsOf = (name: string): string[] =>
      shown(name)
        .split('\n')
        .filter((line) => line.includes('900000'))
        .map((line) => line.replaceAll(/[+-]\d+\.\d+%/g, 'AWAY'));
    expect(rowsOf('second')).toEqual(rowsOf('first'));
    expect(run('stop', 'demo')).toContain('ended');
    expect(run('verify', 'demo')).toContain('orders identical');
    delete process.env['XDG_STATE_HOME'];
  }, 120_000);
});
