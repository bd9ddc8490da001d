import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarketSet } from './market-set.ts';

describe('market set', () => {
  it('holds what was added and not taken out, each once', () => {
    const step = fc.record({ act: fc.constantFrom('add', 'delete'), market: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const set = new MarketSet(10);
        const plain = new Set<number>();
        for (const { act, market } of steps) {
          if (act === 'add') set.add(market);
          else set.delete(market);
          if (act === 'add') plain.add(market);
          else plain.delete(market);
          expect(set.size).toBe(plain.size);
        }
        const taken: number[] = [];
        for (let market = set.take(); market >= 0; market = set.take()) taken.push(market);
        expect(taken.toSorted((a, b) => a - b)).toEqual([...plain].toSorted((a, b) => a - b));
        expect(set.size).toBe(0);
      }),
    );
  });
});
