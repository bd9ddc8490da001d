import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { KilledStore } from '../support/kill/killed-store.ts';
import { canTrace, Deck, type KillPoint, labelsOf } from '../support/kill/life.ts';

// Hundreds of processes: a minute or two on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 1_800_000 });

/** Other points with another seed: `npm run test:kill -- --seed 7`. */
const seed = process.env['SIIS_SEED'] ?? '1';

/** Kills imports at so many points, two stores side by side. @returns the points that came */
async function killAll(what: 'ticks' | 'bars', wanted: number, next: () => KillPoint): Promise<string[]> {
  const met: string[] = [];
  const line = async (): Promise<void> => {
    const store = new KilledStore();
    await store.begin();
    for (let turn = 0; turn < wanted / 2; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one import after the other
      await store.kill(what, next());
    }
    rmSync(store.workspace, { recursive: true });
    met.push(...store.met);
  };
  await Promise.all([line(), line()]);
  return met;
}

describe(`an import that dies (F17, F20, F23, seed ${seed})`, () => {
  it('stores all of its ticks or none, whichever write, sync or rename it dies at', async () => {
    const first = new KilledStore();
    await first.begin();
    const labels = await labelsOf(first.words('ticks', 2), first.env, join(first.workspace, 'labels'));
    rmSync(first.workspace, { recursive: true });
    const deck = new Deck(labels, new Random(`ticks ${seed}`));
    const met = await killAll('ticks', 30, () => ({ kind: 'label', label: deck.next() }));
    expect(new Set(met).size).toBeGreaterThanOrEqual(25);
  });

  it.skipIf(!canTrace)('stores all of its bars or none, whichever call on the database it dies at', async () => {
    const random = new Random(`bars ${seed}`);
    const calls = [
      ['pwrite64', 15],
      ['fsync', 4],
      ['pwrite64', 15],
      ['unlink', 3],
    ] as const;
    let turn = 0;
    const met = await killAll('bars', 30, () => {
      const [call, count] = calls[turn++ % calls.length]!;
      return { kind: 'call', call, count: 1 + random.below(count) };
    });
    expect(met.length).toBeGreaterThanOrEqual(20);
  });

  it.skipIf(!canTrace)('says so and stores all or none, whichever call the disk refuses', async () => {
    const random = new Random(`refused ${seed}`);
    const calls = Object.entries({ pwrite64: 12, fsync: 4, rename: 3, link: 2 });
    let turn = 0;
    const next = (): KillPoint => {
      const [call, count] = calls[turn++ % calls.length]!;
      const error = (['EIO', 'ENOSPC'] as const)[random.below(2)]!;
      return { kind: 'error', call, count: 1 + random.below(count), error, always: random.below(2) === 0 };
    };
    const met = [...(await killAll('ticks', 12, next)), ...(await killAll('bars', 12, next))];
    expect(met.length).toBeGreaterThanOrEqual(8);
  });
});
