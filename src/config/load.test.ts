import { describe, expect, it } from 'vitest';
import { makeWorkspace, nativeImport } from '../../test/support/workspace.ts';
import { SiisError } from '../util/errors.ts';
import { type LoadedProfile, type LoadOptions, loadProfile } from './load.ts';

const strategy = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'mine',
  params: z.object({
    fast: z.int().min(2).default(12),
    slow: z.int().min(3).default(26),
    mode: z.enum(['up', 'down']).default('up'),
    apiKey: z.string().optional(),
  }).refine(({ fast, slow }) => fast < slow, 'expected fast below slow'),
  setup: () => ({}),
});
`;

const minimal = 'instruments: [bitfinex:BTC/USD]\nstrategy: { use: ./strategies/mine.ts }\n';

interface Given extends LoadOptions {
  readonly profile: string;
}

function load({ profile, ...options }: Given): Promise<LoadedProfile> {
  const workspace = makeWorkspace({ 'profiles/p.yaml': profile, 'strategies/mine.ts': strategy });
  return loadProfile('p', { cwd: workspace, env: {}, importModule: nativeImport, ...options });
}

async function faultOf(given: Given): Promise<SiisError> {
  const error: unknown = await load(given).catch((thrown: unknown) => thrown);
  if (error instanceof SiisError) return error;
  throw new Error('expected a SiisError', { cause: error });
}

describe('a right profile', () => {
  it('is complete: every default is there', async () => {
    const { profile, strategies } = await load({ profile: minimal });
    expect(profile).toEqual({
      name: 'p',
      description: undefined,
      seed: '1',
      instruments: ['bitfinex:BTC/USD'],
      strategies: [{ use: './strategies/mine.ts', name: 'mine', instruments: ['bitfinex:BTC/USD'], params: {} }],
      markets: {},
      data: { dir: 'data', source: 'auto', side: 'bid', synthetic: { speed: 60, start: Date.UTC(2026, 0, 1) } },
      account: {
        kind: 'margin',
        currency: 'USD',
        balance: 10_000,
        assets: {},
        leverage: 1,
        maintenance: 0.5,
        separate: false,
      },
      sizing: { mode: 'percent', value: 10 },
      limits: { maxOpenTradesPerMarket: 1 },
      trade: { opposite: 'close', direction: 'both' },
      paper: {
        latency: { order: 0, jitter: 0, cancel: 0 },
        limitFill: 'touch',
        bars: { fill: 'gap', market: 'open' },
      },
      report: { equity: 'auto' },
      history: 'auto',
    });
    expect(strategies[0]?.params).toEqual({ fast: 12, slow: 26, mode: 'up' });
  });

  it('keeps what it says, in one form', async () => {
    const { profile, strategies } = await load({
      profile: `
name: all
seed: autumn
instruments: [BITFINEX:btcusd, bitfinex:ETH-USD]
strategies:
  - use: ./strategies/mine.ts
    params: &fast { fast: 3, slow: 9 }
  - { use: ../strategies/mine.ts, name: second, instruments: [bitfinex:LTC/USD], params: { <<: *fast, slow: 10 } }
markets:
  'BITFINEX:*': { takerFee: '0.002', tickSize: 0.10 }
  bitfinex:btcusd: { lotSize: 1e-4, filters: { minNotional: 10 } }
account: { balance: '2500.50', leverage: 3, currency: usd }
sizing: { mode: risk, value: 1.5 }
trade:
  stop: 2%
  targets: [{ at: 3%, portion: 0.5 }, { at: { percent: 6 } }]
  trailing: { percent: 2, after: 1, tight: { percent: 1, after: 4 } }
  roi: { 0: 0.04, 60: 0.01 }
  timeLimit: 4h
  entryTimeout: 90000
paper:
  fees: { tiers: [{ volume: 0, maker: 0.001, taker: 0.002 }, { volume: 1e6, maker: 0, taker: 0.001 }] }
  slippage: { randomTicks: 2 }
  latency: { order: 50ms }
  funding: { rate: 0.0001 }
limits:
  # maxOpenTrades: 3
