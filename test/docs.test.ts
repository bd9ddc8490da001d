import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { loadProfile } from '../src/config/load.ts';
import { profileSchema } from '../src/config/profile.ts';
import { schemaAt } from '../src/config/schema/walk.ts';
import { commands } from '../src/command/index.ts';
import { indicators } from '../src/indicator/index.ts';
import { catalog } from '../src/strategy/catalog/index.ts';
import { verbs } from '../src/tool/verb/index.ts';
import { commonOptions } from '../src/tool/verb/shared-options.ts';
import { Random } from '../src/util/random.ts';
import {
  anchors,
  type Block,
  blocks,
  codeSpans,
  commandLines,
  links,
  type Page,
  page,
  pages,
  tableNames,
  toWords,
} from './support/doc-pages.ts';
import { run } from './support/program.ts';
import { type Ended, runSiis } from './support/run-siis.ts';
import { root } from './support/source.ts';
import { nativeImport } from './support/workspace.ts';
import { zipOf } from './support/zip-of.ts';

/** Blocks of pages are told apart by the words after the backticks:
 *
 * - `sh run init`: run here, in a new workspace; `empty`: in an empty folder; `examples`: in a copy of examples/. Names of
 *   files that follow are made first. `# exit 4` after a command is the exit code it must end with; else it is 0.
 * - `ts from FILE`: stands so in that file. `ts signals`: a list of signals. All other `ts` is refused.
 * - `yaml profile`: a whole profile. `yaml part`: sections of one. All other `yaml` is looked at as a part as well.
 */
const all = pages();
const readme = page('README.md');
const many = 120_000;
/** Everything that these tests write, until they are over: they run side by side. */
const scratch = mkdtempSync(join(tmpdir(), 'siis-docs-'));
let made = 0;
let bot: Promise<string> | undefined;
let exampleBot: Promise<string> | undefined;

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('pages', () => {
  it.each(all.map((each): [string, Page] => [each.path, each]))('%s links to what is there', (path, each) => {
    const broken = links(each).filter((link) => !leadsSomewhere(path, link));
    expect(broken).toEqual([]);
  });

  it.each(all.map((each): [string, Page] => [each.path, each]))('%s shows commands that exist', (_path, each) => {
    expect(commandLines(each).flatMap(commandFaults)).toEqual([]);
    const scripts = [...each.text.matchAll(/\bnpm (?:run )?([a-z:]+)/g)].map((match) => match[1]!);
    const known = [...Object.keys(packageJson.scripts), 'ci', 'install', 'link', 'pack'];
    const isScript = (name: string): boolean => /^(?:start|test|run|[a-z]+:)/.test(name);
    expect(scripts.filter((name) => isScript(name) && !known.includes(name.replace(/:$/, '')))).toEqual([]);
  });

  it('name files of the sources that exist', () => {
    const spans = [
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      ...all.map(({ path }) => path).filter((path) => path.startsWith('docs/decision')),
    ]
      .flatMap((path) => codeSpans(page(path)))
      .filter((span) => /^(?:[a-z-]+\/)+[\w-]*(?:\.\w+)*$/.test(span) && !/[xX]\.|^(?:dist\/|n\/a)$/.test(span));
    const places = ['', 'src', 'docs'];
    const planned = /^(?:src\/)?(?:connector|monitor|notifier|view|watchdog|terminal)\//;
    expect(
      spans.filter((span) => !planned.test(span) && !places.some((place) => existsSync(join(root, place, span)))),
    ).toEqual([]);
  });

  it('name keys of a profile that exist', () => {
    const sections = new Set(['paper', 'data', 'account', 'sizing', 'limits', 'trade', 'report', 'markets']);
    const faults = all.flatMap((each) =>
      codeSpans(each)
        .map((span) => /^([a-z]+)((?:\.(?:\w+|\*))+)(?::.*)?$/.exec(span))
        .filter((match) => match !== null && sections.has(match[1]!))
        .map((match) => `${match![1]}${match![2]}`)
        .filter((key) => !isProfileKey(key) && !/\.(?:ts|json|yaml|html)$/.test(key))
        .map((key) => `${each.path}: ${key}`),
    );
    expect(faults).toEqual([]);
  });

  it('show code that stands in a file, or compiles', () => {
    const shown = all.flatMap((each) => blocks(each, 'ts'));
    const faults = shown.filter(
      ({ info, text }) => info[1] !== 'signals' && !(info[1] === 'from' && isPartOf(text, info[2]!)),
    );
    expect(faults.map(({ page: where, line }) => `${where}:${line}`)).toEqual([]);
  });

  it.each(yamlBlocks())('%s is accepted', async (_where, { info, text }) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'profiles'));
    mkdirSync(join(folder, 'strategies'));
    writeFileSync(join(folder, 'profiles/shown.yaml'), info[1] === 'profile' ? text : completed(text));
    copyFileSync(join(root, 'examples/write-a-strategy.ts'), join(folder, 'strategies/mine.ts'));
    const loaded = await loadProfile('shown', { workspace: folder, env: {}, importModule: nativeImport });
    expect(loaded.strategies.length).toBeGreaterThan(0);
  });
});

