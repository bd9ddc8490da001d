import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runSiis } from '../../test/support/run-siis.ts';
import { write, workspace, scratch, useWorkspace } from '../../test/support/cli-workspace.ts';

useWorkspace();

describe('a wrong command line or profile', { timeout: 60_000 }, () => {
  const minimal = 'instruments: [demo:BTC/USDT]\nstrategy: { use: ema-cross }\n';

  it.each<[what: string, profile: string | undefined, args: string, code: number, said: RegExp]>([
    ['an unknown verb', undefined, 'bactest', 1, /^siis: unknown verb 'bactest' \(did you mean backtest\?\)\n$/],
    [
      'an unknown option',
      undefined,
      'backtest --fro 1',
      1,
      /^siis: unknown option '--fro' \(did you mean --from\?\)\n$/,
    ],
    [
      'an unknown profile',
      undefined,
      'check my-stratgy',
      4,
      /^siis: expected a profile of .* came 'my-stratgy' \(did you mean 'my-strategy'\?\)/,
    ],
    [
      'a tab',
      `${minimal}data:\n\tdir: x\n`,
      'backtest wrong',
      4,
      /^siis: profiles\/wrong\.yaml:4:1: expected spaces for indentation, came a tab/,
    ],
    [
      'an unknown key',
      `${minimal}acount: {}\n`,
      'backtest wrong',
      4,
      /^siis: profiles\/wrong\.yaml:3:1: acount: expected one of the keys .* came 'acount' \(did you mean 'account'\?\)\n$/,
    ],
    [
      'an unknown strategy',
      'instruments: [demo:BTC/USDT]\nstrategy: { use: emacross }\n',
      'paper wrong',
      4,
      /^siis: profiles\/wrong\.yaml:2:18: strategy\.use: expected .* came 'emacross' \(did you mean 'ema-cross'\?\)\n$/,
    ],
    [
      'no data',
      minimal.replace('BTC', 'XRP'),
      'backtest wrong',
      4,
      /^siis: profiles\/wrong\.yaml:1:15: instruments\[0\]: expected stored data of demo:XRP\/USDT in data, came none \(.*demo:BTC\/USDT.*\); import some/,
    ],
    [
      'no data folder',
      minimal,
      'backtest wrong --data nowhere',
      4,
      /^siis: profiles\/wrong\.yaml:1:15: instruments\[0\]: expected stored data .* in nowhere, came no such folder/,
    ],
    [
      'no data in the range',
      minimal,
      'backtest wrong --from 2030',
      4,
      /^siis: profiles\/wrong\.yaml:1:15: .* from 2030-01-01T00:00:00Z in data, came trade ticks of 2026-01-01/,
    ],
    [
      'an end before the start',
      minimal,
      'backtest wrong --from 2026-02 --to 2026-01',
      1,
      /^siis: --to: expected an end after the start 2026-02-01T00:00:00Z, came 2026-01-01T00:00:00Z\n$/,
    ],
    [
      'no size',
      minimal,
      'backtest wrong --set sizing.value=0',
      4,
      /^siis: --set sizing\.value=0: sizing\.value: expected a number above 0, came 0\n$/,
    ],
    [
      'an instrument of the command line without data',
      minimal,
      'backtest wrong --set instruments=[bitfinex:LTC/USD]',
      4,
      /^siis: --set instruments=\[bitfinex:LTC\/USD\]: instruments\[0\]: expected stored data of bitfinex:LTC\/USD in data, came none/,
    ],
    ['an unknown indicator', undefined, 'indicator rsx --bars x.csv', 4, /^siis: .*rsx.*rsi/],
    ['a file that is not there', undefined, 'indicator rsi --bars nowhere.csv', 2, /^siis: .*nowhere\.csv/],
    [
      'stored bars beside a file',
      undefined,
      'indicator rsi --bars x.csv -i demo:BTC/USDT',
      1,
      /^siis: expected bars of a file or stored ones, came --bars x\.csv and --instrument demo:BTC\/USDT\n$/,
    ],
    [
      'an indicator over no bars',
      undefined,
      'indicator rsi -i demo:BTC/USDT --timeframe 1h --from 2030',
      4,
      /^siis: no data to make bars of 1h of demo:BTC\/USDT in the time asked for; the store holds trades 2026/,
    ],
    [
      'an export of no bars',
      undefined,
      'export demo:BTC/USDT --bars 1h --to 2020',
      4,
      /^siis: no data to make bars of 1h of demo:BTC\/USDT in the time asked for; the store holds trades 2026/,
    ],
  ])('gives one message for %s', async (_what, profile, args, code, said) => {
    if (profile !== undefined) write('profiles/wrong.yaml', profile);
    const ended = await runSiis(args.split(' '), { cwd: workspace });
    expect(ended.stderr).toMatch(said);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
  });

  it('gives it as one line of JSON with --json', async () => {
    write('profiles/wrong.yaml', `${minimal}account: { balance: 0 }\n`);
    const ended = await runSiis(['backtest', 'wrong', '--json'], { cwd: workspace });
    expect(JSON.parse(ended.stderr)).toMatchObject({
      error: { code: 'CONFIG_INVALID', file: 'profiles/wrong.yaml', line: 3, column: 21 },
    });
    expect([ended.code, ended.stdout]).toEqual([4, '']);
  });

  it('names file and line when a strategy throws while it runs', async () => {
    const strategy = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'broken',
  params: z.strictObject({}),
  setup: ({ watch }) => { watch('1h'); return { onBar: () => { throw new Error('no idea'); } }; },
});
`;
    write('strategies/broken.ts', strategy);
    write('profiles/broken.yaml', 'instruments: [demo:BTC/USDT]\nstrategy: { use: ../strategies/broken.ts }\n');
    const ended = await runSiis(['backtest', 'broken'], { cwd: workspace });
    expect(ended.stderr).toMatch(/^siis: .*broken.*no idea/);
    expect([ended.code, /\n\s+at /.test(ended.stderr)]).toEqual([1, false]);
  });

  it.each(['backtest', 'check'])('names the file of a strategy whose handler is misspelt (%s)', async (verb) => {
    const strategy = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'slip',
  params: z.strictObject({}),
  setup: ({ watch }) => { watch('1h'); return { onBr: () => undefined }; },
});
`;
    write('strategies/slip.ts', strategy);
    write('profiles/slip.yaml', 'instruments: [demo:BTC/USDT]\nstrategy: { use: ../strategies/slip.ts }\n');
    const ended = await runSiis([verb, 'slip'], { cwd: workspace });
    expect(ended.stderr).toBe(
      "siis: strategies/slip.ts: strategy slip: unknown handler 'onBr' (did you mean 'onBar'?)\n",
    );
    expect([ended.code, ended.stdout]).toEqual([4, '']);
  });
});

