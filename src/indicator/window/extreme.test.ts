import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Extreme } from './extreme.ts';

const input = fc.integer({ min: -5, max: 5 });

describe('Extreme', () => {
  it.each(['highest', 'lowest'] as const)(
    'is the %s of the window and its age, before and after every push',
    (which) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 9 }), fc.array(input, { maxLength: 60 }), (length, inputs) => {
          const extreme = new Extreme(which, length);
          expect(extreme.value).toBeNaN();
          inputs.forEach((each, k) => {
            const window = inputs.slice(Math.max(0, k + 1 - length), k + 1);
            const expected = which === 'highest' ? Math.max(...window) : Math.min(...window);
            const age = window.length - 1 - window.lastIndexOf(expected);
            const foretold = [extreme.peek(each), extreme.peekAge(each)].map((number) => number + 0);
            expect(foretold).toEqual([expected, age]);
            expect([extreme.push(each) + 0, extreme.age]).toEqual([expected, age]);
            expect(extreme.value + 0).toBe(expected);
          });
        }),
      );
    },
  );

  it('holds a window of falling inputs, where every one may still be the highest', () => {
    const extreme = new Extreme('highest', 1000);
    for (let k = 0; k < 5000; k++) extreme.push(-k);
    expect([extreme.value, extreme.age]).toEqual([-4000, 999]);
  });

  it('refuses a length that is not a whole number from 1', () => {
    expect(() => new Extreme('lowest', 0)).toThrow('window length must be an integer >= 1, was 0');
  });
});
