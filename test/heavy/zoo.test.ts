import { expect, it } from 'vitest';
import { bugs } from '../zoo/bugs.ts';
import { plantAll } from '../zoo/plant.ts';

it('every planted bug is caught by its test', async () => {
  const outcomes = await plantAll(bugs, () => undefined);
  expect(outcomes).toHaveLength(bugs.length);
  const missed = outcomes.filter(({ result }) => result !== 'caught');
  expect(missed.map(({ bug, result, said }) => `${result}: ${bug.name}: ${said}`)).toEqual([]);
});
