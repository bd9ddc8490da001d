import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSiis } from '../../test/support/run-siis.ts';
import { Store } from '../database/store.ts';
import { instrumentId } from '../market/instrument.ts';
import { write, workspace, useWorkspace } from '../../test/support/cli-workspace.ts';

useWorkspace();

describe('a strategy that looks at an instrument that the profile does not list', { timeout: 60_000 }, () => {
  const code = `import { defineStrategy, Sma, z } from 'siis';
export default defineStrategy({
  name: 'two',
  params: z.strictObject({}),
  setup: ({ track, log }) => {
    const other = track('1m', new Sma(1), { instrument: 'demo:ETH/USDT' });
    return { onBar: () => log(\`other at \${other.value > 0}\`) };
  },
});
`;
  const prepare = (source: string): void => {
    write('strategies/two.ts', code);
    const profile = `instruments: [demo:BTC/USDT]\nstrategy: { use: ../strategies/two.ts }\ndata: { source: ${source} }\n`;
    write('profiles/two.yaml', profile);
  };

  it('has it invented with the rest of the market', async () => {
    prepare('synthetic, synthetic: { speed: 3000 }');
    const ended = await runSiis(['paper', 'two', '--for', '1s'], { cwd: workspace });
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('other at true')]);
  });

  it.each(['backtest', 'check', 'paper'])('is told by %s which data are missing', async (verb) => {
    prepare('auto');
    const ended = await runSiis([verb, 'two'], { cwd: workspace });
    expect([ended.code, ended.stderr]).toEqual([
      4,
      expect.stringMatching(
        /expected stored data of demo:ETH\/USDT in data, which a strategy looks at, came none.*import some with: siis import FILE --instrument demo:ETH\/USDT/,
      ),
    ]);
  });
});

describe('stored bars that do not serve a strategy', { timeout: 60_000 }, () => {
  const define = (inside: string): string =>
    `import { defineStrategy, z } from 'siis';\nexport default defineStrategy({ name: 'unserved', params: z.strictObject({}), setup: ({ watch }) => {\n  ${inside}\n} });\n`;
  beforeAll(() => {
    write(
      'bars.csv',
      `time,open,high,low,close,volume\n${[0, 1, 2].map((k) => `${1_700_000_100_000 + k * 300_000},1,1,1,1,1\n`).join('')}`,
    );
    write('profiles/unserved.yaml', 'instruments: [demo:ADA/USDT]\nstrategy: { use: ../strategies/unserved.ts }\n');
  });

  it.each<[string, string, string]>([
    [
      'of a shorter timeframe',
      "watch('1m'); return { onBar: () => undefined };",
      'no data for 1m bars of demo:ADA/USDT',
    ],
    [
      'of ticks only',
      'return { onTick: () => undefined };',
      'expected ticks of demo:ADA/USDT for the strategy unserved',
    ],
  ])('one %s are refused by check as by backtest', async (_what, inside, message) => {
    await runSiis(['import', 'bars.csv', '--instrument', 'demo:ADA/USDT'], { cwd: workspace });
    write('strategies/unserved.ts', define(inside));
    const ended = await Promise.all(
      ['check', 'backtest'].map((verb) => runSiis([verb, 'unserved'], { cwd: workspace })),
    );
    expect(ended.map(({ code }) => code)).toEqual([4, 4]);
    expect(ended[0]!.stderr).toContain(message);
    expect(ended[0]!.stderr).toBe(ended[1]!.stderr);
  });
});

describe('a strategy that calls process.exit', { timeout: 60_000 }, () => {
  const body = (inside: string): string =>
    `import { defineStrategy, z } from 'siis';\nexport default defineStrategy({ name: 'quits', params: z.strictObject({}), setup: ({ watch }) => {\n  watch('1h');\n  ${inside}\n} });\n`;
  const profile = 'instruments: [demo:BTC/USDT]\nstrategy: { use: ../strategies/quits.ts }\n';
  const run = (words: string, text: string): ReturnType<typeof runSiis> => {
    write('strategies/quits.ts', text);
    write('profiles/quits.yaml', profile);
    return runSiis(words.split(' '), { cwd: workspace });
  };

  it('in a handler fails, with file and line', async () => {
    const ended = await run('backtest quits', body('return { onBar: () => process.exit(0) };'));
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(
      /quits on demo:BTC\/USDT: onBar: process\.exit\(0\) was called.*strategies\/quits\.ts:4:\d+/,
    );
  });

  it('when it is loaded is refused, with file and line', async () => {
    const ended = await run('check quits', `process.exit();\n${body('return {};')}`);
    expect([ended.code, ended.stdout]).toEqual([4, '']);
    expect(ended.stderr).toMatch(/strategies\/quits\.ts:1:9: .*process\.exit\(\) was called/);
  });
});

