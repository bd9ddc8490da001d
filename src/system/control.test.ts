import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../market/command.ts';
import { ControlDoor, tellSession } from './control.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-door-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function said(command: Command): { done: boolean; message: string } {
  return { done: command.kind !== 'cancel', message: command.kind };
}

describe('the door of a session', () => {
  it('hands commands in and answers out', async () => {
    const door = await ControlDoor.open(folder, said);
    expect(await tellSession(folder, ['pause', 'ema-cross'])).toEqual({ done: true, message: 'pause' });
    expect(await tellSession(folder, ['cancel', 'all'])).toEqual({ done: false, message: 'cancel' });
    expect(await tellSession(folder, ['close'])).toMatchObject({
      done: false,
      message: expect.stringMatching(/^close all/),
    });
    door.close();
  });

  it('stands in a folder with a long name, too, and leaves nothing behind', async () => {
    const deep = join(folder, 'x'.repeat(60), 'y'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const door = await ControlDoor.open(deep, said);
    expect(await tellSession(deep, ['kill'])).toEqual({ done: true, message: 'state' });
    door.close();
    expect(readdirSync(deep)).toEqual([]);
  });

  it('opens for its own user alone', async () => {
    const door = await ControlDoor.open(folder, said);
    expect(statSync(join(folder, 'control.sock')).mode & 0o077).toBe(0);
    door.close();
    expect(existsSync(join(folder, 'control'))).toBe(false);
  });

  it('takes the place of one that a killed process left', async () => {
    const first = await ControlDoor.open(folder, said);
    const second = await ControlDoor.open(folder, said);
    expect(await tellSession(folder, ['play'])).toEqual({ done: true, message: 'play' });
    first.close();
    second.close();
  });

  it('is said to be missing where no session runs', async () => {
    await expect(tellSession(folder, ['play'])).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('answers nonsense in words', async () => {
    const door = await ControlDoor.open(folder, said);
    const text = await new Promise<string>((resolve) => {
      const socket = createConnection({ path: join(folder, 'control.sock') }, () =>
        socket.write('rm -rf\n{"words":[3]}\n'),
      );
      let heard = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        heard += part;
        if (heard.split('\n').length < 3) return;
        socket.destroy();
        resolve(heard);
      });
    });
    expect(
      text
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(
      Array.from({ length: 2 }, () => ({ done: false, message: 'expected a line such as {"words": ["pause"]}' })),
    );
    door.close();
  });
});
