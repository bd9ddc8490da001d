import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { loadProfile } from '../src/config/load.ts';
import { profileSchema } from '../src/config/profile.ts';
import { schemaAt } from '../src/config/schema/walk.ts';
import { commands } from '../src/command/index.ts';
import { indicators } from '../src/indicator/index.ts';
import { catalog } from '../src/strategy/catalog/index.ts';
import { verbs } from '../src/tool/verb/index.ts';
import { commonOptions } from '../src/tool/verb/shared-options.ts';
import {
  anchors,
  type Block,
  blocks,
  codeSpans,
  commandLines,
  links,
  type Page,
  page,
  tableNames,
} from './support/doc-pages.ts';
import { root } from './support/source.ts';
import { nativeImport } from './support/workspace.ts';
import { all, newFolder, useDocPlaces } from './support/doc-places.ts';

useDocPlaces();

const readme = page('README.md');

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
    const places = ['', 'src', 'src/system', 'docs'];
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
  const folder = join(root, 'test/paper-venue');
  const source = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const rules = [...source.join('\n').matchAll(/^ {2}it\('([A-Z])(\d+) (.+)', async/gm)]
    .map(([, letter, number, words]) => ({
      letter: letter!,
      number: Number(number),
      row: `| ${letter}${number} | ${words} |`,
    }))
    .toSorted((a, b) => a.number - b.number);
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

it('first steps show commands of a running session that there are', () => {
  const shown = tableNames(page('docs/guide/first-steps.md'), '### While it runs').map((span) => span.split(' ')[0]);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((name) => !Object.hasOwn(commands, name!))).toEqual([]);
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
