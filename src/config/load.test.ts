import { describe, expect, it } from 'vitest';
import { makeWorkspace, nativeImport } from '../../test/support/workspace.ts';
import { loadProfile } from './load.ts';
import { load, strategy, minimal, faultOf } from '../../test/support/profile-text.ts';

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
      journal: { segmentMiB: 64 },
      log: { level: 'info', maxMiB: 10, keep: 5 },
      history: 'auto',
      workers: undefined,
      budget: { time: 10_000, memory: 512 },
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
