import { expect, it } from 'vitest';
import { root } from '../../test/support/source.ts';
import { loadProfile } from './load.ts';
import { changedKeys } from './profile-changes.ts';

it('names the keys that are not alike, down to the value, and nothing for the same profile', async () => {
  const load = async (set: readonly string[]): Promise<Parameters<typeof changedKeys>[0]> =>
    (await loadProfile('demo', { workspace: root, set, env: {}, cwd: root })).profile;
  const [before, same] = [await load([]), await load([])];
  const after = await load(['account.balance=5000', 'log.level=warn', 'strategies[0].params.fast=6', 'workers=1']);
  expect(changedKeys(before, same)).toEqual([]);
  expect(changedKeys(before, after).toSorted()).toEqual([
    'account.balance',
    'log.level',
    'strategies[0].params.fast',
    'workers',
  ]);
});
