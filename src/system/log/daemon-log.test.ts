import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DaemonLog, logPath } from './daemon-log.ts';
import { LogReader } from './read-log.ts';

const settings = { level: 'info', maxMiB: 1, keep: 2 } as const;
let folder = '';
let made = '';

beforeEach(() => {
  made = mkdtempSync(join(tmpdir(), 'siis-log-'));
  folder = made;
});
afterEach(() => rmSync(made, { recursive: true, force: true }));

const told = (): unknown[] =>
  readFileSync(logPath(folder), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('the log of a session', () => {
  it('holds what was said before its place was known, each line an object with level, wall time and process', () => {
    const log = new DaemonLog(settings);
    log.say('warn', 'early');
    log.open(folder);
    log.say('info', 'late', { instrument: 'demo:BTC/USDT' });
    log.close();
    const common = { pid: process.pid, time: expect.any(Number) as number };
    expect(told()).toEqual([
      { level: 'warn', ...common, message: 'early' },
      { level: 'info', ...common, message: 'late', instrument: 'demo:BTC/USDT' },
    ]);
    expect(statSync(logPath(folder)).mode & 0o777).toBe(0o600);
  });

  it('leaves secrets out of words, fields and events', () => {
    const log = new DaemonLog(settings);
    log.open(folder);
    log.say('info', 'connects with apiKey=hunter2 and "secret": "hunter2", token: hunter2', {
      api_key: 'hunter2',
      account: { passphrase: 'hunter2', list: [{ privateKey: 'hunter2' }] },
      text: 'password=hunter2',
    });
    log.happened({ type: 'status', time: 1, sequence: 1, source: 'strategy', message: 'accessToken=hunter2' });
    log.close();
    const text = readFileSync(logPath(folder), 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text.match(/\*\*\*/g)).toHaveLength(8);
  });

  it('leaves out what is less than its level, the pulse of a session among it', () => {
    const pulse = {
      type: 'status',
      time: 1,
      sequence: 1,
      level: 'info',
      source: 'session',
      message: 'running',
    } as const;
    const log = new DaemonLog({ ...settings, level: 'warn' });
    log.open(folder);
    log.say('info', 'a');
    log.happened({ ...pulse, message: 'ended' });
    log.happened({ ...pulse, level: 'error', message: 'b' });
    log.change({ ...settings, level: 'debug' });
    log.happened(pulse);
    log.change(settings);
    log.happened(pulse);
    log.happened({ ...pulse, message: 'goes on' });
    log.close();
    expect(told()).toMatchObject([
      { level: 'error', event: { message: 'b' } },
      { level: 'debug', event: { message: 'running' } },
      { level: 'info', event: { message: 'goes on' } },
    ]);
  });

  it('goes on in another file when one is full, keeps so many, and is read in order', () => {
    const log = new DaemonLog({ ...settings, maxMiB: 0.001 });
    log.open(folder);
    for (let k = 0; k < 60; k++) log.say('info', `line ${k}`);
    log.close();
    for (const name of ['', '.1', '.2']) expect(statSync(logPath(folder) + name).size).toBeLessThanOrEqual(1049);
    expect(existsSync(`${logPath(folder)}.3`)).toBe(false);
    const reader = new LogReader(folder);
    const words = reader.start().map(({ message }) => message);
    reader.close();
    expect(words).toEqual(Array.from({ length: words.length }, (_, k) => `line ${60 - words.length + k}`));
    expect(words.length).toBeGreaterThan(20);
  });

  it('is followed over the end of a file, and goes on in a new one where the old was moved away', () => {
    const log = new DaemonLog(settings);
    log.open(folder);
    log.say('info', 'one');
    const reader = new LogReader(folder);
    expect(reader.start().map(({ message }) => message)).toEqual(['one']);
    log.say('info', 'two');
    renameSync(logPath(folder), join(folder, 'elsewhere'));
    log.say('info', 'three');
    log.reopen();
    log.say('info', 'four');
    expect(reader.added().map(({ message }) => message)).toEqual(['two', 'three', 'four']);
    expect(reader.added()).toEqual([]);
    reader.close();
    log.close();
    expect(told()).toMatchObject([{ message: 'four' }]);
  });

  it('loses lines where it cannot write, throws nothing, and says later how many', () => {
    const log = new DaemonLog(settings);
    const place = join(folder, 'not-yet');
    log.open(place);
    log.say('info', 'lost');
    log.say('info', 'lost too');
    mkdirSync(place);
    log.say('info', 'written');
    log.close();
    folder = place;
    expect(told()).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/^2 lines .*ENOENT/) as string },
      { message: 'written' },
    ]);
  });
});
