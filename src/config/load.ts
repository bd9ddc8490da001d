import { basename, dirname, resolve } from 'node:path';
import type { Place } from '../util/errors.ts';
import { SiisError } from '../util/errors.ts';
import { didYouMean } from '../util/suggest.ts';
import {
  canonicalMarkets,
  crossCheck,
  instrumentsOf,
  settlementOf,
  strategiesOf,
  type Written,
} from './cross-check.ts';
import { explain, type Explained } from './explain.ts';
import { Gathering } from './gather.ts';
import { formatPath, problemsOf, type Path, type Problem, valueAt } from './issues.ts';
import { applyOverride, type Override, parseSet, readEnv } from './override.ts';
import { type Profile, profileSchema, type StrategyProfile } from './profile.ts';
import { readYaml } from './source.ts';
import { attemptStrategy, type LoadAttempt, type LoadedStrategy, type WrittenStrategy } from './strategies.ts';
import type { ImportModule } from './strategy-loader.ts';
import { findProfile, findWorkspace, isFolder } from './workspace.ts';
import { copyTree, isRecord } from './record.ts';
import { keysOf } from './schema/walk.ts';

export interface LoadOptions {
  /** Default: found from the current folder. */
  readonly workspace?: string;
  /** `path=value`, later ones win. */
  readonly set?: readonly string[];
  /** Goes before `data.dir`. */
  readonly data?: string;
  /** Default: the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the current folder of the process. */
  readonly cwd?: string;
  readonly importModule?: ImportModule;
}

/** A profile that is right, with its strategies loaded. */
export interface LoadedProfile {
  readonly profile: Profile;
  readonly strategies: readonly LoadedStrategy[];
  /** Absolute path of the profile. */
  readonly file: string;
  readonly workspace: string;
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** Every value with where it came from; secrets are hidden. */
  explain(): Explained[];
  /** Where a value of the profile is written: for errors that only later steps find. */
  placeOf(path: Path): Place;
  /** Where an instrument is named, in words; with the place where the profile itself names it. */
  placeOfInstrument(id: string): { readonly place: Place | undefined; readonly name: string };
}

/**
 * Finds, reads and checks a profile and loads its strategies. What goes first: the command line, the environment
 * (`SIIS__SECTION__KEY`), the file, the defaults.
 *
 * @throws SiisError PROFILE_NOT_FOUND, CONFIG_INVALID, STRATEGY_INVALID: one message with all that is wrong, each line
 *   with its file, line, column and key.
 */
export async function loadProfile(nameOrPath: string, options: LoadOptions = {}): Promise<LoadedProfile> {
  const cwd = options.cwd ?? process.cwd();
  const given = findWorkspace(options.workspace, cwd);
  const file = findProfile(nameOrPath, given, cwd);
  const workspace = workspaceOf(file, given, options.workspace);
  const source = readYaml(file);
  const tree = copyTree(source.tree);
  dropEmptySections(tree);
  const overrides = override(tree, options);
  const gathering = new Gathering(source, overrides);

  for (const problem of problemsOf(profileSchema, tree)) gathering.add(problem);
  const parsed = profileSchema.safeParse(tree);
  if (parsed.success) for (const problem of crossCheck(parsed.data)) gathering.add(problem);
  const { importModule } = options;
  const where = { file, workspace, ...(importModule === undefined ? {} : { importModule }) };
  const attempts = await attemptAll(tree, where, gathering);
  checkNames(attempts, tree, gathering);
  if (parsed.success) for (const problem of checkStrategyScopes(parsed.data, attempts)) gathering.add(problem);
  gathering.throwIfAny();
  if (!parsed.success) throw new SiisError('CONFIG_INVALID', parsed.error.message);

  const strategies = toStrategies(parsed.data, attempts);
  const profile = toProfile(parsed.data, strategies, basename(file).replace(/\.[a-z]+$/, ''));
  const dataDir = options.data === undefined ? resolve(workspace, profile.data.dir) : resolve(cwd, options.data);
  const placeOf = (path: Path): Place => source.placeOf(path);
  const instruments = instrumentsOf(parsed.data);
  return {
    profile,
    strategies,
    file,
    workspace,
    dataDir,
    explain: () => explain(profile, strategies, { source, gathering, tree }),
    placeOf,
    placeOfInstrument: (id) => {
      const path = instruments.find((each) => each.id === id)?.path ?? ['instruments'];
      const origin = gathering.overrideOf(path);
      if (origin === undefined) return { place: placeOf(path), name: formatPath(path) };
      return { place: undefined, name: `${origin.label}: ${formatPath(path)}` };
    },
  };
}

/** A profile in a folder `profiles` belongs to the workspace around it, unless one was named or found. */
function workspaceOf(file: string, found: string, named: string | undefined): string {
  const folder = dirname(file);
  const isForeign = named === undefined && basename(folder) === 'profiles' && !isFolder(resolve(found, 'profiles'));
  return isForeign ? dirname(folder) : found;
}

