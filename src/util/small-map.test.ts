import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmallMap } from './small-map.ts';

describe('small map', () => {
  it('does what a map does, whatever is done in which order', () => {
    const step = fc.record({ act: fc.constantFrom('set', 'delete', 'set'), key: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const small = new SmallMap<number>();
        const plain = new Map<string, number>();
        steps.forEach(({ act, key }, value) => {
          const name = `order-${key}`;
          if (act === 'set') {
            small.set(name, value);
            plain.set(name, value);
          } else expect(small.delete(name)).toBe(plain.delete(name));
          expect(small.size).toBe(plain.size);
          expect(small.values()).toEqual([...plain.values()]);
          expect(small.get(name)).toBe(plain.get(name));
          expect(small.has(name)).toBe(plain.has(name));
          expect(small.find((each) => each % 2 === 0)).toBe([...plain.values()].find((each) => each % 2 === 0));
        });
      }),
    );
  });

  it('hands out a list of its own', () => {
    const map = new SmallMap<number>();
    map.set('a', 1);
    map.set('b', 2);
    for (const value of map.values()) map.delete(value === 1 ? 'a' : 'b');
    expect(map.size).toBe(0);
  });
});
