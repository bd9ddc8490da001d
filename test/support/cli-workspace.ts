import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { runSiis } from './run-siis.ts';

/** A workspace made by `siis init`, with its week of invented data. */
export let workspace = '';

/** Where workspaces of these tests are made. */
export const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'siis-cli-')));

/** Writes a file of the workspace. */
export function write(name: string, text: string): void {
  writeFileSync(join(workspace, name), text);
}

/** Sets up and clears away what the tests of a file share. */
export function useWorkspace(): void {
  beforeAll(async () => {
    workspace = join(scratch, 'bot');
    const made = await runSiis(['init', workspace]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
}
