import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExportOptions, runExport } from '../../src/tool/export/export.ts';
import { isSameNumber, type OracleRow } from './import-oracle.ts';

/** Runs `work` with an empty data folder that is removed after it. */
export async function withDataFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'siis-fixture-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an export writes, as rows of text without the header. */
export function exportedRows(options: ExportOptions): string[][] {
  const lines = [...runExport(options)].join('').trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

/** The rows that differ, at most five of them, as text; empty when all are the same. */
export function differences(came: readonly (readonly string[])[], expected: readonly OracleRow[]): string[] {
  const found: string[] = came.length === expected.length ? [] : [`${came.length} rows instead of ${expected.length}`];
  for (let k = 0; k < expected.length && found.length < 5; k++) {
    const row = came[k] ?? [];
    const wanted = expected[k]!;
    const isSame =
      Number(row[0]) === wanted[0] && wanted.slice(1).every((value, c) => sameField(row[c + 1] ?? '', String(value)));
    if (!isSame) found.push(`row ${k}: ${row.join(',')} instead of ${wanted.join(',')}`);
  }
  return found;
}

function sameField(came: string, expected: string): boolean {
  return /^[a-z]*$/i.test(expected) ? came === expected : isSameNumber(came, expected);
}
