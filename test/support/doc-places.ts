import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { pages } from './doc-pages.ts';
import { runSiis } from './run-siis.ts';

/**
 * All pages. Their blocks are told apart by the words after the backticks:
 *
 * - `sh run init`: run here, in a new workspace; `empty`: in an empty folder; `examples`: in a copy of examples/. Names of
 *   files that follow are made first. `# exit 4` after a command is the exit code it must end with; else it is 0.
 * - `ts from FILE`: stands so in that file. `ts signals`: a list of signals. All other `ts` is refused.
 * - `yaml profile`: a whole profile. `yaml part`: sections of one. All other `yaml` is looked at as a part as well.
 */
export const all = pages();

/** Everything that these tests write, until they are over: they run side by side. */
const scratch = mkdtempSync(join(tmpdir(), 'siis-docs-'));

let made = 0;

let bot: Promise<string> | undefined;

/** A new folder, empty. */
export function newFolder(): string {
  const folder = join(scratch, String(++made));
  mkdirSync(folder);
  return folder;
}

/** A copy of what `siis init` makes. */
export async function newBot(): Promise<string> {
  bot ??= initialised();
  return copyOf(await bot);
}

/** A copy of a folder. */
export function copyOf(folder: string): string {
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

/** Sets up and clears away what the tests of a file share. */
export function useDocPlaces(): void {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
}