describe('the README', () => {
  it('is at most 200 lines', () => {
    expect(readme.text.split('\n').length).toBeLessThanOrEqual(201);
  });

  it('counts what there is', () => {
    const words = [
      'no',
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
      'ten',
      'eleven',
      'twelve',
    ];
    expect(readme.text).toContain(`${words[Object.keys(catalog).length]} come with it`);
    expect(readme.text).toContain(`| ${Object.keys(indicators).length}, checked against`);
  });

  it('says of reports what a report shows', () => {
    // The picture is compared with the program below.
    const shown = readFileSync(join(root, 'docs/images/backtest.svg'), 'utf8').replaceAll(/<[^>]*>/g, '\n');
    const conventions = /Every report names its conventions first: `([^`]+)`/.exec(readme.text)![1]!;
    expect(shown).toMatch(new RegExp(`siis backtest my-strategy\\s+conventions: ${conventions}`));
    for (const part of ['Buy and hold', 'n/a (']) expect(shown).toContain(part);
  });

  it('says how many bytes a tick takes', async () => {
    const folder = await newBot();
    const file = join(folder, 'data/ticks/demo/BTC_USDT/2026-01.trade.ticks');
    const { stdout } = await runSiis(['check', 'data', '--json'], { cwd: folder });
    const { coverage } = JSON.parse(stdout) as { coverage: { count: number }[] };
    const bytes = statSync(file).size / coverage[0]!.count;
    expect(bytes).toBeGreaterThan(4);
    expect(bytes).toBeLessThan(6);
  });

  it('has its figures of speed from the benchmark, with machine and date', () => {
    const part = /<!-- bench:[^>]*-->\n([\s\S]*?)<!-- \/bench -->/.exec(readme.text)?.[1] ?? '';
    expect(part).toMatch(/`npm run bench\b[^`]*`/);
    expect(part).toMatch(/\b20\d\d-\d\d-\d\d\b/);
    const outside = readme.text.replace(part, '').replaceAll(/```[\s\S]*?```/g, '');
    expect(outside).not.toMatch(/\d ?(?:M |million |k )?(?:ticks|bars)(?: a second|\/s)/);
  });
});

