import { expect, it } from 'vitest';
import { root } from '../../../test/support/source.ts';
import { loadProfile } from '../../config/load.ts';
import type { SeriesFacts } from '../../view/snapshot.ts';
import { runPaper } from '../paper/paper.ts';

/** What the indicators of the demo said at its first bars. */
async function demoSeries(workers: number): Promise<readonly SeriesFacts[]> {
  const set = ['data.synthetic.speed=5000'];
  const { profile, strategies } = await loadProfile('demo', { workspace: root, set, env: {}, cwd: root });
  const stop = new AbortController();
  let look: (() => readonly SeriesFacts[]) | undefined;
  let seen: readonly SeriesFacts[] = [];
  await runPaper({
    profile,
    strategies,
    workers,
    stop: stop.signal,
    onReady: (door) => (look = () => door.look().series),
    onLine: () => {
      if (look === undefined || (look()[0]?.bars.total ?? 0) < 90) return;
      seen = structuredClone(
        look().map(({ instrument, timeframe, labels, bars }) => ({
          instrument,
          timeframe,
          labels,
          bars: { items: bars.items, total: bars.total },
        })),
      );
      stop.abort();
    },
  });
  return seen;
}

it('shows the same numbers of indicators, bar by bar, whether strategies are on threads or not', async () => {
  const [here, there] = [await demoSeries(0), await demoSeries(2)];
  expect(there.map(({ labels }) => labels.toSorted())).toEqual(here.map(({ labels }) => labels.toSorted()));
  expect(here[0]?.labels.length).toBeGreaterThan(1);
  here.forEach(({ labels, bars }, k) => {
    const other = there[k]!;
    labels.forEach((label, at) => {
      const place = other.labels.indexOf(label);
      for (let bar = 20; bar < 60; bar++)
        expect(other.bars.items[bar]!.values[place], `${label} at bar ${bar}`).toBe(bars.items[bar]!.values[at]);
    });
  });
}, 60_000);
