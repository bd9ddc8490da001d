import ts from 'typescript';
import { faultsOf, matchesOf, type Source } from './source.ts';

/** A rule about the text of the project that no other tool checks, with files that must and must not break it. */
export interface TidyRule {
  readonly name: string;
  readonly applies: (path: string) => boolean;
  readonly faults: (source: Source) => string[];
  readonly broken: readonly Source[];
  readonly sound: readonly Source[];
}

const isTest = (path: string): boolean => /\.test\.ts$|^test\//.test(path);
const isCode = (path: string): boolean => /\.(?:[cm]?[jt]s|tsx)$/.test(path) && !path.endsWith('.d.ts');
const isProgram = (path: string): boolean => /^(?:src|bin)\//.test(path) && isCode(path) && !isTest(path);
const inFolders = (folders: string): ((path: string) => boolean) => {
  const pattern = new RegExp(`^src/(?:${folders.replaceAll(' ', '|')})/`);
  return (path) => isProgram(path) && pattern.test(path);
};

/** Where waiting is allowed although the folder belongs to the engine: the start and the stop of services. */
const waits = /^src\/bus\/(?:service|lifecycle)[^/]*\.ts$/;
/** Where the wall clock is allowed: its one door, progress bars, workers that time themselves for the watchdog, and the launcher. */
const clocks = /^bin\/siis\.js$|^src\/bus\/clock\.ts$|^src\/tool\/(?:[^/]+\/)*progress[^/]*\.ts$|-worker\.ts$/;

const inEngine = inFolders('util market bar indicator statistic bus strategy trader');
const inDocumented = inFolders(
  'util market bar indicator statistic bus watcher trader strategy database notifier watchdog',
);

const modes = new Set(['backtest', 'paper', 'live', 'replay']);
const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const wallClock = new Set(['Date.now', 'performance.now', 'process.hrtime', 'process.uptime', 'Temporal.Now']);
const chance = /^(?:getRandomValues|random(?:Bytes|UUID|Int|Fill|FillSync))$/;

function awaits(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node)) return 'await';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  return ts.isForOfStatement(node) && node.awaitModifier !== undefined ? 'for await' : undefined;
}

function readsWallClock(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && wallClock.has(node.getText())) return node.getText();
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
    return 'new Date()';
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()';
  if (ts.isStringLiteral(node) && /^(?:node:)?timers(?:\/promises)?$/.test(node.text)) return node.text;
  const isName = ts.isIdentifier(node) && timers.has(node.text);
  return isName && !ts.isMethodSignature(node.parent) ? node.getText() : undefined;
}

function drawsByChance(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  return ts.isIdentifier(node) && chance.test(node.text) ? node.text : undefined;
}

const isMode = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && modes.has(node.text);

/** A mode's name as a value. In a path of keys, such as `['paper', 'fees', 0]`, it is the name of a profile's section. */
function namesMode(node: ts.Node): string | undefined {
  if (!isMode(node)) return undefined;
  const { parent } = node;
  const inPath = ts.isArrayLiteralExpression(parent) && parent.elements.length > 1;
  return inPath && parent.elements.filter(isMode).length === 1 ? undefined : node.getText();
}

/** A face may have a verb of the name, but what it does must not depend on a comparison with one. */
function branchesOnMode(node: ts.Node): string | undefined {
  if (!isMode(node)) return undefined;
  const { parent } = node;
  const compares = ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText());
  return compares || ts.isCaseClause(parent) ? parent.getText().split('\n')[0] : undefined;
}

function isUndocumented(node: ts.Node): string | undefined {
  const declares =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableStatement(node);
  if (!declares || !ts.isSourceFile(node.parent)) return undefined;
  if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return undefined;
  if (ts.getJSDocCommentsAndTags(node).length > 0 || isOverload(node) || describesItself(node)) return undefined;
  return `${node.getText().split('\n')[0]} has no docstring`;
}

/** `export const ema = definePriceIndicator({ …, description: '…' })`: a definition carries its own words. */
function describesItself(node: ts.Node): boolean {
  if (!ts.isVariableStatement(node)) return false;
  const { initializer } = node.declarationList.declarations[0]!;
  const defined = initializer !== undefined && ts.isCallExpression(initializer) ? initializer : undefined;
  return (
    defined !== undefined &&
    /^define[A-Z]/.test(defined.expression.getText()) &&
    /\b(?:title|description):/.test(defined.getText())
  );
}

/** The second and later signatures of a function share the first one's docstring. */
function isOverload(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) || !ts.isSourceFile(node.parent)) return false;
  const before = node.parent.statements[node.parent.statements.indexOf(node) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text;
}

/** The compiler rewrites the endings of imports, not those of URLs: in `dist/` there is no such file. */
function namesSourceUrl(node: ts.Node): string | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined;
  const first = node.arguments?.[0];
  return first !== undefined && ts.isStringLiteralLike(first) && first.text.endsWith('.ts') ? first.text : undefined;
}

function planted(path: string, ...texts: readonly string[]): Source[] {
  return texts.map((text) => ({ path, text }));
}

const lines = (count: number): string => 'export {};\n'.repeat(count);

