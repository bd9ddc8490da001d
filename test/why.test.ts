import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useWorkspace, workspace, write } from './support/cli-workspace.ts';
import { run, start } from './support/program.ts';
import { runSiis } from './support/run-siis.ts';
import { root } from './support/source.ts';

useWorkspace();

const siis = (...args: string[]) => runSiis(args, { cwd: workspace });
const json = async (...args: string[]) => JSON.parse((await siis(...args, '--json')).stdout) as Record<string, unknown>;

interface Listed {
  readonly trades: { readonly id: string; readonly state: string; readonly reason: string | null }[];
}

describe('siis why of a backtest', { timeout: 60_000 }, () => {
  it('lists the trades, then explains one of them and its order', async () => {
    const { trades } = (await json('why', 'my-strategy')) as unknown as Listed;
    const { id } = trades.find(({ state }) => state === 'closed')!;
    const trade = await siis('why', 'my-strategy', id);
    expect([trade.code, trade.stderr]).toEqual([0, '']);
    expect(trade.stdout).toMatch(
      new RegExp(
        `^trade ${id}: my-strategy on demo:BTC/USDT; over: .*was asked \\(onBar\\).*Ema of close.*signal ${id}: enter.*size by sizing.mode percent: .*caps looked at.*order ${id}-e1 sent as .*trade ${id} opened: .*trade ${id} closed: `,
        's',
      ),
    );
    const order = await json('why', '--profile', 'my-strategy', `${id}-e1`);
    expect(order).toMatchObject({ kind: 'order', id: `${id}-e1`, strategy: 'my-strategy', backtest: 'my-strategy' });
  });

  it('says what kept a strategy from trading', async () => {
    const idle = await siis('why', 'my-strategy', '--not', 'demo:BTC/USDT', '--at', '2026-01-01T00:32');
    expect([idle.code, idle.stdout]).toEqual([0, expect.stringContaining('not warm: 6 of 21 bars of 5m')]);
  });

  it.each([
    [['why', 'my-strategy', 'abc-1'], 2, "came 'abc-1', which is not in a backtest of my-strategy"],
    [['why', '12d916o-3'], 1, 'expected the profile that 12d916o-3 is of'],
    [['why', 'my-strategy', '--not', 'demo:BTC/USDT'], 1, 'expected --not and --at together'],
    [['why', 'my-strategy', '--not', 'demo:XX/USDT', '--at', '2026'], 4, 'demo:BTC/USDT), came'],
    [['why', 'my-strategy', '--session', '2020'], 2, 'no session of my-strategy'],
    [['why', 'my-strategy', '--at', 'soon', '--not', 'demo:BTC/USDT'], 1, '--at: expected a time'],
  ])('refuses %s', async (words, code, message) => {
    const ended = await siis(...words);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe('siis why of a paper session', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    write(
      'profiles/said.yaml',
      'instruments: [demo:BTC/USDT]\nstrategy: { use: ema-cross, params: { timeframe: 1m, fast: 3, slow: 7 } }\ndata: { source: synthetic, synthetic: { speed: 1000 } }\n',
    );
    const paper = start(process.execPath, [join(root, 'bin/siis.js'), 'paper', 'said', '--json'], { cwd: workspace });
    await paper.seen('"state":"opened"');
    paper.child.stdin!.write('close all\n');
    await paper.seen('"exitReason":"user"');
    paper.child.stdin!.write('pause\n');
    await paper.seen('paused');
    paper.child.kill('SIGKILL');
    await once(paper.child, 'close');
  }, 60_000);

  it('tells that a person closed the trade, and paused the strategy', async () => {
    const { trades } = (await json('why', 'said')) as unknown as Listed;
    const { id } = trades.find(({ reason }) => reason === 'user')!;
    const { stdout } = await siis('why', 'said', id);
    expect(stdout).toMatch(/in the paper session .*a person said \(line\): close.*a person closed it/s);
    const idle = await json('why', 'said', '--not', 'demo:BTC/USDT', '--at', '2030');
    expect(JSON.stringify(idle)).toMatch(/"kind":"over".*"kind":"paused"/);
  });

  it('can be verified, and goes on, although orders filled at the very moment of a command', async () => {
    expect(await json('verify', 'said')).toMatchObject({ identical: true });
    const on = await run(process.execPath, [join(root, 'bin/siis.js'), 'paper', 'said', '--for', '500ms'], {
      cwd: workspace,
    });
    expect([on.code, on.stdout]).toEqual([0, expect.stringContaining('goes on where it was left')]);
  });
});
