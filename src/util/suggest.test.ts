import { expect, it } from 'vitest';
import { didYouMean, suggest } from './suggest.ts';

it.each([
  ['maxOpenTrade', 'maxOpenTrades'],
  ['max-open-trades', 'maxOpenTrades'],
  ['blaance', 'balance'],
  ['leverge', 'leverage'],
  ['Balance', 'balance'],
])('takes %s for %s', (word, meant) => {
  expect(suggest(word, ['balance', 'leverage', 'maxOpenTrades'])).toBe(meant);
});

it('says nothing when no word is near', () => {
  expect(didYouMean('colour', ['balance', 'leverage'])).toBe('');
  expect(didYouMean('x', ['balance', 'leverage'])).toBe('');
});
