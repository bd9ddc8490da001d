import { describe, expect, it } from 'vitest';
import { applyOverride, parsePath, parseSet, readEnv } from './override.ts';
import { profileSchema } from './profile.ts';

describe('parsePath', () => {
  it.each<[string, (string | number)[]]>([
    ['seed', ['seed']],
    ['account.balance', ['account', 'balance']],
    ['strategies[1].params.fast', ['strategies', 1, 'params', 'fast']],
    ['markets.bitfinex:*.takerFee', ['markets', 'bitfinex:*', 'takerFee']],
    ["markets['nyse:BRK.B'].kind", ['markets', 'nyse:BRK.B', 'kind']],
  ])('reads %s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it.each(['', '.', 'a..b', 'a[', 'a[x]', 'a]', '.a'])('refuses %j', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });
});

describe('parseSet', () => {
  it('reads its value as YAML', () => {
    expect(parseSet('a.b=5').value).toBe(5);
    expect(parseSet('a=[x, y]').value).toEqual(['x', 'y']);
    expect(parseSet('a={percent: 2}').value).toEqual({ percent: 2 });
    expect(parseSet('a=b=c').value).toBe('b=c');
    expect(parseSet('a=').value).toBeNull();
  });

  it.each(['seed', '=5', 'a[=5', 'a={', ''])('refuses %j and names it', (text) => {
    expect(() => parseSet(text)).toThrow(`--set ${text}: expected`);
  });
});

describe('applyOverride', () => {
  it('makes maps and lists on the way', () => {
    const tree: Record<string, unknown> = { list: [1] };
    applyOverride(tree, parseSet('a.b=5'));
    applyOverride(tree, parseSet('list[1]=2'));
    applyOverride(tree, parseSet('rows[0].x=3'));
    expect(tree).toEqual({ a: { b: 5 }, list: [1, 2], rows: [{ x: 3 }] });
  });

  it('refuses a step through a plain value and past the end of a list', () => {
    expect(() => applyOverride({ a: 5 }, parseSet('a.b=1'))).toThrow('--set a.b=1: expected');
    expect(() => applyOverride({ a: [1] }, parseSet('a[7]=1'))).toThrow('a list of 1');
    expect(() => applyOverride({ a: [1] }, parseSet('a.x=1'))).toThrow('a list of 1');
  });

  it('takes strategy and strategies[0] for the same', () => {
    const one: Record<string, unknown> = { strategy: { use: 'x' } };
    expect(applyOverride(one, parseSet('strategies[0].use=y'))).toEqual(['strategy', 'use']);
    const list: Record<string, unknown> = { strategies: [{ use: 'x' }] };
    expect(applyOverride(list, parseSet('strategy.use=y'))).toEqual(['strategies', 0, 'use']);
    expect([one, list]).toEqual([{ strategy: { use: 'y' } }, { strategies: [{ use: 'y' }] }]);
  });

  it('cannot reach a prototype', () => {
    applyOverride({}, parseSet('__proto__.polluted=1'));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

it('finds the key that a variable of the environment means', () => {
  const tree = { markets: { 'bitfinex:*': {} }, strategies: [{ params: { fastLength: 3 } }] };
  const env = {
    SIIS__ACCOUNT__BALANCE: '5000',
    SIIS__LIMITS__MAX_OPEN_TRADES: '3',
    SIIS__LIMITS__MAXDAILYLOSS: '50',
    SIIS__STRATEGIES__0__PARAMS__FAST_LENGTH: '9',
    SIIS__STRATEGIES__0__PARAMS__SLOW_LENGTH: '20',
    SIIS_FIXTURES: 'not ours',
    PATH: '/bin',
  };
  const read = readEnv(env, profileSchema, tree).map(({ path, value }) => [path.join('.'), value]);
  expect(Object.fromEntries(read)).toEqual({
    'account.balance': 5000,
    'limits.maxOpenTrades': 3,
    'limits.maxDailyLoss': 50,
    'strategies.0.params.fastLength': 9,
    'strategies.0.params.slowLength': 20,
  });
});
