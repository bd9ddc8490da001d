import { formatPlace } from '../util/errors.ts';
import type { Gathering } from './gather.ts';
import { type Path, valueAt } from './issues.ts';
import type { Profile } from './profile.ts';
import { isSecret } from './secret.ts';
import type { YamlSource } from './source.ts';
import type { LoadedStrategy } from './strategies.ts';

/** One value of the effective profile. */
export interface Explained {
  readonly path: Path;
  readonly value: unknown;
  /** `--set …`, `SIIS__…`, `file:line:column`, `default`, or what it was derived from. */
  readonly origin: string;
}

interface Origins {
  readonly source: YamlSource;
  readonly gathering: Gathering;
  /** The file with its overrides, before defaults. */
  readonly tree: Readonly<Record<string, unknown>>;
}

/** Every value of the effective profile with where it came from. */
export function explain(profile: Profile, strategies: readonly LoadedStrategy[], origins: Origins): Explained[] {
  const effective = {
    ...profile,
    strategies: profile.strategies.map((each, k) => ({ ...each, params: strategies[k]!.params })),
  };
  return leaves([], effective).map(({ path, value }) => ({
    path,
    value: isSecret(path) ? '***' : value,
    origin: originOf(path, origins),
  }));
}

/** Plain values with their paths; empty maps and lists count as values. */
function leaves(path: Path, value: unknown): { readonly path: Path; readonly value: unknown }[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const inner = Array.isArray(value) ? value.map((each, k) => [k, each] as const) : Object.entries(value);
  if (inner.length === 0) return [{ path, value }];
  return inner.flatMap(([key, each]) => leaves([...path, key], each));
}

function originOf(path: Path, { source, gathering, tree }: Origins): string {
  const written = writtenPath(path, tree);
  const override = gathering.overrideOf(written);
  if (override !== undefined && valueAt(tree, written) !== undefined) {
    return isSecret(path) ? override.label.replace(/=.*$/s, '=***') : override.label;
  }
  if (source.has(written)) return formatPlace(source.placeOf(written));
  return derived(path) ?? 'default';
}

/** Where a value of the effective profile would be written in this file. */
function writtenPath(path: Path, tree: Origins['tree']): Path {
  const isSingle = path[0] === 'strategies' && tree['strategy'] !== undefined;
  const written = isSingle ? ['strategy', ...path.slice(2)] : path;
  // `stop: 2%` is written as text and read as a map.
  const plain = written.findIndex((_, at) => !isContainer(valueAt(tree, written.slice(0, at + 1))));
  const isText = plain >= 0 && valueAt(tree, written.slice(0, plain + 1)) !== undefined;
  return isText ? written.slice(0, plain + 1) : written;
}

function derived(path: Path): string | undefined {
  if (path[0] === 'name') return "the file's name";
  if (path[0] === 'account' && path[1] === 'currency') return 'the first instrument';
  if (path[0] === 'instruments') return 'the strategies';
  if (path[0] !== 'strategies') return undefined;
  if (path[2] === 'name') return 'the strategy';
  return path[2] === 'instruments' ? 'the profile' : undefined;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