it('the page of the paper venue holds the rules that its test proves, in the same words (-u writes them)', async () => {
  const { text } = page('docs/paper-venue.md');
  const source = readFileSync(join(root, 'test/paper-venue.test.ts'), 'utf8');
  const rules = [...source.matchAll(/^ {2}it\('([A-Z])(\d+) (.+)', async/gm)].map(([, letter, number, words]) => ({
    letter: letter!,
    row: `| ${letter}${number} | ${words} |`,
  }));
  expect(rules.length).toBeGreaterThan(50);
  const fresh = text.replaceAll(/(?:^\| ([A-Z])\d+ \| .* \|\n)+/gm, (_rows, letter: string) =>
    rules
      .filter((rule) => rule.letter === letter)
      .map(({ row }) => `${row}\n`)
      .join(''),
  );
  for (const { row } of rules) expect(fresh).toContain(row);
  await expect(fresh).toMatchFileSnapshot(join(root, 'docs/paper-venue.md'));
});

it('first steps list the commands of a running session', () => {
  const shown = tableNames(page('docs/guide/first-steps.md'), '### While it runs').map((span) => span.split(' ')[0]);
  expect([...new Set(shown)].toSorted()).toEqual(Object.keys(commands).toSorted());
});

// What runs the program stands together, so that it runs side by side.

it.concurrent(
  'pictures show what the program prints now (else: npx node scripts/capture.js)',
  async () => {
    const { code, stderr } = await run(process.execPath, [join(root, 'scripts/capture.js'), '--check']);
    expect([code, stderr]).toEqual([0, '']);
  },
  many,
);

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

/** True when a link of a page leads to a file, and to a heading in it where it names one. The web is not asked. */
function leadsSomewhere(path: string, link: string): boolean {
  if (/^(?:https?|mailto):/.test(link)) return true;
  const [file, anchor] = link.split('#') as [string, string?];
  const target = file === '' ? path : normalize(join(dirname(path), file)).replaceAll('\\', '/');
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchors(page(target)).includes(anchor);
}

/** What is wrong with a `siis …` that a page shows; words in capitals stand for the reader's own. */
function commandFaults(words: readonly string[]): string[] {
  const named = words.filter((word) => !word.startsWith('-'));
  if (named.length === 0 || named[0] === 'help' || /^(?:VERB|IDENTITY|<)/.test(named[0]!)) return [];
  // Spellings of other programs are documented once, in the commands page.
  if (words[0]!.startsWith('-')) return [];
  const verb =
    verbs.find(({ name }) => name === named.slice(0, 2).join(' ')) ?? verbs.find(({ name }) => name === named[0]);
  if (verb === undefined) return [`siis ${words.join(' ')}: no such verb`];
  const flags = [...verb.options, ...commonOptions].flatMap(({ flags: each }) => each.split(/[ ,]+/));
  return words
    .filter((word) => /^--?[a-z]/.test(word) && !flags.includes(word.split('=')[0]!) && word !== '--help')
    .map((word) => `siis ${words.join(' ')}: no option ${word}`);
}

/** True for a path of the profile's schema; `*` and list entries as the reference writes them. */
function isProfileKey(key: string): boolean {
  return schemaAt(profileSchema, key.replaceAll('[]', '.0').split('.')) !== undefined;
}

/** True when a text stands in a file, whatever its indentation there. */
function isPartOf(text: string, file: string): boolean {
  const squeeze = (lines: string): string =>
    lines
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim();
  return squeeze(readFileSync(join(root, file), 'utf8')).includes(squeeze(text));
}

function yamlBlocks(): [string, Block][] {
  return all
    .flatMap((each) => blocks(each, 'yaml'))
    .map((block): [string, Block] => [`${block.page}:${block.line}`, block]);
}

/** Sections of a profile with what a profile must have beside them. */
function completed(part: string): string {
  const has = (keys: string): boolean => new RegExp(`^(?:${keys}):`, 'm').test(part);
  return [
    ...(has('instruments') ? [] : ['instruments: [binance:BTC/USDT]']),
    ...(has('strategies|strategy') ? [] : ['strategy: { use: ema-cross }']),
    part,
  ].join('\n');
}

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

function newFolder(): string {
  const folder = join(scratch, String(++made));
  mkdirSync(folder);
  return folder;
}

/** A copy of what `siis init` makes. */
async function newBot(): Promise<string> {
  bot ??= initialised();
  return copyOf(await bot);
}

/** A workspace with the examples, and data of both markets that they name. */
async function withExamples(): Promise<string> {
  exampleBot ??= addExamples();
  return copyOf(await exampleBot);
}

function copyOf(folder: string): string {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

async function initialised(): Promise<string> {
  const folder = newFolder();
  const { code, stderr } = await runSiis(['init', folder], { cwd: scratch });
  expect(code, stderr).toBe(0);
  return folder;
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
