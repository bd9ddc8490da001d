import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Journal, type JournalOptions } from '../../src/database/journal/journal.ts';
import { type JournalDisk, machineDisk } from '../../src/database/journal/journal-disk.ts';
import { JournalReader } from '../../src/database/journal/journal-reader.ts';
import type { EncodedPayload } from '../../src/database/journal/record.ts';

/** A folder that is gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'siis-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of a folder, gone when the test is over. */
export function copyOf(folder: string): string {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A payload that is a text. */
export function textPayload(text: string): EncodedPayload {
  return { type: 9, version: 1, bytes: Buffer.from(text) };
}

/** Appends texts, each list with a commit after it, and closes. */
export function keep(options: JournalOptions, ...batches: readonly (readonly string[])[]): void {
  const journal = Journal.open(options);
  for (const batch of batches) {
    for (const text of batch) journal.append(textPayload(text), 1000 + journal.sequence);
    journal.commit();
  }
  journal.close();
}

/** All texts of a journal, and what the reader said of its tail. */
export function textsOf(
  folder: string,
  disk: JournalDisk = machineDisk,
): { texts: string[]; damage: JournalReader['damage'] } {
  const reader = JournalReader.open({ folder, disk });
  const texts: string[] = [];
  try {
    for (let record = reader.next(); record !== undefined; record = reader.next()) {
      texts.push(Buffer.from(record.bytes).toString());
    }
    return { texts, damage: reader.damage };
  } finally {
    reader.close();
  }
}
