import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextIndex } from './text-index.ts';

it('finds what is there as a map does, whatever comes and goes', () => {
  const text = fc.oneof(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 400 }).map(String));
  const step = fc.record({ text, isRemoved: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
      const index = new TextIndex();
      const map = new Map<string, number>();
      let given = 0;
      for (const { text: each, isRemoved } of steps) {
        const number = map.get(each);
        expect(index.find(each)).toBe(number ?? -1);
        if (number === undefined) {
          expect(index.add(each)).toBe(given);
          map.set(each, given++);
        } else if (isRemoved) {
          index.remove(number);
          map.delete(each);
        }
        expect(index.size).toBe(map.size);
      }
      for (const [each, number] of map) expect(index.textOf(number)).toBe(each);
      expect(index.end).toBe(given);
    }),
  );
});

it('gives a text one number only', () => {
  const index = new TextIndex();
  index.add('a');
  expect(() => index.add('a')).toThrow('a has a number already');
});