function override(tree: Record<string, unknown>, options: LoadOptions): Override[] {
  const env = readEnv(options.env ?? process.env, profileSchema, tree);
  const all = [...env, ...(options.set ?? []).map((text) => parseSet(text))];
  return all.map((each) => ({ ...each, path: applyOverride(tree, each) }));
}

/** `limits:` with nothing (or only comments) below it is an empty section, not a wrong one. */
function dropEmptySections(tree: Record<string, unknown>): void {
  for (const [key, section] of Object.entries(profileSchema.shape)) {
    const isSection = key !== 'strategy' && keysOf(section) !== undefined;
    if (isSection && Object.hasOwn(tree, key) && tree[key] === null) delete tree[key];
  }
}

interface Attempt {
  readonly path: Path;
  readonly name: string | undefined;
  readonly loaded: LoadAttempt;
}

/** Loads every strategy that is written well enough to try, also when something else is wrong. */
async function attemptAll(
  tree: Record<string, unknown>,
  where: Parameters<typeof attemptStrategy>[1],
  gathering: Gathering,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const path of strategyPaths(tree)) {
    const [use, params, name] = ['use', 'params', 'name'].map((key) => valueAt(tree, [...path, key]));
    if (typeof use !== 'string' || use === '' || (params !== undefined && !isRecord(params))) continue;
    const written: WrittenStrategy = { path, use, params };
    // One after the other: two files that fail shall always fail in the same order.
    // oxlint-disable-next-line no-await-in-loop
    const loaded = await attemptStrategy(written, where);
    for (const problem of loaded.problems) gathering.add(problem, 'STRATEGY_INVALID');
    if (loaded.error !== undefined) gathering.addError(loaded.error, [...path, 'use']);
    attempts.push({ path, name: typeof name === 'string' ? name : loaded.found?.definition.name, loaded });
  }
  return attempts;
}

function strategyPaths(tree: Record<string, unknown>): Path[] {
  const list = tree['strategies'];
  const paths: Path[] = Array.isArray(list) ? list.map((_, index) => ['strategies', index]) : [];
  return tree['strategy'] === undefined ? paths : [...paths, ['strategy']];
}

function checkNames(attempts: readonly Attempt[], tree: unknown, gathering: Gathering): void {
  attempts.forEach(({ name, path }, index) => {
    if (name === undefined || attempts.findIndex((each) => each.name === name) === index) return;
    const isWritten = valueAt(tree, [...path, 'name']) !== undefined;
    const text = `expected a name that no other strategy of the profile has, came '${name}'`;
    gathering.add({
      path: [...path, isWritten ? 'name' : 'use'],
      text: isWritten ? text : `${text}; add a name: to one`,
    });
  });
}

/** Regions concern strategies that are there. */
function checkStrategyScopes({ regions = [] }: Written, attempts: readonly Attempt[]): Problem[] {
  const names = attempts.map(({ name }) => name);
  // One that does not load has no name; that it does not load is told already.
  if (names.includes(undefined)) return [];
  const known = names.filter((name) => name !== undefined);
  return regions.flatMap(({ strategy }, index) => {
    if (strategy === undefined || known.includes(strategy)) return [];
    const text = `expected one of the profile's strategies, ${known.join(', ')}; came '${strategy}'`;
    return [{ path: ['regions', index, 'strategy'], text: `${text}${didYouMean(strategy, known)}` }];
  });
}

function toStrategies(written: Written, attempts: readonly Attempt[]): LoadedStrategy[] {
  return strategiesOf(written).flatMap(({ use: { use, instruments, context } }, index) => {
    const attempt = attempts[index];
    if (attempt?.loaded.found === undefined) return [];
    const { definition, file } = attempt.loaded.found;
    const own = [...new Set(instruments ?? written.instruments ?? [])];
    const name = attempt.name ?? definition.name;
    const terms = context === undefined ? {} : { context };
    return [{ use, name, definition, params: attempt.loaded.params, instruments: own, file, ...terms }];
  });
}

function toProfile(written: Written, loaded: readonly LoadedStrategy[], fileName: string): Profile {
  const instruments = instrumentsOf(written).map(({ id }) => id);
  const strategies: StrategyProfile[] = strategiesOf(written).map(({ use: { use, params } }, index) => ({
    use,
    name: loaded[index]!.name,
    instruments: loaded[index]!.instruments,
    params,
  }));
  const { name = fileName, description, seed, instruments: _, strategies: _all, strategy: _one, ...rest } = written;
  const { account, workers } = rest;
  return {
    name,
    description,
    seed: String(seed),
    instruments,
    strategies,
    ...rest,
    markets: canonicalMarkets(rest.markets),
    account: { ...account, currency: account.currency ?? settlementOf(instruments[0]!) },
    workers,
  };
}
