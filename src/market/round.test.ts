import { expect, it } from 'vitest';
import { wholeAbove, wholeBelow } from './round.ts';

it.each([
  [900 * 1.1, 990, 990],
  [1100 * 0.9, 990, 990],
  [4.35 * 100, 435, 435],
  [1000 * 1.0005, 1001, 1000],
  [0, 0, 0],
  [2 ** 40 * 1.1, 1_209_462_790_554, 1_209_462_790_553],
])('takes %d for what it was meant to be', (x, above, below) => {
  expect([wholeAbove(x), wholeBelow(x)]).toEqual([above, below]);
});
