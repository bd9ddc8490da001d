import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anInstrument } from '../../../test/support/tick-run.ts';
import type { EnterSignal, ExitPlan } from '../../market/signal.ts';
import {
  levelTicks,
  mergePlan,
  modifiedPlan,
  noPlan,
  portionLots,
  roiSteps,
  targetsOf,
  type TradePlan,
  trailingStages,
} from './plan.ts';

const instrument = anInstrument('test:A/USD', { tickSize: '0.5' });
const enter: EnterSignal = { kind: 'enter', direction: 'long' };

describe('levels', () => {
  it.each([
    ['a price', 101, { sign: 1, gain: false }, 202],
    ['a price between two steps', 101.3, { sign: 1, gain: false }, 203],
    ['a stop below a long', { percent: 2 }, { sign: 1, gain: false }, 196],
    ['a target above a long', { percent: 2 }, { sign: 1, gain: true }, 204],
    ['a stop above a short', { percent: 2 }, { sign: -1, gain: false }, 204],
    ['a target below a short', { percent: 2 }, { sign: -1, gain: true }, 196],
  ] as const)('%s, in steps', (_name, level, at, ticks) => {
    expect(levelTicks(level, 200, { ...at, instrument })).toBe(ticks);
  });
});

describe('portions', () => {
  it.each([
    ['one takes all', [{}], 7, [7]],
    ['the last takes the rest', [{ portion: 0.5 }, {}], 7, [4, 3]],
    [
      'a whole adds up, whatever is rounded',
      [{ portion: 1 / 3 }, { portion: 1 / 3 }, { portion: 1 / 3 }],
      10,
      [3, 3, 4],
    ],
    ['a part leaves the rest open', [{ portion: 0.3 }, { portion: 0.3 }], 10, [3, 3]],
    ['few lots serve the first', [{ portion: 0.5 }, { portion: 0.3 }, { portion: 0.2 }], 1, [1, 0, 0]],
    ['nothing to share', [{ portion: 0.5 }, {}], 0, [0, 0]],
  ])('%s', (_name, targets, lots, expected) => {
    expect(
      portionLots(
        targets.map((target) => ({ at: 1, ...target })),
        lots,
      ),
    ).toEqual(expected);
  });

  it('never add up to more than there is, and to all of it where they are meant to', () => {
    const portions = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(portions, fc.boolean(), fc.integer({ min: 0, max: 5000 }), (weights, isWhole, lots) => {
        const total = weights.reduce((sum, each) => sum + each, isWhole ? 0 : 50);
        const shares = portionLots(
          weights.map((weight) => ({ at: 1, portion: weight / total })),
          lots,
        );
        const sum = shares.reduce((all, each) => all + each, 0);
        expect(sum).toBeLessThanOrEqual(lots);
        if (isWhole) expect(sum).toBe(lots);
        for (const share of shares) expect(Number.isInteger(share) && share >= 0).toBe(true);
      }),
    );
  });
});

describe('plans', () => {
  it('of a signal go before the profile’s, part by part', () => {
    const defaults: ExitPlan = { stop: 90, trailing: { percent: 1 }, timeLimit: 5 };
    expect(mergePlan({ ...enter, stop: { percent: 2 }, breakeven: { after: 1 } }, defaults)).toEqual({
      stop: { percent: 2 },
      trailing: { percent: 1 },
      timeLimit: 5,
      breakeven: { after: 1 },
    });
  });

  it.each<[string, Partial<EnterSignal>, ExitPlan, ExitPlan]>([
    ['one target replaces the profile’s list', { target: 5 }, { targets: [{ at: 1 }] }, { target: 5 }],
    ['a list replaces the profile’s one', { targets: [{ at: 5 }] }, { target: 1 }, { targets: [{ at: 5 }] }],
    ['none keeps the profile’s', {}, { target: 1 }, { target: 1 }],
  ])('have one set of targets: %s', (_name, own, defaults, expected) => {
    expect(mergePlan({ ...enter, ...own }, defaults)).toEqual(expected);
  });

  it('name up to three targets', () => {
    expect(targetsOf({ ...noPlan, target: 5 })).toEqual([{ at: 5 }]);
    expect(targetsOf(noPlan)).toEqual([]);
    expect(targetsOf({ ...noPlan, targets: [1, 2, 3, 4].map((at) => ({ at, portion: 0.2 })) })).toHaveLength(3);
  });

  it.each<[string, ExitPlan, Parameters<typeof modifiedPlan>[1], ExitPlan]>([
    ['a new stop', { stop: 1, target: 9 }, { kind: 'modify', stop: 2 }, { stop: 2, target: 9 }],
    [
      'no stop, and nothing that moves it',
      { stop: 1, trailing: { percent: 1 }, breakeven: { after: 1 }, target: 9 },
      { kind: 'modify', stop: null },
      { target: 9 },
    ],
    [
      'new targets',
      { stop: 1, target: 9 },
      { kind: 'modify', targets: [{ at: 8 }] },
      { stop: 1, targets: [{ at: 8 }] },
    ],
    ['no targets', { stop: 1, targets: [{ at: 9 }] }, { kind: 'modify', targets: null }, { stop: 1 }],
    ['nothing', { stop: 1, roi: { '0': 1 } }, { kind: 'modify' }, { stop: 1, roi: { '0': 1 } }],
  ])('of a trade that waits are changed: %s', (_name, plan, signal, expected) => {
    expect(modifiedPlan({ ...noPlan, ...plan }, signal)).toEqual(expected);
  });

  it('become stages: breakeven, trailing from a gain on, then tighter', () => {
    const plan: TradePlan = {
      ...noPlan,
      breakeven: { after: 1, plus: 0.1 },
      trailing: { percent: 2, after: 3, tight: { percent: 0.5, after: 10 } },
    };
    expect(trailingStages(plan, 1000, 1)).toEqual([
      { from: 1010, ratio: 0, stop: 1001 },
      { from: 1030, ratio: 0.02 },
      { from: 1100, ratio: 0.005 },
    ]);
    expect(trailingStages(plan, 1000, -1)).toEqual([
      { from: 990, ratio: 0, stop: 999 },
      { from: 970, ratio: 0.02 },
      { from: 900, ratio: 0.005 },
    ]);
    expect(trailingStages({ ...noPlan, stop: 5 }, 1000, 1)).toEqual([]);
  });

  it('read a gain table by time, whatever the order of its keys', () => {
    expect(roiSteps({ '60': 0.01, '0': 0.04, '0.5': 0.02 })).toEqual([
      { after: 0, ratio: 0.04 },
      { after: 30_000, ratio: 0.02 },
      { after: 3_600_000, ratio: 0.01 },
    ]);
  });
});
