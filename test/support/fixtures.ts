import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The folder of reference data: `SIIS_FIXTURES`, else `../shared/data` beside the repository; `undefined` when absent. */
export function fixturesDir(): string | undefined {
  const folder = resolve(root, process.env['SIIS_FIXTURES'] ?? '../shared/data');
  return existsSync(folder) ? folder : undefined;
}

/** The place of a fixture named as the reference files name it: `data/ohlcv/x.csv.gz`. @throws Error without fixtures. */
export function fixturePath(name: string): string {
  const folder = fixturesDir();
  if (folder === undefined) throw new Error(`no fixtures: set SIIS_FIXTURES to the folder that holds ${name}`);
  return join(folder, name.replace(/^data\//, ''));
}
