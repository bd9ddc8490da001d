import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { aGuardRig } from '../../../test/support/guard-rig.ts';
import type { RegionPlan } from '../../market/region.ts';
import { readRegion } from './index.ts';
import { RegionBook } from './region-book.ts';

const at = { market: 0, strategy: 'a', stage: 'entry', direction: 'long', price: 100, time: 0 } as const;

/** A book with regions of everybody on the first market. */
function aBook(...plans: readonly RegionPlan[]): { book: RegionBook } & ReturnType<typeof aGuardRig> {
  const rig = aGuardRig();
  const book = new RegionBook({ ...rig, nameOf: () => 'a' });
  for (const plan of plans)
    expect(book.make(plan, { markets: [0], strategy: undefined, origin: 'command' })).toHaveLength(1);
  return { ...rig, book };
}

describe('a region', () => {
  it.each<[what: string, plans: RegionPlan[], passes: boolean, wish?: Partial<Parameters<RegionBook['lets']>[0]>]>([
    ['nothing where there is none', [], true],
    ['a price inside', [{ kind: 'range', low: 90, high: 100 }], true],
    ['no price outside', [{ kind: 'range', low: 90, high: 99 }], false],
    ['any price on its open side', [{ kind: 'range', low: 90 }], true],
    [
      'a price that one of several holds',
      [
        { kind: 'range', high: 90 },
        { kind: 'range', low: 95 },
      ],
      true,
    ],
    ['no other direction', [{ kind: 'range', low: 90, direction: 'short' }], false],
    ['its own direction', [{ kind: 'range', low: 90, direction: 'long' }], true],
    ['exits where it is for entries', [{ kind: 'range', low: 200, stage: 'entry' }], true, { stage: 'exit' }],
    ['no exit where it is for both', [{ kind: 'range', low: 200 }], false, { stage: 'exit' }],
    ['what another market does', [{ kind: 'range', low: 200 }], true, { market: 1 }],
    ['nothing before it begins', [{ kind: 'range', from: 50 }], false, { time: 49 }],
    ['what comes as it begins', [{ kind: 'range', from: 50 }], true, { time: 50 }],
    ['nothing as it ends', [{ kind: 'range', until: 50 }], false, { time: 50 }],
    [
      'the middle of a channel',
      [{ kind: 'trend', lowA: 50, highA: 60, lowB: 150, highB: 160, for: 100 }],
      true,
      { time: 50, price: 105 },
    ],
    [
      'no price beside a channel',
      [{ kind: 'trend', lowA: 50, highA: 60, lowB: 150, highB: 160, for: 100 }],
      false,
      { time: 50, price: 111 },
    ],
  ])('lets through %s', (_what, plans, passes, wish = {}) => {
    expect(aBook(...plans).book.lets({ ...at, ...wish })).toBe(passes);
  });

  it('concerns the strategy that it names, and no other', () => {
    const { book } = aBook();
    book.make({ kind: 'range', low: 200 }, { markets: [0], strategy: 'b', origin: 'command' });
    expect(book.lets(at)).toBe(true);
    expect(book.lets({ ...at, strategy: 'b' })).toBe(false);
  });

  it('is gone when its time is over, and says so once', () => {
    const { book, wait, told } = aBook({ kind: 'range', low: 200, for: 100 });
    wait(99);
    expect(book.lets({ ...at, time: 99 })).toBe(false);
    wait(1);
    expect(book.all).toEqual([]);
    expect(book.lets({ ...at, time: 100 })).toBe(true);
    wait(500);
    expect(told('region')).toEqual(['r1 made', 'r1 expired']);
  });

  it('is gone when its cancel price is reached, from either side', () => {
    const { book, price, told, watches } = aBook(
      { kind: 'range', low: 90, high: 120, cancel: 80 },
      { kind: 'range', low: 90, high: 120, cancel: 130 },
    );
    price(81);
    price(129);
    expect(book.all.map(({ id }) => id)).toEqual(['r1', 'r2']);
    price(130);
    price(79);
    expect(told('region')).toEqual(['r1 made', 'r2 made', 'r2 canceled', 'r1 canceled']);
    expect(watches).toEqual([]);
  });

  it('takes its timer and its price with it when it is removed', () => {
    const { book, price, wait, told, watches } = aBook({ kind: 'range', low: 90, high: 120, cancel: 80, for: 100 });
    expect(book.remove('r1')).toBe(true);
    expect(book.remove('r1')).toBe(false);
    expect(watches).toEqual([]);
    price(50);
    wait(1000);
    expect(told('region')).toEqual(['r1 made', 'r1 removed']);
  });

  it('is drawn and removed by the signals of a strategy', () => {
    const { book, say } = aBook();
    say({ kind: 'region', add: { kind: 'range', low: 200, label: 'mine' } });
    expect(book.all).toMatchObject([{ id: 'r1', strategy: 'a', origin: 'strategy', market: 0 }]);
    say({ kind: 'region', remove: 'mine', add: { kind: 'range', high: 50 } });
    expect(book.all).toMatchObject([{ id: 'r2', plan: { high: 50 } }]);
  });

  it.each<[plan: unknown, fault: string]>([
    [{ kind: 'rang' }, 'region.kind: expected one of range, trend, came rang'],
    [
      { kind: 'range', lwo: 3 },
      "region has no lwo: expected kind, low, high, stage, direction, from, until, for, cancel, label (did you mean 'low'?)",
    ],
    [{ kind: 'range', low: 5, high: 5 }, 'region: expected low below high'],
    [{ kind: 'range', low: -1 }, 'region.low: expected a number above 0, came -1'],
    [
      { kind: 'range', low: 5, for: '4y' },
      "region.for: expected a duration of at least 1ms: ms as a number, or 30s, 15m, 4h, 2d, came '4y'",
    ],
    [{ kind: 'range', low: 5, high: 9, cancel: 7 }, 'region: expected cancel outside of the region'],
    [{ kind: 'range', low: 5, for: 1, until: 9e11 }, 'region: expected until or for, came both'],
    [{ kind: 'range', low: 5, from: 1e12, until: 9e11 }, 'region: expected until after from'],
    [{ kind: 'trend', lowA: 1, highA: 2, lowB: 1, highB: 2 }, 'region: expected until or for: a channel has an end'],
    [
      { kind: 'trend', lowA: 3, highA: 2, lowB: 1, highB: 4, for: 1 },
      'region: expected lowA below highA and lowB below highB',
    ],
  ])('is refused as %j', (plan, fault) => {
    expect(readRegion(plan).fault).toBe(fault);
  });

  it('is refused where it would be over already', () => {
    const { book, wait } = aBook();
    wait(100);
    const made = book.make({ kind: 'range', until: 100 }, { markets: [0], strategy: undefined, origin: 'command' });
    expect(made).toBe('expected a region that ends later than now, 1970-01-01T00:00:00.100Z');
  });

  it('lets a channel pass what lies between its lines, whatever they are', () => {
    const tick = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(tick, tick, tick, tick, fc.integer({ min: 0, max: 99 }), (low, height, lowB, heightB, time) => {
        const plan = { kind: 'trend', lowA: low, highA: low + height, lowB, highB: lowB + heightB, for: 100 } as const;
        const { book } = aBook(plan);
        const bottom = low + ((lowB - low) * time) / 100;
        const top = low + height + ((lowB + heightB - low - height) * time) / 100;
        const middle = (bottom + top) / 2;
        expect(book.lets({ ...at, time, price: middle })).toBe(true);
        expect(book.lets({ ...at, time, price: bottom - 1 })).toBe(false);
        expect(book.lets({ ...at, time, price: top + 1 })).toBe(false);
      }),
    );
  });
});
