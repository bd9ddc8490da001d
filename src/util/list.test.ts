import { describe, expect, it } from 'vitest';
import { removeFrom } from './list.ts';

describe('a list', () => {
  it.each([
    ['the first', [1, 2, 3], 1, [2, 3]],
    ['one between', [1, 2, 3], 2, [1, 3]],
    ['the last', [1, 2, 3], 3, [1, 2]],
    ['only one of two that are equal', [1, 2, 1], 1, [2, 1]],
    ['nothing that is not there', [1, 2], 3, [1, 2]],
    ['nothing out of none', [], 3, []],
  ] as const)('loses %s', (_, list, item, left) => {
    const own: number[] = [...list];
    removeFrom(own, item);
    expect(own).toEqual(left);
  });
});
