import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../../test/support/workspace.ts';
import { verbs } from '../verb/index.ts';
import { complete } from './complete.ts';

const before = process.cwd();
beforeEach(() => process.chdir(makeWorkspace({ 'profiles/mine.yaml': '', 'profiles/other.yaml': '' })));
afterEach(() => process.chdir(before));

describe('complete', () => {
  it.each<[typed: string, found: readonly string[]]>([
    ['back', ['backtest', 'backup']],
    ['c', ['cmd', 'check', 'config', 'completion']],
    ['config ', ['show']],
    ['help dem', ['demo']],
    ['check loo', ['lookahead']],
    ['check lookahead mi', ['mine']],
    ['check m', ['mine']],
    ['backtest --fro', ['--from']],
    ['backtest mi', ['mine']],
    ['backtest --profile ot', ['other']],
    ['backtest --profile=ot', ['--profile=other']],
    ['backtest -p ot', ['other']],
    ['backtest --equity 1', ['1m', '1h', '1d']],
    ['backtest mine --report ', ['@files']],
    ['backtest mine ', []],
    ['--json backtest mi', ['mine']],
    ['indicator rs', ['rsi']],
    ['indicator --timeframe 1', ['1s', '1m', '15m', '1h', '1d', '1w', '1M']],
    ['strategies ema', ['ema-cross']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['import a.csv ', ['@files']],
    ['nonsense ', []],
  ])('offers for "%s" %j', async (typed, found) => {
    expect(await complete(typed.split(' '), verbs)).toEqual(found);
  });

  it('offers every shown verb at the start', async () => {
    const found = await complete([''], verbs);
    expect(found).toEqual(expect.arrayContaining(['demo', 'init', 'backtest', 'paper', 'check', 'help']));
    expect(found).not.toContain('__complete');
  });
});
