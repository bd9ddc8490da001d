import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../test/support/source.ts';
import { wallSleep } from '../../bus/clock.ts';
import { parseCommand } from '../../command/index.ts';
import { loadProfile } from '../../config/load.ts';
import type { Snapshot } from '../../view/snapshot.ts';
import { runPaper } from '../paper/paper.ts';
import type { SessionDoor } from '../door/session-door.ts';
import { sessionOf } from '../record/session-folder.ts';
import { ReplayDoor } from './replay-door.ts';
import type { Recorded } from './replay-run.ts';

let home = '';
let recorded: Recorded;
/** How the session stood when it ended. */
let last: Snapshot;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'siis-replay-'));
  const folder = join(home, 'sessions');
  const set = ['data.synthetic.speed=5000'];
  const { profile, strategies } = await loadProfile('demo', { workspace: root, set, env: {}, cwd: root });
  const stop = new AbortController();
  let door: SessionDoor | undefined;
  let isSteered = false;
  const plan = { profile, strategies };
  await runPaper({
    ...plan,
    sessions: folder,
    stop: stop.signal,
    onReady: (each) => (door = each),
    onLine: () => {
      if (door === undefined) return;
      last = door.look();
      // While nothing else stands in the way: what is open later depends on the pace of the machine.
      if (!isSteered && last.accounts[0]!.equity > 0) {
        isSteered = true;
        const command = parseCommand('long SOL 5 stop 20%');
        if (typeof command !== 'string') door.send(command, 'test');
      }
      if (last.logs.history.total > 12) stop.abort();
    },
  });
  const meta = sessionOf(folder, undefined)!;
  recorded = { folder, meta, plan };
}, 60_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Serves a door until `act` is done. */
async function on(act: (door: ReplayDoor, settled: () => Promise<void>) => Promise<void>): Promise<void> {
  let wall = 0;
  const door = new ReplayDoor(recorded, () => (wall += 0.01));
  const over = new AbortController();
  const served = door.serve(over.signal);
  await act(door, async () => {
    do {
      // oxlint-disable-next-line no-await-in-loop -- it works meanwhile
      await wallSleep(1);
    } while (door.state.isBusy);
    wall += 1000;
  });
  over.abort();
  await served;
}

/** What must be alike whichever way a moment was come to. */
function essence({ time, accounts, trades, orders, traders, logs, series }: Snapshot): unknown {
  const seen = [logs.history, logs.signals, logs.console].map(({ items, total }) => [items, total]);
  return structuredClone({
    time,
    accounts: accounts.map(({ equity, cash }) => [equity, cash]),
    trades,
    orders,
    traders,
    seen,
    bars: series[0]?.bars.items,
  });
}

describe('a replay', { timeout: 60_000 }, () => {
  it('stands at the start, goes on trade by trade, and back to the same as before', async () => {
    await on(async (door, settled) => {
      expect(door.state.time).toBe(door.state.start);
      expect(door.look().trades).toEqual([]);
      door.forward('trade', 1);
      await settled();
      expect(door.look().trades.filter(({ state }) => state === 'open').length).toBeGreaterThan(0);
      const first = { at: door.state.time, was: essence(door.look()) };
      door.forward('trade', 5);
      await settled();
      expect(door.state.time).toBeGreaterThan(first.at);
      door.goTo(first.at);
      await settled();
      expect(essence(door.look())).toEqual(first.was);
    });
  });

  it('steps to the next bar, order and signal, and back to the one before', async () => {
    await on(async (door, settled) => {
      door.forward('bar', 3);
      await settled();
      const { time } = door.state;
      expect(time % 60_000).toBe(0);
      door.back('bar');
      await settled();
      expect(door.state.time).toBe(time - 60_000);
      door.forward('signal', 1);
      await settled();
      const signal = door.state.time;
      expect(door.look().logs.signals.items.at(-1)?.time).toBe(signal);
      door.forward('order', 4);
      await settled();
      door.forward('signal', 1);
      await settled();
      expect(door.state.time).toBeGreaterThan(signal);
      door.back('signal');
      await settled();
      expect(door.look().logs.signals.items.at(-1)?.time).toBe(door.state.time);
    });
  });

  it('comes at its end to what the session was, and goes no further', async () => {
    await on(async (door, settled) => {
      door.goTo(Infinity);
      await settled();
      expect(door.state).toMatchObject({ isPlaying: false, isBusy: false, fault: undefined, time: door.state.end });
      expect(
        door
          .look()
          .logs.history.items.map(({ id, profit }) => [id, profit])
          .slice(0, 12),
      ).toEqual(last.logs.history.items.map(({ id, profit }) => [id, profit]).slice(0, 12));
      expect(door.look().trades.some(({ strategy }) => strategy === 'manual')).toBe(true);
      door.toggle();
      expect(door.state.isPlaying).toBe(false);
    });
  });

  it('plays at the pace that is asked for, and stands still when it is paused', async () => {
    await on(async (door, settled) => {
      door.setSpeed(100);
      door.toggle();
      await settled();
      const { start } = door.state;
      await expect.poll(() => door.state.time).toBeGreaterThan(start);
      door.toggle();
      const { time } = door.state;
      await settled();
      expect(door.state).toMatchObject({ time, isPlaying: false });
    });
  });

  it('changes nothing: commands are refused in words, questions are answered', async () => {
    await on(async (door) => {
      expect(await door.send('close all')).toEqual({
        done: false,
        message: 'what is recorded cannot be changed: a replay only looks',
      });
      expect((await door.preview()) ?? {}).toMatchObject({ refusal: 'what is recorded cannot be changed' });
      expect(await door.send('regions')).toMatchObject({ done: true, message: 'no regions' });
      expect(await door.send('recheck')).toMatchObject({ done: true });
    });
  });
});