/** Every rule of the tidy test. */
export const tidyRules: readonly TidyRule[] = [
  {
    name: 'the engine runs to completion: no await, no async',
    applies: (path) => inEngine(path) && !waits.test(path),
    faults: (source) => faultsOf(source, awaits),
    broken: planted('src/trader/x.ts', 'const f = async () => 1;', 'await g();', 'for await (const x of y) f(x);'),
    sound: planted('src/trader/x.ts', '/** Never awaits: no `await`, no async. */\nconst text = "await async";'),
  },
  {
    name: 'the wall clock and timers stand behind src/bus/clock.ts',
    applies: (path) => isProgram(path) && !clocks.test(path),
    faults: (source) => faultsOf(source, readsWallClock),
    broken: planted(
      'src/watcher/x.ts',
      'const now = Date.now();',
      'const now = new Date();',
      'const now = new Date;',
      'const text = Date();',
      'const t = performance.now();',
      'const t = process.hrtime.bigint();',
      'setTimeout(f, 10);',
      'globalThis.setInterval(f, 10);',
      "import { setImmediate } from 'node:timers';",
      "import { scheduler } from 'node:timers/promises';",
    ),
    sound: planted('src/watcher/x.ts', 'const day = new Date(time); // not Date.now()', 'const day = Date.UTC(2026);'),
  },
  {
    name: 'chance comes from a seeded Random',
    applies: isCode,
    faults: (source) => faultsOf(source, drawsByChance),
    broken: planted(
      'src/trader/x.ts',
      'const x = Math.random();',
      'const x = crypto.getRandomValues(bytes);',
      "import { randomUUID } from 'node:crypto';",
      'const x = crypto.randomBytes(4);',
    ),
    sound: planted('src/trader/x.ts', 'const x = random.next(); // never Math.random()'),
  },
  {
    name: 'only the composition knows the modes by name',
    applies: (path) => isProgram(path) && !/^src\/(?:system|tool)\//.test(path),
    faults: (source) => faultsOf(source, namesMode),
    broken: planted(
      'src/trader/x.ts',
      "if (mode === 'live') f();",
      "type Mode = 'paper' | undefined;",
      'f(`replay`);',
      "z.enum(['paper', 'live']);",
    ),
    sound: planted(
      'src/trader/x.ts',
      "import { f } from './live.ts';\nconst text = 'a live feed'; f({ paper: 1 }, ['paper', 'fees']);",
    ),
  },
  {
    name: 'a face never branches on the name of a mode',
    applies: (path) => isProgram(path) && path.startsWith('src/tool/'),
    faults: (source) => faultsOf(source, branchesOnMode),
    broken: planted('src/tool/x.ts', "if (mode === 'live') f();", "switch (mode) { case 'paper': f(); }"),
    sound: planted('src/tool/x.ts', "program.command('backtest');"),
  },
  {
    name: 'a file has 400 lines at most',
    applies: isCode,
    faults: ({ path, text }) =>
      text.split('\n').length > 401 ? [`${path}: ${text.split('\n').length - 1} lines`] : [],
    broken: [...planted('src/util/x.ts', lines(401)), ...planted('src/util/x.test.ts', lines(401))],
    sound: planted('src/util/x.ts', lines(400)),
  },
  {
    name: 'every export of the floors up to the services says what it means',
    applies: inDocumented,
    faults: (source) => faultsOf(source, isUndocumented),
    broken: planted(
      'src/util/x.ts',
      'export function f(): void {}',
      'export class C {}',
      '// no docstring\nexport const x = 1;',
      '/** Fits. */\nexport type A = 1;\nexport type B = 2;',
      'export interface I {}',
      "export const ema = defineIndicator({ name: 'ema' });",
    ),
    sound: planted(
      'src/util/x.ts',
      '/** Fits. */\nexport function f(x: 1): 1;\nexport function f(x: 2): 2;\nexport function f(x: 1 | 2): 1 | 2 {\n  return x;\n}',
      "export { a } from './a.ts';",
      "export const ema = defineIndicator({ name: 'ema', description: 'Exponential moving average' });",
      'function hidden(): void {}',
    ),
  },
  {
    name: 'a worker is named without its ending, which differs in dist/',
    applies: (path) => isProgram(path) && path.endsWith('.ts'),
    faults: (source) => faultsOf(source, namesSourceUrl),
    broken: planted('src/system/x.ts', "new Worker(new URL('./shard-worker.ts', import.meta.url));"),
    sound: planted('src/system/x.ts', "new URL('../../package.json', import.meta.url);"),
  },
  {
    name: 'nothing is left for later, and no test is left alone',
    applies: isCode,
    faults: (source) =>
      source.path.includes('tidy-rules') ? [] : matchesOf(source, /\b(?:TODO|FIXME|XXX)\b|\.only\(/),
    broken: planted('src/util/x.ts', '// TODO: round', "it.only('adds', () => {});"),
    sound: planted('src/util/x.ts', '// All done.'),
  },
  {
    name: 'no path or host of the machine it was written on',
    applies: () => true,
    faults: (source) =>
      source.path.includes('tidy-rules')
        ? []
        : matchesOf(
            source,
            /(?<![\w.])\/(?:work|home|root|Users)\/\w|[A-Z]:\\Users|\bregistry\.\w+\.\w+|\bnpm\.pkg\b|\.\.\/shared\/(?!data)/i,
          ),
    broken: planted(
      'docs/guide/x.md',
      'see /work/main/README.md',
      'in /home/me/siis',
      'C:\\Users\\me',
      'https://registry.npmjs.org/siis',
      'npm.pkg.github.com',
    ),
    sound: planted('docs/guide/x.md', 'in ~/.cache/siis, a network/path, https://siis.example/home/'),
  },
];
