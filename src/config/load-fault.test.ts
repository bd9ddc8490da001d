import { describe, expect, it } from 'vitest';
import { makeWorkspace, nativeImport } from '../../test/support/workspace.ts';
import { loadProfile } from './load.ts';
import { minimal, faultOf } from '../../test/support/profile-text.ts';

describe('a wrong profile', () => {
  it.each<[what: string, profile: string, place: string, said: RegExp]>([
    ['broken YAML', 'instruments: [a\nx', '2:1', /expected YAML, came/],
    ['an empty file', '', '1:1', /expected a map of keys.* came an empty file/],
    ['a list instead of a map', '- use: x\n', '1:1', /expected a map of keys.* came a list of 1/],
    ['a key twice', `${minimal}seed: 1\nseed: 2\n`, '4:1', /expected each key once, came 'seed'/],
    ['a tab', `${minimal}data:\n\tdir: x\n`, '4:1', /expected spaces for indentation, came a tab/],
    [
      'a name that is a path',
      `${minimal}name: ../x\n`,
      '3:7',
      /name: expected a name of letters, digits, blanks, dots and dashes, came '\.\.\/x'/,
    ],
    [
      'an unknown key',
      `${minimal}acount: {}\n`,
      '3:1',
      /acount: expected one of the keys .*account.*; came 'acount' \(did you mean 'account'\?\)/,
    ],
    [
      'an unknown inner key',
      `${minimal}account:\n  balence: 5\n`,
      '4:3',
      /account\.balence: expected one of .*; came 'balence' \(did you mean 'balance'\?\)/,
    ],
    [
      'a wrong type',
      `${minimal}account: { balance: lots }\n`,
      '3:21',
      /account\.balance: expected a number above 0, came 'lots'/,
    ],
    [
      'a list for a number',
      `${minimal}account: { balance: [1] }\n`,
      '3:21',
      /expected a number above 0, came a list of 1/,
    ],
    ['a number for a section', `${minimal}sizing: 5\n`, '3:9', /sizing: expected a map of keys, came 5/],
    [
      'an empty value',
      `${minimal}account:\n  balance:\n`,
      '4:11',
      /account\.balance: expected a number above 0, came nothing/,
    ],
    ['no balance', `${minimal}account: { balance: 0 }\n`, '3:21', /expected a number above 0, came 0/],
    ['no size', `${minimal}sizing: { value: 0 }\n`, '3:18', /sizing\.value: expected a number above 0, came 0/],
    [
      'no quantity',
      `${minimal}limits: { maxQuantity: 0 }\n`,
      '3:24',
      /limits\.maxQuantity: expected a number above 0, came 0/,
    ],
    ['no trades', `${minimal}limits: { maxOpenTrades: 0 }\n`, '3:26', /expected a whole number of at least 1, came 0/],
    [
      'half a trade',
      `${minimal}limits: { maxOpenTrades: 1.5 }\n`,
      '3:26',
      /expected a whole number of at least 1, came 1\.5/,
    ],
    [
      'an infinite balance',
      `${minimal}account: { balance: .inf }\n`,
      '3:21',
      /expected a number above 0, came Infinity/,
    ],
    [
      'too much leverage',
      `${minimal}account: { leverage: 500 }\n`,
      '3:22',
      /expected a number from 1 to 200, came 500/,
    ],
    [
      'an unknown mode',
      `${minimal}sizing: { mode: percnt }\n`,
      '3:17',
      /expected one of quote, percent, risk, units, came 'percnt' \(did you mean 'percent'\?\)/,
    ],
    [
      'a bad timeframe',
      `${minimal}data: { timeframe: 7x }\n`,
      '3:20',
      /data\.timeframe: expected a timeframe such as .*, came '7x'/,
    ],
    [
      'a bad duration',
      `${minimal}trade: { timeLimit: 4 hours }\n`,
      '3:21',
      /expected a duration of at least 1ms: .*, came '4 hours'/,
    ],
    ['a bad level', `${minimal}trade: { stop: low }\n`, '3:16', /expected a price, or a distance.*, came 'low'/],
    [
      'a bad level within',
      `${minimal}trade: { stop: { percent: -2 } }\n`,
      '3:27',
      /trade\.stop\.percent: expected a number above 0 and at most 1000, came -2/,
    ],
    [
      'a bad slippage',
      `${minimal}paper: { slippage: { tics: 1 } }\n`,
      '3:20',
      /expected one of \{ticks: 1\}.*, came \{tics: 1\}/,
    ],
    [
      'a bad slippage within',
      `${minimal}paper: { slippage: { ticks: 1.5 } }\n`,
      '3:29',
      /paper\.slippage\.ticks: expected a whole number of at least 0, came 1\.5/,
    ],
    [
      'a fee in percent',
      `${minimal}paper: { fees: { maker: 10, taker: 20 } }\n`,
      '3:25',
      /paper\.fees\.maker: expected a number from -0\.5 to 0\.5, came 10/,
    ],
    [
      'half of the fees',
      `${minimal}paper: { fees: { maker: 0.1 } }\n`,
      '3:10',
      /paper\.fees\.taker: expected a number .*, came nothing/,
    ],
    [
      'tiers that do not begin at 0',
      `${minimal}paper: { fees: { tiers: [{ volume: 5, maker: 0, taker: 0 }] } }\n`,
      '3:36',
      /expected 0 for the first tier, came 5/,
    ],
    [
      'no such instrument',
      minimal.replace('bitfinex:BTC/USD', 'BTC/USD'),
      '1:15',
      /instruments\[0\]: expected an instrument with its venue.*, came 'BTC\/USD'/,
    ],
    [
      'no instruments',
      'strategy: { use: ./strategies/mine.ts }\n',
      '1:1',
      /instruments: expected instruments, .*, came nothing/,
    ],
    [
      'an empty list of instruments',
      'instruments: []\nstrategy: { use: ./strategies/mine.ts }\n',
      '1:14',
      /expected one instrument or more, came an empty list/,
    ],
    [
      'no strategy',
      'instruments: [bitfinex:BTC/USD]\n',
      '1:1',
      /strategies: expected one strategy or more, .*, came nothing/,
    ],
    [
      'an unknown strategy',
      'instruments: [bitfinex:BTC/USD]\nstrategy: { use: ema-crss }\n',
      '2:18',
      /strategy\.use: expected a strategy file or one of .*; came 'ema-crss' \(did you mean 'ema-cross'\?\)/,
    ],
    [
      'a strategy file that is not there',
      'instruments: [bitfinex:BTC/USD]\nstrategy: { use: ./other.ts }\n',
      '2:18',
      /strategy\.use: expected a strategy file, came '\.\/other\.ts', which is not there/,
    ],
    [
      'an unknown parameter',
      `${minimal.replace(' }', ', params: { fst: 3 } }')}`,
      '2:50',
      /strategy\.params\.fst: expected one of the keys fast, slow, mode, apiKey; came 'fst' \(did you mean 'fast'\?\)/,
    ],
    [
      'a parameter out of range',
      `${minimal.replace(' }', ', params: { fast: 1 } }')}`,
      '2:56',
      /strategy\.params\.fast: expected at least 2, came 1/,
    ],
    [
      'a parameter of a wrong type',
      `${minimal.replace(' }', ', params: { fast: many } }')}`,
      '2:56',
      /strategy\.params\.fast: expected a number, came 'many'/,
    ],
    [
      'an unknown word for a parameter',
      `${minimal.replace(' }', ', params: { mode: upp } }')}`,
      '2:56',
      /expected one of up, down, came 'upp' \(did you mean 'up'\?\)/,
    ],
    [
      'parameters that contradict each other',
      `${minimal.replace(' }', ', params: { fast: 30 } }')}`,
      '2:48',
      /strategy\.params: expected fast below slow, came \{fast: 30\}/,
    ],
    [
      'parameters that are no map',
      `${minimal.replace(' }', ', params: 5 }')}`,
      '2:48',
      /strategy\.params: expected a map of parameters, came 5/,
    ],
    [
      'two strategies of one name',
      'instruments: [bitfinex:BTC/USD]\nstrategies:\n  - use: ./strategies/mine.ts\n  - use: ./strategies/mine.ts\n',
      '4:10',
      /strategies\[1\]\.use: expected a name that no other strategy of the profile has, came 'mine'/,
    ],
    [
      'strategy and strategies',
      `${minimal}strategies: [{ use: ./strategies/mine.ts, name: b }]\n`,
      '2:1',
      /expected strategy or strategies, came both/,
    ],
    [
      'leverage on spot',
      `${minimal}account: { kind: spot, leverage: 2 }\n`,
      '3:34',
      /expected 1 on a spot account, came 2/,
    ],
    [
      'assets on margin',
      `${minimal}account: { assets: { BTC: 1 } }\n`,
      '3:20',
      /expected assets on a spot account only/,
    ],
    [
      'short on spot',
      `${minimal}account: { kind: spot }\ntrade: { direction: short }\n`,
      '4:21',
      /expected long or both on a spot account, came short/,
    ],
    [
      'more than all equity',
      `${minimal}sizing: { value: 101 }\n`,
      '3:18',
      /sizing\.value: expected at most 100 percent, came 101/,
    ],
    [
      'two currencies in an account',
      'instruments: [bitfinex:BTC/USD, kraken:BTC/EUR]\nstrategy: { use: ./strategies/mine.ts }\n',
      '1:33',
      /instruments\[1\]: expected an instrument that settles in USD.*, came kraken:BTC\/EUR/,
    ],
    [
      'portions beyond the whole',
      `${minimal}trade: { targets: [{ at: 2%, portion: 0.7 }, { at: 3%, portion: 0.4 }] }\n`,
      '3:10',
      /expected portions of at most 1 together, came 1\.1/,
    ],
    [
      'a stop of a long below nothing',
      `${minimal}trade: { stop: 150% }\n`,
      '3:16',
      /trade\.stop: expected less than 100 percent below the entry of a long, came 150/,
    ],
    [
      'a target of a short below nothing',
      `${minimal}trade: { direction: short, stop: 150%, targets: [{ at: 5%, portion: 0.5 }, { at: { percent: 100 } }] }\n`,
      '3:82',
      /trade\.targets\[1\]\.at: expected less than 100 percent below the entry of a short, came 100/,
    ],
    [
      'a hedge without room for two trades',
      `${minimal}trade: { opposite: hedge }\n`,
      '3:20',
      /trade\.opposite: hedge keeps two trades: expected limits\.maxOpenTradesPerMarket of 2 or more, came 1/,
    ],
    [
      'a hedge without room for two trades in all',
      `${minimal}trade: { opposite: hedge }\nlimits: { maxOpenTradesPerMarket: 2, maxOpenTrades: 1 }\n`,
      '3:20',
      /hedge keeps two trades: expected limits\.maxOpenTrades of 2 or more, came 1/,
    ],
    [
      'four targets',
      `${minimal}trade: { targets: [{ at: 1% }, { at: 2% }, { at: 3% }, { at: 4% }] }\n`,
      '3:19',
      /expected one to three targets, came a list of 4/,
    ],
    [
      'a bad key of roi',
      `${minimal}trade: { roi: { soon: 0.1 } }\n`,
      '3:17',
      /expected whole minutes as key, came 'soon'/,
    ],
    [
      'a market that is no instrument',
      `${minimal}markets: { BTC: { kind: spot } }\n`,
      '3:12',
      /markets\.BTC: expected an instrument such as .*, came 'BTC'/,
    ],
    [
      'a negative tick',
      `${minimal}markets: { 'bitfinex:*': { tickSize: -1 } }\n`,
      '3:38',
      /expected a decimal above 0, such as 0\.01, came -1/,
    ],
    [
      'a wrong date',
      `${minimal}data: { synthetic: { start: 2026-02-30 } }\n`,
      '3:29',
      /expected a time: .*, came '2026-02-30'/,
    ],
  ])('with %s is refused with its place', async (_what, profile, place, said) => {
    const fault = await faultOf({ profile });
    const [first] = fault.message.split('\n');
    expect(first).toMatch(said);
    expect(first).toMatch(new RegExp(`/profiles/p\\.yaml:${place}: `));
    expect([fault.exitCode, fault.message.includes('    at ')]).toEqual([4, false]);
    expect(`${fault.place?.line}:${fault.place?.column}`).toBe(place);
  });

  it('tells all that is wrong in one message, in the order of the file, ten lines at most', async () => {
    const few = await faultOf({ profile: `${minimal}seed: []\naccount: { balance: 0, kind: x }\n` });
    expect(few.message.split('\n').map((line) => /p\.yaml:(\S+): (\S+):/.exec(line)?.slice(1))).toEqual([
      ['3:7', 'seed'],
      ['4:21', 'account.balance'],
      ['4:30', 'account.kind'],
    ]);
    const keys = Array.from({ length: 15 }, (_, k) => `wrong${k}: 1`).join('\n');
    const lines = (await faultOf({ profile: `${minimal}${keys}\n` })).message.split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([11, 'and 5 more']);
  });

  it('names the option or the variable that a wrong value came from, and not the file', async () => {
    const set = await faultOf({ profile: minimal, set: ['account.balance=-5', 'acount.x=1'] });
    expect(set.place).toBeUndefined();
    expect(set.message.split('\n')).toEqual([
      expect.stringMatching(/^--set account\.balance=-5: account\.balance: expected a number above 0, came -5$/),
      expect.stringMatching(/^--set acount\.x=1: acount: expected one of the keys .*did you mean 'account'/),
    ]);
    const env = await faultOf({ profile: minimal, env: { SIIS__SIZING__VALUE: 'x' } });
    expect(env.message).toBe("SIIS__SIZING__VALUE=x: sizing.value: expected a number above 0, came 'x'");
    const partial = await faultOf({ profile: minimal, set: ['paper.funding.every=8h'] });
    expect(partial.message).toMatch(/^--set paper\.funding\.every=8h: paper\.funding\.rate: expected a number/);
  });

  it('names the place in the strategy when the strategy is wrong', async () => {
    const workspace = makeWorkspace({ 'profiles/p.yaml': minimal, 'strategies/mine.ts': '\nconst x: = 5;\n' });
    const loading = loadProfile('p', { cwd: workspace, env: {}, importModule: nativeImport });
    await expect(loading).rejects.toMatchObject({
      code: 'STRATEGY_INVALID',
      place: { file: `${workspace}/strategies/mine.ts`, line: 2 },
    });
  });

  it('hides a secret also when it is wrong', async () => {
    const fault = await faultOf({ profile: minimal.replace(' }', ', params: { apiKey: 12345 } }') });
    expect(fault.message).toMatch(/params\.apiKey: expected text, came \*\*\*/);
  });
});