describe('a workspace', { timeout: 60_000 }, () => {
  it('runs every verb from any folder within it', async () => {
    const cwd = join(workspace, 'strategies');
    const check = await runSiis(['check', 'my-strategy'], { cwd });
    expect([check.code, check.stdout]).toEqual([0, expect.stringMatching(/^my-strategy: ok/)]);
    const strategies = await runSiis(['strategies', './my-strategy.ts', '--json'], { cwd });
    expect(JSON.parse(strategies.stdout)).toMatchObject([
      { name: 'my-strategy', params: { properties: { fast: { default: 9 } } } },
    ]);
    const data = await runSiis(['check', 'data', '--json'], { cwd });
    expect(JSON.parse(data.stdout)).toMatchObject({
      ok: true,
      damage: [],
      coverage: [{ instrument: 'demo:BTC/USDT' }],
    });
    const doctor = await runSiis(['doctor', '--json'], { cwd });
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true });
  });

  it('tests its strategy on the data that came with it, twice with the same hash', async () => {
    const report = join(scratch, 'report.html');
    const runs = await Promise.all([
      runSiis(['backtest', 'my-strategy', '--json', '--report', report], { cwd: workspace }),
      runSiis(['backtest', '--profile', 'my-strategy', '--json', '--workspace', workspace], { cwd: scratch }),
    ]);
    expect(runs).toMatchObject([{ code: 0 }, { code: 0 }]);
    const [first, second] = runs.map(
      ({ stdout }) => JSON.parse(stdout) as { run: { hash: string }; trades: unknown[] },
    );
    expect(first!.trades.length).toBeGreaterThan(10);
    expect(first!.run.hash).toBe(second!.run.hash);
    expect(readFileSync(report, 'utf8')).toMatch(/^<!doctype html>/i);
    const part = await runSiis(['backtest', 'my-strategy', '--json', '--timerange', '20260102-20260104'], {
      cwd: workspace,
    });
    const run = (JSON.parse(part.stdout) as { run: { startTime: number; endTime: number } }).run;
    expect([run.startTime >= Date.UTC(2026, 0, 2), run.endTime <= Date.UTC(2026, 0, 4)]).toEqual([true, true]);
  });

  it('finds no order that looks ahead', async () => {
    const ended = await runSiis(['check', 'lookahead', 'my-strategy', '--cuts', '2', '--json'], { cwd: workspace });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: true, cuts: [{}, {}] });
  });

  it('is not made where something is, and overwrites nothing', async () => {
    const refused = await runSiis(['init', workspace]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/expected an empty folder, came /)]);
    write('README.md', 'mine');
    const forced = await runSiis(['init', workspace, '--force', '--json']);
    expect(JSON.parse(forced.stdout)).toMatchObject({ made: [], kept: expect.arrayContaining(['README.md']) });
    expect(readFileSync(join(workspace, 'README.md'), 'utf8')).toBe('mine');
  });

  it('shows a profile as it is written and as it takes effect', async () => {
    const written = await runSiis(['config', 'show', 'my-strategy', '--json'], { cwd: workspace });
    expect(JSON.parse(written.stdout)).toMatchObject({ name: 'my-strategy', account: { balance: 10000 } });
    const resolved = await runSiis(['config', 'show', 'my-strategy', '--resolved', '--set', 'account.leverage=2'], {
      cwd: workspace,
      env: { SIIS__ACCOUNT__BALANCE: '777' },
    });
    expect(resolved.stdout).toMatch(/^account\.balance: 777 +# SIIS__ACCOUNT__BALANCE=777$/m);
    expect(resolved.stdout).toMatch(/^account\.leverage: 2 +# --set account\.leverage=2$/m);
    expect(resolved.stdout).toMatch(/^sizing\.value: 25 +# profiles\/my-strategy\.yaml:\d+:\d+$/m);
    expect(resolved.stdout).toMatch(/^history: auto +# default$/m);
  });

  it('computes indicators over stored bars and over a file of bars alike', async () => {
    const csv = join(scratch, 'bars.csv.gz');
    await runSiis(['export', 'demo:BTC/USDT', '--bars', '1h', '--out', csv], { cwd: workspace });
    expect(existsSync(csv)).toBe(true);
    const args = ['indicator', 'rsi', '--set', 'length=14', '--json'];
    const stored = await runSiis([...args, '--instrument', 'demo:btcusdt', '--timeframe', '1h'], { cwd: workspace });
    const fromFile = await runSiis([...args, '--bars', csv], { cwd: scratch });
    const values = JSON.parse(fromFile.stdout) as { time: number; value: number | null }[];
    expect(values).toEqual(JSON.parse(stored.stdout));
    expect(values.map(({ value }) => value).findIndex((value) => value !== null)).toBe(14);
    expect(values.length).toBe(7 * 24);
    const day = await runSiis([...args, '--bars', csv, '--from', '2026-01-02', '--to', '2026-01-03'], { cwd: scratch });
    expect(JSON.parse(day.stdout)).toHaveLength(24);
    const none = await runSiis([...args, '--bars', csv, '--to', '2020'], { cwd: scratch });
    expect([none.code, none.stdout]).toEqual([4, '']);
    expect(none.stderr).toContain('no bars in the time asked for: the file holds 2026-01-01T00:00:00Z');
  });
});

describe('paper trading', { timeout: 60_000 }, () => {
  it.each([
    'demo --for 500ms --json',
    'paper demo --for 500ms --json',
    '--profile demo --paper --for 500ms --json',
    'me --profile=demo --paper-mode --for=500ms --json',
  ])('runs as "siis %s" and stops by itself', async (typed) => {
    const ended = await runSiis(typed.split(' '), { cwd: workspace });
    const lines = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(ended.code).toBe(0);
    expect(lines.map(({ type }) => type)).toContain('status');
  });

  it('is told of by siis status while it runs: what it looks out for', async () => {
    const say = (words: string) => runSiis(words.split(' '), { cwd: workspace });
    const session = say('paper demo --lines --for 50s --fresh');
    const alert = 'cmd demo price-cross-alert demo:BTC/USDT above 900000 label=far';
    await expect.poll(async () => (await say(alert)).code, { timeout: 30_000 }).toBe(0);
    expect((await say('cmd demo range-region demo:BTC/USDT 1 900000')).code).toBe(0);
    const [text, json] = [await say('status demo'), await say('status demo --json')];
    expect((await say('stop demo')).code).toBe(0);
    expect([text.code, text.stdout.split('\n').slice(-3, -1)]).toEqual([
      0,
      [
        expect.stringMatching(/^ {2}region r1, demo:BTC\/USDT, all strategies, range /),
        expect.stringMatching(/^ {2}alert a1, demo:BTC\/USDT, price rises to 900000, once$/),
      ],
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({ running: true, regions: [{ id: 'r1' }], alerts: [{ id: 'a1' }] });
    expect((await session).code).toBe(0);
    const after = await say('status demo --json');
    expect([after.code, JSON.parse(after.stdout)]).toEqual([
      3,
      expect.objectContaining({ running: false, regions: null, alerts: null }),
    ]);
  });

  it('ends on Ctrl-C in good order, with exit code 130', async () => {
    let isSent = false;
    const ended = await runSiis(['demo'], {
      cwd: workspace,
      onOutput: (child) => {
        if (!isSent) child.kill('SIGINT');
        isSent = true;
      },
    });
    expect([ended.code, ended.stderr]).toEqual([
      130,
      expect.stringMatching(/stopping; Ctrl-C again stops at once[\s\S]*ended: /),
    ]);
  });

  it('ends quietly when nobody reads any more', async () => {
    const ended = await runSiis(['demo', '--quiet'], {
      cwd: workspace,
      onOutput: (child) => void child.stdout?.destroy(),
    });
    expect([ended.code, ended.stderr]).toEqual([0, '']);
  });
});

it('prints a completion script that the shell can read', async () => {
  const script = await runSiis(['completion', 'bash']);
  expect(script.stdout).toContain('complete -F _siis siis');
});