describe('accounts of their own, the data of one of which end early', { timeout: 60_000 }, () => {
  const code = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'short',
  params: z.strictObject({ fails: z.boolean().default(false) }),
  setup: ({ params, instrument, timer, log }) => {
    timer('often', params.fails ? 10 : 3_600_000);
    let hours = 0;
    return {
      onTimer(_name, { trades }) {
        if (!params.fails && ++hours <= 2) log(\`\${instrument} at work\`, { hours });
        let sum = 0;
        for (let k = 0; k < 50_000 && params.fails; k++) sum += k % 7;
        if (sum > 0 && instrument === 'demo:SOL/USDT') throw new Error('no more');
        if (params.fails) return undefined;
        return trades.length > 0 ? { kind: 'exit' } : { kind: 'enter', direction: 'long', quantity: 0.01 };
      },
    };
  },
});
`;
  beforeAll(() => {
    write('strategies/short.ts', code);
    const store = Store.open(join(workspace, 'data'));
    const id = instrumentId('demo:SOL/USDT');
    const scale = { priceStep: '1', lotStep: '1' };
    store.putInstrument(id, { tickSize: '1', lotSize: '0.01' });
    const recorder = store.recorder(id, 'trade', scale);
    const [coverage] = store.coverage(instrumentId('demo:BTC/USDT'));
    for (let k = 0; k < 300; k++) recorder.trade(coverage!.first + k * 60_000, 100, 1, 1);
    recorder.seal();
    recorder.close();
    store.close();
  });
  const prepare = (fails: boolean): void =>
    write(
      'profiles/short.yaml',
      `instruments: [demo:BTC/USDT, demo:SOL/USDT]\naccount: { separate: true }\nstrategies: [{ use: ../strategies/short.ts, params: { fails: ${fails} } }]\n`,
    );

  it('are checked for looking ahead in the very runs of a backtest', async () => {
    prepare(false);
    const backtest = await runSiis(['backtest', 'short', '--json'], { cwd: workspace });
    const checked = await runSiis(['check', 'lookahead', 'short', '--cuts', '1', '--json'], { cwd: workspace });
    const { orders } = JSON.parse(backtest.stdout) as { orders: { instrument: string }[] };
    expect(orders.filter(({ instrument }) => instrument === 'demo:SOL/USDT')).toHaveLength(4);
    expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true, orders: orders.length });
  });

  it.each([
    ['on one thread', '0'],
    ['on threads of their own', '2'],
  ])('are heard, all that their strategies log, %s', async (_what, workers) => {
    prepare(false);
    const said = /at work hours=\d/;
    const ended = await runSiis(['backtest', 'short', '--workers', workers, '--json'], { cwd: workspace });
    expect(
      ended.stderr
        .split('\n')
        .filter((line) => said.test(line))
        .toSorted(),
    ).toEqual([
      'siis: demo:BTC/USDT at work hours=1',
      'siis: demo:BTC/USDT at work hours=2',
      'siis: demo:SOL/USDT at work hours=1',
      'siis: demo:SOL/USDT at work hours=2',
    ]);
    const quiet = await runSiis(['backtest', 'short', '--workers', workers, '--quiet'], { cwd: workspace });
    expect(quiet.stderr).not.toMatch(said);
    const checked = await runSiis(['check', 'lookahead', 'short', '--cuts', '1'], { cwd: workspace });
    expect(checked.stderr).not.toMatch(said);
  });

  it('are told to stop when another fails', async () => {
    prepare(true);
    // Without being told the other one would go on for many minutes.
    const ended = await runSiis(['backtest', 'short', '--workers', '2'], { cwd: workspace });
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringMatching(/on demo:SOL\/USDT: onTimer: no more/)]);
  });
});

describe('a long backtest', { timeout: 60_000 }, () => {
  const slow = `import { defineStrategy, z } from 'siis';
export default defineStrategy({
  name: 'slow',
  params: z.strictObject({ spin: z.int().default(20000) }),
  setup: ({ params, timer }) => {
    timer('often', 100);
    return {
      onTimer() {
        let sum = 0;
        for (let k = 0; k < params.spin; k++) sum += k % 7;
        return sum < 0 ? { kind: 'cancel' } : undefined;
      },
    };
  },
});
`;

  it('ends on Ctrl-C with a report of what ran, at once on the second', async () => {
    write('strategies/slow.ts', slow);
    write('profiles/slow.yaml', 'instruments: [demo:BTC/USDT]\nstrategy: { use: ../strategies/slow.ts }\n');
    const press = (times: number) => {
      let left = times;
      return {
        cwd: workspace,
        onError: (child: ChildProcess, stderr: string) => {
          const isNext = left === times ? stderr.includes('running') : stderr.includes('stopping');
          if (isNext && left-- > 0) child.kill('SIGINT');
        },
      };
    };
    const args = ['backtest', 'slow', '--verbose', '--json'];
    const once = await runSiis(args, press(1));
    expect([once.code, JSON.parse(once.stdout)]).toMatchObject([130, { run: { interrupted: true } }]);
    const twice = await runSiis([...args, '--set', 'strategy.params.spin=20000000'], press(2));
    expect([twice.code, twice.stdout]).toEqual([130, '']);
  });
});
