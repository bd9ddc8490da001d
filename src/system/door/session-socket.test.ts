import { beforeAll, describe, expect, it, vi } from 'vitest';
import { demoSnapshot } from '../../../test/support/terminal-rig.ts';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import type { Command } from '../../market/command.ts';
import { LineServer, LineSocket } from '../../bus/line-socket.ts';
import { GrowingLog } from '../../view/log.ts';
import type { ConsoleFacts, Snapshot } from '../../view/snapshot.ts';
import { RemoteDoor } from './remote-door.ts';
import { SessionSocket, sessionPath } from './session-socket.ts';

let demo: Snapshot;
beforeAll(async () => {
  demo = await demoSnapshot();
}, 60_000);

interface Served {
  readonly place: string;
  /** What was put in, and by whom. */
  readonly sent: [command: Command, source: string][];
  readonly say: (text: string) => void;
  readonly close: () => void;
}

/** A session that stands still, but for the lines of its console. */
async function served(): Promise<Served> {
  const place = makeWorkspace({});
  const sent: [Command, string][] = [];
  const lines = new GrowingLog<ConsoleFacts>(1000);
  const snapshot = { ...demo, logs: { ...demo.logs, console: lines } };
  const door = {
    send: (command: Command, source: string) => {
      sent.push([command, source]);
      return { done: command.kind !== 'cancel', message: `${command.kind} done` };
    },
    look: () => snapshot,
    preview: () => ({ title: 'Buy', lines: [['Risk', '1']] as const, refusal: undefined }),
  };
  const socket = await SessionSocket.open(place, door);
  const say = (text: string): void =>
    lines.add({ time: 0, sequence: lines.total, kind: 'status', level: 'info', instrument: '', text });
  return { place, sent, say, close: () => socket.close() };
}

function attached(place: string): Promise<RemoteDoor> {
  return RemoteDoor.connect(place, 'demo', { source: 'attach' });
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
    const doors = await Promise.all([attached(place), attached(place)]);
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
    const door = await attached(place);
    expect(await door.send('pause')).toEqual({ done: true, message: 'pause done' });
    expect(sent).toEqual([[{ kind: 'pause', strategy: undefined }, 'attach']]);
    expect(await door.send('pause the music now')).toMatchObject({
      done: false,
      message: expect.stringContaining('expected at most one strategy'),
    });
    expect(await door.preview('long BTC')).toMatchObject({ title: 'Buy', lines: [['Risk', '1']] });
    expect(sent).toHaveLength(1);
    door.close();
    close();
  });

  it('takes words that a shell has told apart, from another client at the same door', async () => {
    const { place, sent, close } = await served();
    const door = await RemoteDoor.connect(place, 'demo', { source: 'cmd' });
    expect(await door.send(['pause', 'ema-cross'])).toEqual({ done: true, message: 'pause done' });
    expect(await door.send(['cancel', 'all'])).toEqual({ done: false, message: 'cancel done' });
    expect(sent).toEqual([
      [{ kind: 'pause', strategy: 'ema-cross' }, 'cmd'],
      [{ kind: 'cancel', instrument: undefined }, 'cmd'],
    ]);
    expect(await door.send(['close'])).toMatchObject({ done: false, message: expect.stringMatching(/^close all/) });
    expect(await door.preview(['long', 'BTC'])).toMatchObject({ title: 'Buy' });
    expect(sent).toHaveLength(2);
    door.close();
    close();
  });

  it('lives on when a terminal is killed', async () => {
    const { place, close } = await served();
    const killed = await attached(place);
    killed.listen(() => undefined);
    killed.close();
    const door = await attached(place);
    expect((await door.send('play')).done).toBe(true);
    door.close();
    close();
  });

  it.each([
    ['no JSON', 'rm -rf'],
    ['no ask that there is', '{"ask":"format the disk"}'],
    ['no words', '{"ask":"send","id":1,"typed":[3],"source":"cmd"}'],
    ['no client that there is', '{"ask":"send","id":1,"typed":"pause","source":"terminal"}'],
    ['no number to answer under', '{"ask":"preview","typed":"pause"}'],
  ])('hangs up on who sends %s, and says why', async (_what, line) => {
    const { place, sent, close } = await served();
    const socket = await LineSocket.connect(sessionPath(place));
    const heard: string[] = [];
    await new Promise<void>((done) => {
      socket.hear((text) => heard.push(text), done);
      socket.write(line);
    });
    expect(heard).toEqual(['{"fault":"expected a line such as {\\"ask\\":\\"listen\\"}"}']);
    expect(sent).toEqual([]);
    close();
  });

  it('is said to be late when it gives no answer', async () => {
    const place = makeWorkspace({});
    const hung = await LineServer.listen(sessionPath(place), (client) => client.hear(() => undefined));
    const door = await attached(place);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [sent] = await Promise.allSettled([door.send('pause'), vi.advanceTimersByTimeAsync(10_000)]);
    vi.useRealTimers();
    expect(sent).toMatchObject({ status: 'rejected', reason: { code: 'TIMED_OUT' } });
    door.close();
    hung.close();
  });

  it('tells those that are attached when it ends, and cannot be reached then', async () => {
    const { place, close } = await served();
    const door = await attached(place);
    const closed = new Promise<void>((done) => door.listen(done));
    close();
    await closed;
    await expect(door.send('pause')).rejects.toThrow('the session ended');
    await expect(attached(place)).rejects.toThrow('no session of demo can be reached');
  });
});
