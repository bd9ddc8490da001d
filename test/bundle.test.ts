import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeBundle, encodeBundle } from '../src/system/bundle/format.ts';
import { useWorkspace, workspace, write } from './support/cli-workspace.ts';
import { runSiis } from './support/run-siis.ts';

useWorkspace();

const siis = (...args: string[]) => runSiis(args, { cwd: workspace });
const file = (name: string): string => join(workspace, name);

/** The same bundle with some of its text changed. */
function edit(from: string, to: string, change: (text: string) => string): void {
  const bundle = decodeBundle(readFileSync(file(from)), from);
  const files = bundle.files.map((each) => {
    // What is no text does not survive being read as one.
    if (!each.path.endsWith('.ts')) return each;
    return { ...each, bytes: Buffer.from(change(Buffer.from(each.bytes, 'base64').toString())).toString('base64') };
  });
  writeFileSync(file(to), encodeBundle({ ...bundle, files }));
}

describe('a bundle of a backtest', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    mkdirSync(file('strategies/lib'));
    write('strategies/lib/percent.ts', 'export const stop = { percent: 1 };\n');
    const code = readFileSync(file('strategies/my-strategy.ts'), 'utf8');
    write('strategies/helped.ts', `import { stop } from './lib/percent.ts';\nexport const own = stop;\n${code}`);
    const profile = readFileSync(file('profiles/my-strategy.yaml'), 'utf8');
    write('profiles/helped.yaml', profile.replaceAll('my-strategy', 'helped'));
    const made = await siis(
      'backtest',
      'helped',
      '--bundle',
      'x.siis',
      '--set',
      'sizing.value=20',
      '--to',
      '2026-01-04',
    );
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('wrote x.siis') });
  }, 60_000);

  it('holds the profile and every file of the strategies', () => {
    const { files, results } = decodeBundle(readFileSync(file('x.siis')), 'x.siis');
    expect(files.map(({ path }) => path)).toEqual(['profile/helped.yaml', 'source/helped.ts', 'source/lib/percent.ts']);
    expect(results).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), orders: expect.any(Number) });
  });

  it('comes to the same orders elsewhere, whatever became of profile and source', async () => {
    write('elsewhere.txt', '');
    mkdirSync(file('other/profiles'), { recursive: true });
    const again = await runSiis(['backtest', file('x.siis'), '--data', file('data'), '--json'], { cwd: file('other') });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('reproduced: the orders of')]);
    const { results } = decodeBundle(readFileSync(file('x.siis')), 'x.siis');
    expect(again.stdout).toContain(String(results['hash']));
  });

  it('names the source where that was changed', async () => {
    edit('x.siis', 'source.siis', (text) => text.replace("'short'", "'long'"));
    const { code, stderr } = await siis('backtest', 'source.siis');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/expected the hash .*the source changed: source\/helped\.ts is not what it was/),
    ]);
  });

  it('names the data where those changed', async () => {
    const made = await siis('init', 'moved');
    expect(made.code).toBe(0);
    const exported = await siis('export', 'demo:BTC/USDT', '--bars', '1m', '--from', '2026-01-02', '--out', 'bars.csv');
    expect(exported.code).toBe(0);
    const stored = await siis('import', 'bars.csv', '--instrument', 'demo:BTC/USDT', '--data', 'moved/bars');
    expect(stored).toMatchObject({ code: 0 });
    const { code, stderr } = await siis('backtest', 'x.siis', '--data', 'moved/bars');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/the store has no trade ticks of demo:BTC\/USDT/)]);
  });

  it('names siis and Node where these changed', async () => {
    const tree = JSON.parse(gunzipSync(readFileSync(file('x.siis'))).toString()) as Record<string, unknown>;
    const other = { ...tree, siis: '0.0.9', node: 'v20.1.0', results: { hash: 'none', orders: 0 } };
    writeFileSync(file('old.siis'), gzipSync(JSON.stringify(other)));
    const { code, stderr } = await siis('backtest', 'old.siis');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/siis is .*, was 0\.0\.9; Node is v.*, was v20\.1\.0/)]);
  });

  it.each([
    [['backtest', 'x.siis', '--seed', '3'], 1, 'a bundle is run as it is: expected no --seed beside x.siis'],
    [['backtest', 'none.siis'], 2, 'expected a bundle'],
    [['verify', 'x.siis'], 1, 'a bundle of a backtest is run again with: siis backtest'],
  ])('refuses %s', async (words, code, message) => {
    const ended = await siis(...words);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe('a bundle of a paper session', { timeout: 90_000 }, () => {
  it('can be verified without the session, and tells a record that was changed', async () => {
    expect((await siis('paper', 'my-strategy', '--for', '1s', '--set', 'data.synthetic.speed=20000', '-q')).code).toBe(
      0,
    );
    const made = await siis('bundle', 'my-strategy', '--out', 's.siis');
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^wrote s\.siis: session .*, \d+ orders/)]);
    const verified = await siis('verify', 's.siis', '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ identical: true });
    edit('s.siis', 'changed.siis', (text) => text.replace("'short'", "'long'"));
    const changed = await siis('verify', 'changed.siis');
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining('the strategy my-strategy changed')]);
  });
});