`,
    });
    expect(profile.instruments).toEqual(['bitfinex:BTC/USD', 'bitfinex:ETH/USD', 'bitfinex:LTC/USD']);
    expect(strategies.map(({ name, instruments, params }) => [name, instruments, params])).toEqual([
      ['mine', ['bitfinex:BTC/USD', 'bitfinex:ETH/USD'], { fast: 3, slow: 9, mode: 'up' }],
      ['second', ['bitfinex:LTC/USD'], { fast: 3, slow: 10, mode: 'up' }],
    ]);
    expect(profile.markets).toEqual({
      'bitfinex:*': { takerFee: 0.002, tickSize: '0.1' },
      'bitfinex:BTC/USD': { lotSize: '0.0001', filters: { minNotional: '10' } },
    });
    expect(profile.account).toMatchObject({ balance: 2500.5, leverage: 3, currency: 'USD' });
    expect(profile.trade).toEqual({
      stop: { percent: 2 },
      targets: [{ at: { percent: 3 }, portion: 0.5 }, { at: { percent: 6 } }],
      trailing: { percent: 2, after: 1, tight: { percent: 1, after: 4 } },
      roi: { 0: 0.04, 60: 0.01 },
      timeLimit: 14_400_000,
      entryTimeout: 90_000,
      opposite: 'close',
      direction: 'both',
    });
    expect(profile.paper).toMatchObject({
      slippage: { randomTicks: 2 },
      latency: { order: 50, jitter: 0, cancel: 0 },
      funding: { rate: 0.0001, every: 28_800_000 },
    });
    expect(profile.limits).toEqual({ maxOpenTradesPerMarket: 1 });
  });
});

describe('precedence', () => {
  const profile = `${minimal}account: { balance: 1000 }\nlimits: { maxOpenTrades: 2 }\nseed: 3\ntrade: { stop: 2% }\n`;
  const options = {
    env: { SIIS__ACCOUNT__BALANCE: '2000', SIIS__LIMITS__MAX_OPEN_TRADES: '5' },
    set: ['account.balance=3000', 'strategies[0].params.fast=4', 'strategy.params.apiKey=hush'],
  };

  it('puts the command line before the environment, that before the file, that before the defaults', async () => {
    const { profile: read, strategies } = await load({ profile, ...options });
    expect([read.account.balance, read.limits.maxOpenTrades, read.seed, read.sizing.value]).toEqual([3000, 5, '3', 10]);
    expect(strategies[0]?.params).toMatchObject({ fast: 4 });
  });

  it('explains where every value came from, and hides secrets', async () => {
    const explained = (await load({ profile, ...options })).explain();
    const origin = (path: string): string | undefined =>
      explained.find((each) => each.path.join('.') === path)?.origin.replace(/^.*\/profiles/, 'profiles');
    expect(origin('account.balance')).toBe('--set account.balance=3000');
    expect(origin('limits.maxOpenTrades')).toBe('SIIS__LIMITS__MAX_OPEN_TRADES=5');
    expect(origin('seed')).toBe('profiles/p.yaml:5:7');
    expect(origin('trade.stop.percent')).toBe('profiles/p.yaml:6:16');
    expect(origin('sizing.value')).toBe('default');
    expect(origin('account.currency')).toBe('the first instrument');
    expect(origin('strategies.0.params.slow')).toBe('default');
    expect(origin('strategies.0.params.fast')).toBe('--set strategies[0].params.fast=4');
    expect(JSON.stringify(explained)).not.toContain('hush');
  });

  it('changes one alias and not the other', async () => {
    const { profile: read } = await load({
      profile: `${minimal}markets:\n  bitfinex:BTC/USD: &m { takerFee: 0.1 }\n  bitfinex:ETH/USD: *m\n`,
      set: ['markets.bitfinex:BTC/USD.takerFee=0.2'],
    });
    expect(read.markets).toEqual({ 'bitfinex:BTC/USD': { takerFee: 0.2 }, 'bitfinex:ETH/USD': { takerFee: 0.1 } });
  });

  it('takes the data folder from the command line, else from the profile, in the workspace', async () => {
    const inProfile = await load({ profile: `${minimal}data: { dir: store }\n` });
    expect(inProfile.dataDir).toBe(`${inProfile.workspace}/store`);
    expect((await load({ profile: minimal, data: '/elsewhere' })).dataDir).toBe('/elsewhere');
  });
});

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

describe('finding a profile', () => {
  it('looks in the workspace, then in the package', async () => {
    const workspace = makeWorkspace({
      'profiles/ema-cross.yaml': minimal,
      'strategies/mine.ts': strategy,
      'deep/er/x': '',
    });
    const options = { cwd: `${workspace}/deep/er`, env: {}, importModule: nativeImport };
    expect((await loadProfile('ema-cross', options)).file).toBe(`${workspace}/profiles/ema-cross.yaml`);
    expect((await loadProfile('demo', options)).workspace).toBe(workspace);
    const byPath = await loadProfile('../../profiles/ema-cross.yaml', options);
    expect(byPath.file).toBe(`${workspace}/profiles/ema-cross.yaml`);
  });

  it('names what there is when there is no such profile', async () => {
    const fault = faultOf({ profile: minimal, importModule: nativeImport });
    await expect(fault).rejects.toThrow();
    const workspace = makeWorkspace({ 'profiles/mine.yaml': minimal });
    const lost = loadProfile('mien', { cwd: workspace, env: {} });
    await expect(lost).rejects.toMatchObject({
      code: 'PROFILE_NOT_FOUND',
      message: expect.stringMatching(/came 'mien' \(did you mean 'mine'\?\); known: .*mine/),
    });
  });
});
