import { describe, expect, it } from 'vitest';
import { money } from '../../src/market/money.ts';
import { Auditor } from '../support/invariants.ts';
import { drawRun, runDrawn } from '../support/random-run.ts';

/** More rounds, or other seeds: `SIIS_ROUNDS=500 SIIS_SEED=1000 npx vitest run test/property`. */
const rounds = Number(process.env['SIIS_ROUNDS'] ?? 24);
const first = Number(process.env['SIIS_SEED'] ?? 1);
const seeds = Array.from({ length: rounds }, (_, k) => `seed ${first + k}`);

// Strategies that do everything at random, on tapes with all that is awkward: equal times, gaps, jumps, several markets
// in one account, latency, slippage, spreads, partial fills, funding, liquidation.
describe('a random run', () => {
  it.each(seeds)('is the same whichever ticks are looked at, however they are cut into blocks (%s)', (seed) => {
    const run = drawRun(seed, 200);
    const naive = runDrawn(run, { path: 'naive' });
    expect(runDrawn(run, {})).toEqual(naive);
    expect(runDrawn(run, { onTick: 'look' })).toEqual(naive);
    expect(runDrawn(run, { blocks: [1] })).toEqual(naive);
    expect(runDrawn(run, { blocks: [64, 3, 1, 17], onTick: 'look' })).toEqual(naive);
  });

  it.each(seeds)('is the same where strategies act on every tick (%s)', (seed) => {
    const run = drawRun(seed, 150);
    const naive = runDrawn(run, { path: 'naive', onTick: 'act' });
    expect(runDrawn(run, { onTick: 'act' })).toEqual(naive);
    expect(runDrawn(run, { onTick: 'act', blocks: [33, 7] })).toEqual(naive);
  });

  it.each(seeds)('balances to the last digit and leaves no trade without its stop, after every event (%s)', (seed) => {
    const run = drawRun(seed, 250);
    const auditor = new Auditor(money(run.options.balance));
    runDrawn(run, { onStep: auditor.look });
    expect(auditor.faults).toEqual([]);
  });

  it.each(seeds.slice(0, 8))('repeats itself (%s)', (seed) => {
    const run = drawRun(seed, 150);
    expect(runDrawn(run, {})).toEqual(runDrawn(run, {}));
  });
});
