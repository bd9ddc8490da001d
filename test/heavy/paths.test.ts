import { describe, expect, it } from 'vitest';
import { money } from '../../src/market/money.ts';
import { Auditor } from '../support/invariants.ts';
import { drawRun, runDrawn } from '../support/random-run.ts';

const seeds = Array.from({ length: 300 }, (_, k) => `heavy ${k}`);

// The same as test/property/paths.test.ts, on longer tapes, for many more seeds.
describe('a long random run', () => {
  it.each(seeds)('is the same on every path and balances (%s)', (seed) => {
    const run = drawRun(seed, 500);
    const auditor = new Auditor(money(run.options.balance));
    const naive = runDrawn(run, { path: 'naive', onStep: auditor.look });
    expect(auditor.faults).toEqual([]);
    expect(runDrawn(run, { blocks: [256, 3, 1, 17] })).toEqual(naive);
    expect(runDrawn(run, { onTick: 'look' })).toEqual(naive);
  });
});
