import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { catalog } from '../strategy/catalog/index.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import { SiisError } from '../util/errors.ts';
import { guardExit } from './exit-guard.ts';
import { loadFault } from './load-fault.ts';
import { isRecord, own } from './record.ts';
import { didYouMean } from '../util/suggest.ts';
import { displayPath, isFolder } from './workspace.ts';

const fileExtensions = ['.ts', '.mts', '.js', '.mjs'];

/** A strategy's code, and the file it came from; `undefined` for one of the catalog. */
export interface FoundStrategy {
  readonly definition: StrategyDefinition;
  readonly file: string | undefined;
}

/** Loads a module by its URL; tests hand in their own. */
export type ImportModule = (url: string) => Promise<unknown>;

export interface StrategyLookup {
  /** Folders that a relative path starts from, in order. */
  readonly base: readonly string[];
  readonly importModule?: ImportModule;
}

/**
 * Finds a strategy: a name of the catalog, or a .ts, .mts, .js or .mjs file anywhere on disk. A file imports
 * `defineStrategy`, `z` and the indicators from the bare name `siis`, without an install beside it, and hands out one
 * definition: its default export, else its only export that is one. A file is run once per process.
 *
 * @throws SiisError STRATEGY_INVALID: no such name or file; the file does not parse, throws, or holds no definition.
 */
export async function loadStrategy(use: string, lookup: StrategyLookup): Promise<FoundStrategy> {
  if (!isStrategyPath(use)) return { definition: fromCatalog(use), file: undefined };
  const file = findFile(use, lookup.base);
  const module = await importFile(file, lookup.importModule ?? ((url) => import(url)));
  return { definition: pickDefinition(module, file), file };
}

/**
 * The same for a file, at once: for code that was loaded nowhere yet. It must not wait at its top level.
 *
 * @throws SiisError STRATEGY_INVALID
 */
export function loadStrategyNow(file: string): FoundStrategy {
  serveOwnName();
  let module: unknown;
  try {
    module = createRequire(import.meta.url)(file);
  } catch (error) {
    throw loadFault(error, file);
  }
  return { definition: pickDefinition(module, file), file };
}

/** True when `use` names a file and not an entry of the catalog. */
export function isStrategyPath(use: string): boolean {
  return /[\\/]/.test(use) || fileExtensions.includes(extname(use));
}

/** Names of the strategies that come with the package, sorted. */
export function catalogNames(): string[] {
  return Object.keys(catalog).toSorted();
}

function fromCatalog(name: string): StrategyDefinition {
  const entry: unknown = Object.hasOwn(catalog, name) ? Reflect.get(catalog, name) : undefined;
  if (isDefinition(entry)) return entry;
  const known = catalogNames();
  throw new SiisError(
    'STRATEGY_INVALID',
    `expected a strategy file or one of ${known.join(', ')}; came '${name}'${didYouMean(name, known)}`,
  );
}

function findFile(use: string, bases: readonly string[]): string {
  const extension = extname(use);
  if (!fileExtensions.includes(extension)) {
    throw new SiisError('STRATEGY_INVALID', `expected a ${fileExtensions.join(', ')} file, came '${use}'`);
  }
  const places = isAbsolute(use) ? [use] : [...new Set(bases.map((base) => resolve(base, use)))];
  const file = places.find((each) => existsSync(each) && !isFolder(each));
  if (file !== undefined) return file;
  const where = places.map((each) => displayPath(each)).join(' or ');
  throw new SiisError('STRATEGY_INVALID', `expected a strategy file, came '${use}', which is not there: ${where}`);
}

async function importFile(file: string, importModule: ImportModule): Promise<unknown> {
  serveOwnName();
  try {
    return await importModule(pathToFileURL(file).href);
  } catch (error) {
    throw loadFault(error, file);
  }
}

/** This package's public surface, as seen from this file. */
const ownIndex = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
let isServing = false;

/** Makes the bare import `siis` work from any folder, and strategies good guests. Needed once in each thread. */
function serveOwnName(): void {
  if (isServing) return;
  isServing = true;
  guardExit();
  // Stdout carries results only: what a strategy prints goes where the log goes.
  const say = globalThis.console.error.bind(globalThis.console);
  Object.assign(globalThis.console, { log: say, info: say, debug: say, table: say, dir: say });
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'siis') return { url: ownIndex, shortCircuit: true };
      const found = next(specifier, context);
      noteImport(specifier, context.parentURL, found.url);
      const format = found.format === null || found.format === undefined ? formatOf(found.url) : undefined;
      return format === undefined ? found : { ...found, format };
    },
  });
}

/** What each module imports: files by their URLs, packages by their names. */
const imports = new Map<string, Set<string>>();

function noteImport(specifier: string, parent: string | undefined, url: string): void {
  if (parent === undefined || !isAuthors(parent) || url.startsWith('node:')) return;
  const known = imports.get(plainUrl(parent)) ?? new Set<string>();
  imports.set(plainUrl(parent), known.add(isAuthors(url) ? url : specifier));
}

