import { parse } from 'yaml';
import { SiisError } from '../util/errors.ts';
import type { Path } from './issues.ts';
import { own, put } from './record.ts';
import { keysOf, schemaAt, type Schema } from './schema/walk.ts';
import { plainWord } from '../util/suggest.ts';

/** A value from the command line or the environment that goes before the file. */
export interface Override {
  /** As a person would name it in an error: `--set limits.maxOpenTrades=3`, `SIIS__SEED=7`. */
  readonly label: string;
  readonly origin: 'cli' | 'env';
  readonly path: Path;
  readonly value: unknown;
}

/** Reads `path=value`; the path is dotted with `[index]` or `['key']`, the value is YAML. @throws SiisError CONFIG_INVALID */
export function parseSet(text: string): Override {
  const label = `--set ${text}`;
  const match = /^((?:[^=[\]]|\[[^\]]*\])+)=(.*)$/s.exec(text);
  const path = match === null ? undefined : parsePath(match[1]!);
  if (match === null || path === undefined) {
    throw new SiisError(
      'CONFIG_INVALID',
      `${label}: expected path=value, such as account.balance=5000, came '${text}'`,
    );
  }
  return { label, origin: 'cli', path, value: parseValue(match[2]!, label) };
}

/** `a.b[0]['c.d']` as its steps; `undefined` when it is no path. */
export function parsePath(text: string): PropertyKey[] | undefined {
  const steps: PropertyKey[] = [];
  const pattern = /\[(\d+)\]|\[(['"])(.*?)\2\]|(?:^|(?<!^)\.)([^.[\]]+)/gy;
  let end = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    steps.push(match[1] === undefined ? (match[3] ?? match[4])! : Number(match[1]));
    end = pattern.lastIndex;
  }
  return steps.length > 0 && end === text.length ? steps : undefined;
}

function parseValue(text: string, label: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new SiisError('CONFIG_INVALID', `${label}: expected a YAML value, came '${text}': ${why}`);
  }
}

const prefix = 'SIIS__';

/** Overrides from the environment: `SIIS__ACCOUNT__BALANCE=5000`. Case and underscores inside a name do not matter. */
export function readEnv(env: NodeJS.ProcessEnv, schema: Schema, tree: unknown): Override[] {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  return names.toSorted().map((name) => {
    const label = `${name}=${env[name]}`;
    return { label, origin: 'env', path: readPath(name, schema, tree), value: parseValue(env[name] ?? '', label) };
  });
}

function readPath(name: string, schema: Schema, tree: unknown): PropertyKey[] {
  const path: PropertyKey[] = [];
  let at: unknown = tree;
  for (const word of name.slice(prefix.length).split('__')) {
    const step = /^\d+$/.test(word) ? Number(word) : readKey(word, keysOf(schemaAt(schema, path)) ?? ownKeys(at));
    path.push(step);
    at = own(at, step);
  }
  return path;
}

function readKey(word: string, known: readonly string[]): string {
  const camel = word.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return known.find((each) => plainWord(each) === plainWord(word)) ?? camel;
}

function ownKeys(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/**
 * Puts a value into the tree, making maps on the way. `strategy` and `strategies[0]` are the same when there is one.
 *
 * @returns the path it went to. @throws SiisError CONFIG_INVALID where a step leads through something else.
 */
export function applyOverride(tree: Record<string, unknown>, override: Override): Path {
  const path = sameStrategy(tree, override.path);
  const last = path.length - 1;
  let at: object = tree;
  path.forEach((step, index) => {
    checkStep(at, step, override);
    let inner = index === last ? override.value : own(at, step);
    if (index < last && (inner === undefined || inner === null)) inner = typeof path[index + 1] === 'number' ? [] : {};
    put(at, step, inner);
    if (index === last) return;
    if (typeof inner !== 'object' || inner === null) throw noSuchPath(override, step, 'a plain value');
    at = inner;
  });
  return path;
}

function checkStep(at: object, step: PropertyKey, override: Override): void {
  if (!Array.isArray(at)) return;
  const index = typeof step === 'number' ? step : NaN;
  if (index <= at.length) return;
  throw noSuchPath(override, step, `a list of ${at.length}`);
}

function noSuchPath(override: Override, step: PropertyKey, came: string): SiisError {
  return new SiisError('CONFIG_INVALID', `${override.label}: expected a place for '${String(step)}', came ${came}`);
}

function sameStrategy(tree: Record<string, unknown>, path: Path): Path {
  const list = tree['strategies'];
  if (path[0] === 'strategies' && path[1] === 0 && list === undefined && tree['strategy'] !== undefined) {
    return ['strategy', ...path.slice(2)];
  }
  if (path[0] === 'strategy' && tree['strategy'] === undefined && Array.isArray(list) && list.length === 1) {
    return ['strategies', 0, ...path.slice(1)];
  }
  return path;
}
