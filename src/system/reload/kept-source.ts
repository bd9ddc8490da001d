import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { commonFolder } from '../../config/common-folder.ts';
import { loadStrategyNow } from '../../config/strategy-loader.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import { SiisError } from '../../util/errors.ts';

const folderName = 'strategies';
const entryName = 'entry';
/** Files that a line of code imports by their place. Types only leave nothing behind when they are stripped. */
const imported =
  /^\s*(?:import|export)(?!\s+type\b)[^'"]*?(?:from\s*)?['"](\.{1,2}\/[^'"]+)['"]|import\(\s*['"](\.{1,2}\/[^'"]+)['"]/gm;

/**
 * The source of strategies as a session ran them, in its own folder: a strategy's file and all that it imports by place, under
 * a name that says what is in them.
 */
export class KeptSources {
  readonly #folder: string;

  /** @param session folder of the session */
  constructor(session: string) {
    this.#folder = join(session, folderName);
  }

  /** Keeps the files of a strategy as they are now. @returns the name of this version @throws SiisError STRATEGY_INVALID */
  keep(file: string): string {
    const placed = placedFiles(file);
    const version = nameOf(placed);
    const folder = join(this.#folder, version);
    if (existsSync(folder)) return version;
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    for (const { path, text } of placed) {
      const to = join(fresh, 'source', path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text, { mode: 0o600, flush: true });
    }
    writeFileSync(join(fresh, entryName), placed[0]!.path, { flush: true });
    renameSync(fresh, folder);
    return version;
  }

  #fileOf(version: string): string {
    const folder = join(this.#folder, version);
    const entry = join(folder, entryName);
    if (/^\w+$/.test(version) && existsSync(entry)) return join(folder, 'source', readFileSync(entry, 'utf8'));
    throw new SiisError('STRATEGY_INVALID', `the source of version ${version} is not kept with the session`);
  }

  /** The code of a version. @throws SiisError STRATEGY_INVALID */
  load(version: string): { readonly definition: StrategyDefinition; readonly file: string } {
    const file = this.#fileOf(version);
    return { definition: loadStrategyNow(file).definition, file };
  }
}

/** The name that the files of a strategy would be kept under as they are now. @throws SiisError STRATEGY_INVALID */
export function versionOf(file: string): string {
  return nameOf(placedFiles(file));
}

function placedFiles(file: string): { readonly path: string; readonly text: string }[] {
  const files = filesOf(file);
  const top = commonFolder([...files.keys()].map((each) => dirname(each)));
  return [...files].map(([each, text]) => ({ path: relative(top, each).split(sep).join('/'), text }));
}

/** The files of a strategy and their text, its own first. @throws SiisError STRATEGY_INVALID */
export function filesOf(file: string): Map<string, string> {
  const files = new Map<string, string>();
  const waiting = [resolve(file)];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (files.has(next)) continue;
    const text = textOf(next);
    files.set(next, text);
    for (const match of text.matchAll(imported)) {
      const path = resolve(dirname(next), match[1] ?? match[2] ?? '');
      if (existsSync(path)) waiting.push(path);
    }
  }
  return files;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SiisError('STRATEGY_INVALID', `expected a strategy file: ${why}`);
  }
}

function nameOf(files: readonly { readonly path: string; readonly text: string }[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
}
