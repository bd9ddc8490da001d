import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { KilledSession, takeReference, type Undisturbed } from '../support/kill/killed-session.ts';
import { canTrace, Deck, type KillPoint, labelsOf } from '../support/kill/life.ts';

// Hundreds of processes: a minute or two on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 1_800_000 });

/** Other points with another seed: `npm run test:kill -- --seed 7`. */
const seed = process.env['SIIS_SEED'] ?? '1';
const livesOfASession = 9;
/** Calls of one kind that a life makes for certain, however slow the machine is. */
const most = 40;

let reference: Undisturbed;
beforeAll(async () => {
  reference = await takeReference();
});

/** Kills sessions until so many points came, two sessions side by side. @returns the points that came */
async function killAll(
  wanted: number,
  next: (session: KilledSession) => KillPoint,
  records = false,
): Promise<string[]> {
  const met: string[] = [];
  const line = async (): Promise<void> => {
    while (met.length < wanted) {
      const session = new KilledSession(reference, records);
      for (let life = 0; life < livesOfASession; life++) {
        // oxlint-disable-next-line no-await-in-loop -- one life after the other
        await session.live(next(session));
      }
      // oxlint-disable-next-line no-await-in-loop -- one session after the other
      const { orders, fills } = await session.end();
      expect([orders > 0, fills > 0]).toEqual([true, true]);
      met.push(...session.met);
    }
  };
  await Promise.all([line(), line()]);
  return met;
}

describe(`a paper session that dies (F17, F18, F20, seed ${seed})`, () => {
  it('loses and doubles nothing, whichever write, sync, rename or word it dies at', async () => {
    const random = new Random(`labels ${seed}`);
    const first = new KilledSession(reference);
    const log = join(first.workspace, 'labels');
    const fresh = await labelsOf(first.args, first.env, log);
    const again = await labelsOf(first.args, first.env, log);
    rmSync(first.workspace, { recursive: true });
    const sure = (labels: readonly string[]): string[] =>
      labels.filter((label) => Number(/\d+$/.exec(label)?.[0]) <= most);
    const decks = { fresh: new Deck(sure(fresh), random), again: new Deck(sure(again), random) };
    const met = await killAll(150, (session) => {
      const label = decks[session.hasBegun ? 'again' : 'fresh'].next();
      return { kind: 'label', label };
    });
    expect(new Set(met).size).toBeGreaterThanOrEqual(100);
  });

  it('loses and doubles no tick that it records, whichever call on a tick file it dies at (F23)', async () => {
    const random = new Random(`ticks ${seed}`);
    const first = new KilledSession(reference, true);
    const log = join(first.workspace, 'labels');
    const fresh = await labelsOf(first.args, first.env, log);
    const again = await labelsOf(first.args, first.env, log);
    rmSync(first.workspace, { recursive: true });
    const ofTicks = (labels: readonly string[]): string[] => labels.filter((label) => /ticks|folder|lock/.test(label));
    const decks = { fresh: new Deck(ofTicks(fresh), random), again: new Deck(ofTicks(again), random) };
    const next = (session: KilledSession): KillPoint => ({
      kind: 'label',
      label: decks[session.hasBegun ? 'again' : 'fresh'].next(),
    });
    const met = await killAll(40, next, true);
    expect(new Set(met).size).toBeGreaterThanOrEqual(35);
  });

  it.skipIf(!canTrace)('loses and doubles nothing, whichever call of the system it dies at', async () => {
    const random = new Random(`calls ${seed}`);
    const counts = { fdatasync: 6, pwrite64: 6, fsync: 4, rename: 2, link: 2, unlink: 4, ftruncate: 1, write: 60 };
    const calls = Object.entries(counts);
    let turn = 0;
    const met = await killAll(60, () => {
      const [call, count] = calls[turn++ % calls.length]!;
      return { kind: 'call', call, count: 1 + random.below(count) };
    });
    expect(met.length).toBeGreaterThanOrEqual(60);
  });

  it.skipIf(!canTrace)('says so and ends, loses and doubles nothing, whichever call the disk refuses', async () => {
    const random = new Random(`errors ${seed}`);
    const counts = { fdatasync: 6, pwrite64: 6, fsync: 4, rename: 2, link: 2, unlink: 4, ftruncate: 1 };
    const calls = Object.entries(counts);
    let turn = 0;
    const met = await killAll(40, () => {
      const [call, count] = calls[turn++ % calls.length]!;
      const error = (['EIO', 'ENOSPC', 'EROFS'] as const)[random.below(3)]!;
      return { kind: 'error', call, count: 1 + random.below(count), error, always: random.below(2) === 0 };
    });
    expect(met.length).toBeGreaterThanOrEqual(40);
  });
});
