import { createConnection } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoSnapshot } from '../../test/support/terminal-rig.ts';
import { makeWorkspace } from '../../test/support/workspace.ts';
import type { Command } from '../market/command.ts';
import { GrowingLog } from '../view/log.ts';
import type { ConsoleFacts, Snapshot } from '../view/snapshot.ts';
import { RemoteDoor } from './remote-door.ts';
import { SessionSocket, socketPath } from './session-socket.ts';

let demo: Snapshot;
beforeAll(async () => {
  demo = await demoSnapshot();
}, 60_000);

/** A session that stands still, but for the lines of its console. */
async function served(): Promise<{ place: string; sent: Command[]; say: (text: string) => void; close: () => void }> {
  const place = join(makeWorkspace({}), 'sessions');
  const sent: Command[] = [];
  const lines = new GrowingLog<ConsoleFacts>(1000);
  const snapshot = { ...demo, logs: { ...demo.logs, console: lines } };
  const door = {
    send: (command: Command) => {
      sent.push(command);
      return { done: true, message: `${command.kind} done` };
    },
    look: () => snapshot,
    preview: () => ({ title: 'Buy', lines: [['Risk', '1']] as const, refusal: undefined }),
  };
  const socket = new SessionSocket(door, place);
  expect(await socket.open()).toBeUndefined();
  const say = (text: string): void =>
    lines.add({ time: 0, sequence: lines.total, kind: 'status', level: 'info', instrument: '', text });
  return { place, sent, say, close: () => socket.close() };
}

/** What a door shows once it shows what is waited for. */
async function lookFor(door: RemoteDoor, isThere: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return expect
    .poll(() => door.look(), { timeout: 10_000 })
    .toSatisfy((found?: Snapshot) => found !== undefined && isThere(found))
    .then(() => door.look()!);
}

describe('a session over its socket', () => {
  it('is seen as it is, by all that are attached, with what is added to its logs', async () => {
    const { place, say, close } = await served();
    say('first');
    const doors = await Promise.all([RemoteDoor.connect(place, 'demo'), RemoteDoor.connect(place, 'demo')]);
    for (const door of doors) door.listen(() => undefined);
    const isWhole = ({ logs }: Snapshot): boolean => logs.console.total === 1;
    const seen = await Promise.all(doors.map((door) => lookFor(door, isWhole)));
    for (const snapshot of seen) {
      expect(snapshot.trades).toEqual(demo.trades);
      expect(snapshot.markets).toEqual(demo.markets);
      expect(snapshot.logs.history.items).toEqual(demo.logs.history.items);
      expect(snapshot.series[0]?.bars.items).toEqual(demo.series[0]?.bars.items);
    }
    say('second');
    const later = await lookFor(doors[0], ({ logs }) => logs.console.total === 2);
    expect(later.logs.console.items.map(({ text }) => text)).toEqual(['first', 'second']);
    for (const door of doors) door.close();
    close();
  });

  it('takes commands as they are typed, and refuses what is none', async () => {
    const { place, sent, close } = await served();
    const door = await RemoteDoor.connect(place, 'demo');
    expect(await door.send('pause')).toEqual({ done: true, message: 'pause done' });
    expect(sent).toEqual([{ kind: 'pause', strategy: undefined }]);
    expect(await door.send('pause the music now')).toMatchObject({
      done: false,
      message: expect.stringContaining('expected at most one strategy'),
    });
    expect(await door.preview('long BTC')).toMatchObject({ title: 'Buy', lines: [['Risk', '1']] });
    expect(sent).toHaveLength(1);
    door.close();
    close();
  });

  it('lives on when a terminal is killed, or sends what is no request', async () => {
    const { place, close } = await served();
    const killed = await RemoteDoor.connect(place, 'demo');
    killed.listen(() => undefined);
    killed.close();
    await new Promise<void>((done) => {
      const socket = createConnection(socketPath(place), () => socket.write('{"ask":"format the disk"}\n'));
      socket.on('close', () => done());
    });
    const door = await RemoteDoor.connect(place, 'demo');
    expect((await door.send('play')).done).toBe(true);
    door.close();
    close();
  });

  it('tells those that are attached when it ends, and cannot be reached then', async () => {
    const { place, close } = await served();
    const door = await RemoteDoor.connect(place, 'demo');
    const closed = new Promise<void>((done) => door.listen(done));
    close();
    await closed;
    await expect(door.send('pause')).rejects.toThrow('the session ended');
    await expect(RemoteDoor.connect(place, 'demo')).rejects.toThrow('no session of demo can be reached');
  });
});
