import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type Place, SiisError } from '../util/errors.ts';
import { formatCame, type Path } from './issues.ts';
import { isRecord } from './record.ts';
import { displayPath } from './workspace.ts';

/** A YAML file that was read without a fault, with the place of everything in it. */
export interface YamlSource {
  readonly file: string;
  readonly tree: Record<string, unknown>;
  /** True when the file itself holds a value there. */
  has(path: Path): boolean;
  /** Where the value at `path` stands, or its key; where the file has no such value, the nearest key above it. */
  placeOf(path: Path, atKey?: boolean): Place;
}

/** @throws SiisError CONFIG_INVALID with the place of each fault of syntax. */
export function readYaml(file: string): YamlSource {
  const name = displayPath(file);
  return parseYaml(readText(file, name), name);
}

function readText(file: string, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(codeOf(error), name);
  }
  if (bytes.length > mostBytes) throw unreadable(`${bytes.length} bytes: more than ${mostBytes}`, name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('bytes that are no UTF-8', name);
  }
}

/** Nobody writes a profile as long as this by hand, and reading one would take minutes. */
const mostBytes = 1_048_576;

function unreadable(why: string, file: string): SiisError {
  return new SiisError('CONFIG_INVALID', `expected a YAML text file, came ${why}`, { file, line: 1, column: 1 });
}

function codeOf(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    EISDIR: 'a folder',
    EACCES: 'a file that may not be read',
    ENOENT: 'no file',
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return known[code] ?? code;
}

/** Reads YAML text. `file` is the name that errors give. @throws SiisError CONFIG_INVALID */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: false });
  const locate = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw syntaxError(faults, locate, text);
  checkAliases(document, locate);
  const tree = toTree(document, locate);
  if (!isRecord(tree)) {
    const came = document.contents === null ? 'an empty file' : formatCame(tree);
    const at = locate(document.contents?.range?.[0] ?? 0);
    throw new SiisError(
      'CONFIG_INVALID',
      `expected a map of keys, such as instruments and strategies; came ${came}`,
      at,
    );
  }
  return {
    file,
    tree,
    has: (path) => find(document, path).depth === path.length,
    placeOf: (path, atKey = false) => {
      const found = find(document, path);
      const node = (atKey || found.depth < path.length ? found.key : found.value) ?? found.key ?? document.contents;
      return locate(node?.range?.[0] ?? 0);
    },
  };
}

/** An alias stands for what was written above it: never for nothing, nor for what it is a part of. */
function checkAliases(document: Document, locate: (offset: number) => Place): void {
  const anchors = new Map<string, Node>();
  visit(document, {
    Node: (_key, node, path) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target !== undefined && !path.includes(target)) return;
      const came = `'*${node.source}'${target === undefined ? '' : ` inside &${node.source} itself`}`;
      throw new SiisError(
        'CONFIG_INVALID',
        `expected an alias of an anchor above it, came ${came}`,
        locate(node.range?.[0] ?? 0),
      );
    },
  });
}

function toTree(document: Document, locate: (offset: number) => Place): unknown {
  try {
    return document.toJS();
  } catch {
    // Few aliases of aliases stand for millions of values: the library counts them, and tells no place.
    throw new SiisError('CONFIG_INVALID', 'expected YAML, came too many aliases of aliases', locate(0));
  }
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  /** Steps of the path that exist. */
  readonly depth: number;
}

function find(document: Document, path: Path): Found {
  let found: Found = { key: undefined, value: resolveAlias(document, document.contents), depth: 0 };
  for (const step of path) {
    const next = childOf(document, found.value, step);
    if (next === undefined) return found;
    found = { ...next, depth: found.depth + 1 };
  }
  return found;
}

function childOf(document: Document, node: Node | undefined, step: PropertyKey): Omit<Found, 'depth'> | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { key: item, value: resolveAlias(document, item) } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = findPair(document, node, String(step));
  if (pair === undefined) return undefined;
  const key = isNode(pair.key) ? pair.key : undefined;
  return { key, value: isNode(pair.value) ? resolveAlias(document, pair.value) : undefined };
}

/** The pair itself, or the one that a merge key `<<` brings in. */
function findPair(document: Document, map: YAMLMap, name: string): Pair | undefined {
  const own = map.items.find((pair) => keyText(pair.key) === name);
  if (own !== undefined) return own;
  for (const { value } of map.items.filter((pair) => keyText(pair.key) === '<<')) {
    const merged = isNode(value) ? resolveAlias(document, value) : undefined;
    const maps = isSeq(merged)
      ? merged.items.map((item) => (isNode(item) ? resolveAlias(document, item) : item))
      : [merged];
    const inner = maps.filter((each) => isMap(each)).map((each) => findPair(document, each, name));
    const hit = inner.find((pair) => pair !== undefined);
    if (hit !== undefined) return hit;
  }
  return undefined;
}

function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key);
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

function resolveAlias(document: Document, node: Node | null | undefined): Node | undefined {
  if (isAlias(node)) return resolveAlias(document, node.resolve(document));
  return node ?? undefined;
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: [number, number];
}

/** What YAML's faults mean, in the words of all other messages. */
const expectations: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'expected each key once, came',
  TAB_AS_INDENT: 'expected spaces for indentation, came a tab before',
  MULTIPLE_DOCS: 'expected one document, came a second one:',
  TAG_RESOLVE_FAILED: 'expected no tags, came',
};

function syntaxError(faults: readonly Fault[], locate: (offset: number) => Place, text: string): SiisError {
  const sorted = faults.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const lines = sorted.slice(0, 10).map((fault) => {
    const came = `'${wordAt(text, fault.pos[0])}'`;
    const known = expectations[fault.code];
    const sentence = fault.message.split('\n')[0];
    return {
      place: locate(fault.pos[0]),
      text: known === undefined ? `expected YAML, came ${came}: ${sentence}` : `${known} ${came}`,
    };
  });
  const [first, ...rest] = lines;
  const more = rest.map(({ place, text: line }) => `\n${place.file}:${place.line}:${place.column}: ${line}`).join('');
  return new SiisError('CONFIG_INVALID', `${first!.text}${more}`, first!.place);
}

/** What stands there, up to the end of the line, a colon or a blank. */
function wordAt(text: string, offset: number): string {
  const rest = text.slice(offset).trimStart();
  const line = rest.split('\n')[0]!;
  const word = /^[^\s:,]+/.exec(line)?.[0] ?? line;
  return word === '' ? 'the end of the file' : word.slice(0, 40);
}
