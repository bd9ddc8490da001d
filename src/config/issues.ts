import type { z } from 'zod';
import { isRecord, own } from './record.ts';
import { isSecret } from './secret.ts';
import { didYouMean } from '../util/suggest.ts';
import { keysOf, schemaAt, type Schema } from './schema/walk.ts';

export type Path = readonly PropertyKey[];

/** Something wrong with a value, before it is known where the value stands. */
export interface Problem {
  readonly path: Path;
  /** `expected …, came …` */
  readonly text: string;
  /** Point at the key, not at its value. */
  readonly atKey?: boolean;
}

type Issue = z.core.$ZodIssue;

/** Checks `value` and says in one sentence each what is wrong with it. */
export function problemsOf(schema: z.ZodType, value: unknown): readonly Problem[] {
  const result = schema.safeParse(value, { error: (issue) => expectation(issue), reportInput: false });
  return result.success ? [] : result.error.issues.flatMap((issue) => translate(issue, schema, value));
}

/** `strategies[0].params.fast` */
export function formatPath(path: Path): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : formatKey(String(key), at > 0))).join('');
}

function formatKey(key: string, isInner: boolean): string {
  if (!/^[\w-]+$/.test(key)) return `['${key}']`;
  return isInner ? `.${key}` : key;
}

/** A value as a person would name it. */
export function formatCame(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${formatInner(key, inner)}`);
    return entries.length === 0
      ? 'an empty map'
      : `{${entries.slice(0, 4).join(', ')}${entries.length > 4 ? ', …' : ''}}`;
  }
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function formatInner(key: string, value: unknown): string {
  if (isSecret([key])) return '***';
  return typeof value === 'object' && value !== null ? '…' : formatCame(value);
}

/** The value at `path`. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(own, value);
}

function translate(issue: Issue, schema: Schema, root: unknown): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, path), valueAt(root, path)) ?? [];
    return issue.keys.map((key) => ({ path: [...path, key], text: unknownKey(key, known), atKey: true }));
  }
  if (issue.code === 'invalid_union') {
    const inner = bestBranch(issue, valueAt(root, path));
    if (inner !== undefined) {
      return inner.flatMap((each) => translate({ ...each, path: [...path, ...each.path] }, schema, root));
    }
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1) ?? '');
    const expected = issue.issues[0]?.message ?? issue.message;
    return [{ path, text: `${expected} as key, came '${key}'`, atKey: true }];
  }
  return [{ path, text: withCame(issue.message, root, path) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const expected = known.length === 0 ? 'expected no such key' : `expected one of the keys ${known.join(', ')}`;
  return `${expected}; came '${key}'${didYouMean(key, known)}`;
}

function withCame(message: string, root: unknown, path: Path): string {
  const value = valueAt(root, path);
  const text = message.startsWith('expected') ? message : `expected: ${message}`;
  // A rule between keys may speak of one that was not written: then what was written around it says more.
  const isRule = text !== message && value === undefined && path.length > 0;
  const came = isSecret(path) ? '***' : formatCame(isRule ? valueAt(root, path.slice(0, -1)) : value);
  return `${text}, came ${came}${hintOf(message, value)}`;
}

/** For `expected one of a, b`: the one that was meant. */
function hintOf(message: string, value: unknown): string {
  const match = /^expected one of (.+)$/.exec(message);
  if (match === null || typeof value !== 'string') return '';
  return didYouMean(value, match[1]!.split(', '));
}

/**
 * The branch of a union that the value was meant for: of those that do not refuse its very type, the one with the
 * fewest complaints. `undefined` when no branch stands out; then the union itself says what it expects.
 */
function bestBranch(issue: z.core.$ZodIssueInvalidUnion, value: unknown): readonly Issue[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fitting = issue.errors.filter((each) => !each.some((inner) => inner.path.length === 0 && isTypeIssue(inner)));
  const ranked = fitting.map((branch) => ({ branch, cost: branch.reduce((sum, each) => sum + costOf(each), 0) }));
  ranked.sort((a, b) => a.cost - b.cost);
  const [first, second] = ranked;
  if (first === undefined || first.cost === second?.cost || isMixture(first.branch, fitting)) return undefined;
  return first.branch;
}

/** True when nothing is wrong but keys that another branch knows: two of them were written as one. */
function isMixture(branch: readonly Issue[], branches: readonly (readonly Issue[])[]): boolean {
  const foreign = strangersOf(branch);
  const isAll = branch.every(({ code, path }) => code === 'unrecognized_keys' && path.length === 0);
  const others = branches.filter((each) => each !== branch).map(strangersOf);
  return isAll && foreign.every((key) => others.some((strange) => strange.length > 0 && !strange.includes(key)));
}

function strangersOf(branch: readonly Issue[]): string[] {
  return branch.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []));
}

function isTypeIssue(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_union';
}

/** Keys that do not belong there weigh more than values that are off: the keys say which branch was meant. */
function costOf(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return 10 * issue.keys.length;
  return issue.code === 'invalid_type' && issue.input === undefined ? 5 : 1;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
  date: 'a date',
  bigint: 'a whole number',
  null: 'nothing',
  undefined: 'nothing',
};

const sizeNouns: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries' };

/** What a schema wanted, where it does not say so itself. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `expected ${String(issue.values[0])}`
        : `expected one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `expected ${sized(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'too_big':
      return `expected ${sized(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `expected ${issue.format}` : `expected text that matches ${issue.pattern}`;
    case 'invalid_union':
      return 'expected another kind of value';
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'unrecognized_keys':
    default:
      return issue.message ?? 'expected another value';
  }
}

function sized(origin: string, relation: string, limit: number | bigint): string {
  return `${relation} ${limit}${sizeNouns[origin] ?? ''}`;
}
