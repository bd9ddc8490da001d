import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LoadedStrategy } from '../../src/config/strategies.ts';
import type { InstrumentId } from '../../src/market/instrument.ts';
import { Crew } from '../../src/system/worker/crew.ts';
import { Watchdog } from '../../src/watchdog/watchdog.ts';
import { drawRun, type Outcome, outcomeOf, runDrawn } from '../support/random-run.ts';
import { runTicks } from '../support/tick-run.ts';
import { Stops } from '../../src/system/record/session-stops.ts';

const file = fileURLToPath(new URL('../support/random-strategy-file.ts', import.meta.url));
const rounds = Number(process.env['SIIS_ROUNDS'] ?? 6);
const seeds = Array.from({ length: rounds }, (_, k) => `worker seed ${k + 1}`);

/** The drawn run with its strategies on so many workers. */
async function onWorkers(seed: string, workers: number, onTick: 'none' | 'act'): Promise<Outcome> {
  const log: string[] = [];
  const run = drawRun(seed, 120);
  const strategies = run.strategies(onTick, []).map((strategy): LoadedStrategy => ({
    ...strategy,
    use: file,
    file,
    instruments: strategy.instruments.map((id) => id as InstrumentId),
  }));
  const watchdog = new Watchdog();
  const crew = new Crew({
    watchdog,
    strategies,
    seed: run.options.seed ?? '1',
    workers,
    budget: { time: 60_000, memory: 512 },
    log: (message) => log.push(message),
    stops: new Stops(),
    onStopped: (id, { reason }) => expect.fail(`${id} ${reason}`),
  });
  try {
    return outcomeOf(runTicks({ ...run.options, strategies: crew.strategies }), log);
  } finally {
    crew.close();
    await watchdog.close();
  }
}

// Strategies that do everything at random: what they are shown, and what comes of what they wish.
describe('a random run', () => {
  it.each(seeds)('is the same on the main thread and on 1, 2 and 8 workers (%s)', async (seed) => {
    const here = runDrawn(drawRun(seed, 120), {});
    for (const workers of [1, 2, 8]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await onWorkers(seed, workers, 'none')).toEqual(here);
    }
  });

  it.each(seeds.slice(0, 3))('is so where strategies act on every tick (%s)', async (seed) => {
    const here = runDrawn(drawRun(seed, 120), { onTick: 'act' });
    expect(await onWorkers(seed, 2, 'act')).toEqual(here);
  });
});
