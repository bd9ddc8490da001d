import { copyFileSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { Random } from '../src/util/random.ts';
import { type Block, blocks, page, tableNames, toWords } from './support/doc-pages.ts';
import { run } from './support/program.ts';

import { type Ended, runSiis } from './support/run-siis.ts';
import { root } from './support/source.ts';
import { zipOf } from './support/zip-of.ts';
import { all, newBot, newFolder, copyOf, useDocPlaces } from './support/doc-places.ts';

useDocPlaces();

const many = 120_000;

let exampleBot: Promise<string> | undefined;

// What runs the program stands together, so that it runs side by side.

it.concurrent(
  'pictures show what the program prints now (else: npx node scripts/capture.js)',
  async () => {
    const { code, stderr } = await run(process.execPath, [join(root, 'scripts/capture.js'), '--check']);
    expect([code, stderr]).toEqual([0, '']);
  },
  many,
);

it.concurrent('the README says how many bytes a tick takes', { timeout: many }, async () => {
  const folder = await newBot();
  const file = join(folder, 'data/ticks/demo/BTC_USDT/2026-01.trade.ticks');
  const { stdout } = await runSiis(['check', 'data', '--json'], { cwd: folder });
  const { coverage } = JSON.parse(stdout) as { coverage: { count: number }[] };
  const bytes = statSync(file).size / coverage[0]!.count;
  expect(bytes).toBeGreaterThan(4);
  expect(bytes).toBeLessThan(6);
});

describe.concurrent('commands that pages show run', () => {
  it.each(runBlocks())(
    '%s',
    async (_where, block) => {
      const place = { path: await startOf(block), state: block.info.slice(2).join(' ') };
      for (const line of block.text.split('\n').filter((each) => each.trim() !== '')) {
        const wanted = Number(/# exit (\d+)$/.exec(line)?.[1] ?? 0);
        // oxlint-disable-next-line no-await-in-loop -- one after the other, as a reader would
        const { code, stderr } = await runLine(line, place);
        expect(code, `${line}\n${stderr}`).toBe(wanted);
      }
    },
    many,
  );
});

describe.concurrent('what the guides say of JSON is what comes out', () => {
  const guide = page('docs/guide/backtesting.md');
  const data: { folder?: Promise<string> } = {};
  const workspace = (): Promise<string> => (data.folder ??= newBot());
  const json = async (...args: string[]): Promise<unknown> => {
    const { stdout, code, stderr } = await runSiis([...args, '--json', '--quiet'], { cwd: await workspace() });
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };

  it('of a backtest', { timeout: many }, async () => {
    const run = (await json('backtest', 'my-strategy')) as Record<string, unknown>;
    const first = (value: unknown): object => (value as object[])[0]!;
    const tables: [string, object][] = [
      ['### `siis backtest --json`', run],
      ['| field of `run` |', run['run'] as object],
      ['| field of a trade |', first(run['trades'])],
      ['| field of an order |', first(run['orders'])],
      ['| field of `speed` |', run['speed'] as object],
    ];
    for (const [title, value] of tables) {
      expect(tableNames(guide, title).toSorted(), title).toEqual(Object.keys(value).toSorted());
    }
  });

  it('of a paper session', { timeout: many }, async () => {
    const cwd = await workspace();
    const { stdout } = await runSiis(
      ['paper', 'my-strategy', '--for', '4s', '--json', '--set', 'strategy.params.timeframe=1m'],
      { cwd },
    );
    const rows = guide.text.slice(guide.text.indexOf('| `type` |')).split('\n\n')[0]!.split('\n');
    const known = new Map(
      rows
        .map((row) => row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)))
        .map((cells) => [cells[1]?.[0], cells[2] ?? []]),
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const types = new Set(lines.map((line) => line['type']));
    expect([...types]).toEqual(expect.arrayContaining(['signal', 'order', 'fill', 'trade', 'status']));
    const faults = lines.flatMap((line) =>
      Object.keys(line)
        .filter((key) => !['type', 'time', 'sequence', ...(known.get(String(line['type'])) ?? [])].includes(key))
        .map((key) => `${String(line['type'])}.${key}`),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('of indicators and exports', { timeout: many }, async () => {
    const range = ['--to', '2026-01-01T12'];
    const values = (await json(
      'indicator',
      'stochastic',
      '-i',
      'demo:BTC/USDT',
      '--timeframe',
      '5m',
      ...range,
    )) as object[];
    expect(values[0]).toEqual({ time: Date.UTC(2026, 0, 1), value: null });
    expect(values.at(-1)).toMatchObject({ value: { k: expect.any(Number), d: expect.any(Number) } });
    for (const [title, words] of [
      ['--bars 1h', ['--bars', '1h']],
      ['`--ticks`, trades', ['--ticks']],
    ] as const) {
      const cwd = await workspace();
      const { stdout } = await runSiis(['export', 'demo:BTC/USDT', ...words, ...range, '--format', 'jsonl'], { cwd });
      const row = guide.text.split('\n').find((each) => each.startsWith('|') && each.includes(title))!;
      const names = [
        ...row
          .split('|')[2]!
          .replaceAll(/\(.*?\)/g, '')
          .matchAll(/`([^`]+)`/g),
      ].map((match) => match[1]);
      expect(Object.keys(JSON.parse(stdout.split('\n')[0]!) as object)).toEqual(names);
    }
  });
});

describe.concurrent('examples', () => {
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'));

  it('compile, and so do the signals that pages show', { timeout: many }, () => {
    const signals = all.flatMap((each) => blocks(each, 'ts', 'signals')).map(({ text }) => text);
    const extra = `import { defineStrategy, z } from 'siis';\nexport default defineStrategy({ name: 'x', params: z.strictObject({}), setup: () => ({ onBar: () => [\n${signals.join('\n')}\n] }) });\n`;
    expect(signals.length).toBeGreaterThan(0);
    expect(compile([...examples.map((name) => join(root, 'examples', name))], extra)).toEqual([]);
    expect(compile([], extra.replace("kind: 'cancel'", "kind: 'cancle'"))).not.toEqual([]);
  });

  it.each(examples)(
    '%s trades in a backtest, and does not look ahead',
    async (name) => {
      const cwd = await withExamples();
      const profile = basename(name, '.ts');
      const { stdout, stderr } = await runSiis(['backtest', profile, '--json', '--quiet'], { cwd });
      expect(stderr).toBe('');
      expect((JSON.parse(stdout) as { trades: unknown[] }).trades.length).toBeGreaterThan(4);
      const check = await runSiis(['check', 'lookahead', profile, '--cuts', '1'], { cwd });
      expect(check.code, check.stdout + check.stderr).toBe(0);
    },
    many,
  );
});

function runBlocks(): [string, Block][] {
  return all
    .flatMap((each) => blocks(each, 'sh', 'run'))
    .map((block): [string, Block] => [`${block.page}:${block.line}`, block]);
}

/** The folder that a block begins in, with the files that it names. */
async function startOf({ info }: Block): Promise<string> {
  const [, , where, ...files] = info;
  const folder = where === 'init' ? await newBot() : where === 'examples' ? await withExamples() : newFolder();
  for (const file of files) writeFileSync(join(folder, file), monthOfBars(file));
  return folder;
}

/** A workspace with the examples, and data of both markets that they name. */
async function withExamples(): Promise<string> {
  exampleBot ??= addExamples();
  return copyOf(await exampleBot);
}

async function addExamples(): Promise<string> {
  const folder = await newBot();
  for (const name of readdirSync(join(root, 'examples'))) {
    if (name.endsWith('.ts')) copyFileSync(join(root, 'examples', name), join(folder, name));
  }
  for (const name of readdirSync(join(root, 'examples/profiles'))) {
    copyFileSync(join(root, 'examples/profiles', name), join(folder, 'profiles', name));
  }
  await runSiis(['export', 'demo:BTC/USDT', '--bars', '1m', '--out', 'eth.csv'], { cwd: folder });
  const { code, stderr } = await runSiis(['import', 'eth.csv', '-i', 'demo:ETH/USDT'], { cwd: folder });
  expect(code, stderr).toBe(0);
  return folder;
}

/** A month of one-minute bars in the form in which Binance publishes them, packed. */
function monthOfBars(name: string): Buffer {
  const random = new Random(name);
  const rows: string[] = [];
  let price = 9_000_000;
  for (let k = 0; k < 31 * 1440; k++) {
    const start = Date.UTC(2026, 0, 1) + k * 60_000;
    const open = price;
    price = Math.round(price * (1 + 0.0005 * random.normal()));
    const [high, low] = [Math.max(open, price) + random.below(900), Math.min(open, price) - random.below(900)];
    const text = [open, high, low, price].map((each) => (each / 100).toFixed(2)).join(',');
    rows.push(`${start}000,${text},${(random.next() * 9).toFixed(5)},${start + 59_999}999,0.00,1,0.00000,0.00,0`);
  }
  return zipOf({ [name.replace('.zip', '.csv')]: `${rows.join('\n')}\n` });
}

/** A folder, and how it came to be: folders of one state hold the same. */
interface ShownPlace {
  path: string;
  state: string;
}

/** Commands that change nothing, by the state they ran in: several pages show the same ones. */
const ran = new Map<string, Promise<Ended>>();

const changesNothing = /^siis (?:check|config|backtest(?!.*--report))\b/;

/** Runs a line of a block: `cd`, or `siis` with its words. */
async function runLine(line: string, place: ShownPlace): Promise<Ended> {
  const [program, ...words] = toWords(line);
  if (program !== 'cd' && program !== 'siis')
    throw new Error(`a block marked as run holds siis commands only: ${line}`);
  const key = `${place.state}; ${line}`;
  if (program === 'siis' && changesNothing.test(line)) {
    const running = ran.get(key) ?? runSiis(words, { cwd: place.path });
    ran.set(key, running);
    return running;
  }
  // What `siis init` makes in an empty folder is what blocks marked with `init` begin with.
  place.state = /^empty; siis init ([\w-]+); cd \1$/.test(key) ? 'init' : key;
  if (program === 'siis') return runSiis(words, { cwd: place.path });
  place.path = join(place.path, words[0]!);
  return { code: 0, stdout: '', stderr: '' };
}

/** What the compiler says of strategy files, with the options that a workspace has. */
function compile(files: readonly string[], extra: string): string[] {
  const folder = newFolder();
  writeFileSync(join(folder, 'extra.ts'), extra);
  const program = ts.createProgram([...files, join(folder, 'extra.ts')], {
    ...ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')).config,
      ts.sys,
      root,
    ).options,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noUnusedLocals: false,
    types: [],
    paths: { siis: [join(root, 'src/index.ts')] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