/** A file of an author, not of a package or of siis itself. */
function isAuthors(url: string): boolean {
  return (
    url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(new URL('..', import.meta.url).href)
  );
}

/** What a strategy is made of: its own file and all that it imports, and the packages it needs beside siis. */
export interface StrategySource {
  /** Absolute paths, the strategy's own first. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** The source of a strategy that was loaded in this thread. @param file absolute path */
export function sourceOf(file: string): StrategySource {
  const found = new Set([pathToFileURL(file).href]);
  const packages = new Set<string>();
  // A set goes on with what is added while it is walked.
  for (const url of found)
    for (const each of imports.get(plainUrl(url)) ?? []) (each.startsWith('file:') ? found : packages).add(each);
  return { files: [...found].map((url) => fileURLToPath(url)), packages: [...packages].toSorted() };
}

/** Without what a reload puts behind it. */
function plainUrl(url: string): string {
  return url.replace(/[?#].*$/, '');
}

/**
 * Where no package.json says what a file is, Node guesses, and warns: a strategy needs no package.json. `undefined`
 * for all that is not plainly a module: the rest, native add-ons among it, stays as Node finds it.
 */
function formatOf(url: string): string | undefined {
  if (/^file:.*\.ts$/.test(url)) return 'module-typescript';
  if (!/^file:.*\.js$/.test(url)) return undefined;
  return /^\s*(?:import|export)\b/m.test(readFileSync(new URL(url), 'utf8')) ? 'module' : undefined;
}

function pickDefinition(module: unknown, file: string): StrategyDefinition {
  const exported = exportsOf(module);
  const named = exported.filter((each): each is [string, object] => isCandidate(each[1]));
  const chosen = named.find(([name]) => name === 'default') ?? (named.length === 1 ? named[0] : undefined);
  const expected = 'expected one export made by defineStrategy';
  if (chosen === undefined) {
    const came =
      named.length === 0 ? describeExports(exported) : `${named.length}: ${namesOf(named)}; mark one as default`;
    throw new SiisError('STRATEGY_INVALID', `${expected}, came ${came}`, { file: displayPath(file) });
  }
  const fault = definitionFault(chosen[1]);
  if (fault !== undefined)
    throw new SiisError('STRATEGY_INVALID', fault, { file: displayPath(file), ...lineOf(file, fault) });
  if (isDefinition(chosen[1])) return chosen[1];
  throw new SiisError('STRATEGY_INVALID', `${expected}, came ${describeExports(exported)}`, {
    file: displayPath(file),
  });
}

function exportsOf(module: unknown): [string, unknown][] {
  const entries = typeof module === 'object' && module !== null ? Object.entries(module) : [];
  // What Node adds to a file that exports in the old way, or not at all.
  return entries.filter(([name, value]) => name !== 'module.exports' && !(name === 'default' && isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

function describeExports(exported: readonly (readonly [string, unknown])[]): string {
  return exported.length === 0 ? 'a file without exports' : `only ${namesOf(exported)}`;
}

function namesOf(exported: readonly (readonly [string, unknown])[]): string {
  return exported.map(([name]) => name).join(', ');
}

/** Looks as if it was meant to be a strategy. */
function isCandidate(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'setup' in value;
}

/** What is wrong with a would-be strategy; `undefined` when nothing is. */
function definitionFault(value: object): string | undefined {
  const read = (key: string): unknown => Reflect.get(value, key);
  if (typeof read('name') !== 'string' || read('name') === '') {
    return `expected a strategy's name to be text, came ${typeof read('name')}`;
  }
  if (typeof read('setup') !== 'function')
    return `expected a strategy's setup to be a function, came ${typeof read('setup')}`;
  if (isObjectSchema(read('params'))) return undefined;
  return `expected a strategy's params to be z.strictObject({…}), came ${kindOfSchema(read('params'))}`;
}

function isDefinition(value: unknown): value is StrategyDefinition {
  return isCandidate(value) && definitionFault(value) === undefined;
}

function isObjectSchema(value: unknown): boolean {
  return kindOfSchema(value) === 'z.object';
}

/** By its shape and not by its class, so that a strategy may bring its own copy of zod. */
function kindOfSchema(value: unknown): string {
  if (!isRecord(value)) return value === undefined ? 'nothing' : typeof value;
  const type = own(own(value['_zod'], 'def'), 'type');
  return typeof type === 'string' ? `z.${type}` : 'a plain object';
}

/** Where the part of a definition that a fault speaks of is written; nothing when that cannot be told. */
function lineOf(file: string, fault: string): { line?: number } {
  const key = /strategy's (\w+)/.exec(fault)?.[1] ?? '';
  const lines = readFileSync(file, 'utf8').split('\n');
  const found = lines.findIndex((line) => new RegExp(String.raw`^\s*${key}\s*[:(]`).test(line));
  return found < 0 ? {} : { line: found + 1 };
}
