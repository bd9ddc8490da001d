import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../src/database/journal/journal.ts';
import { type JournalDisk, machineDisk } from '../../src/database/journal/journal-disk.ts';
import { JournalReader } from '../../src/database/journal/journal-reader.ts';
import type { EncodedPayload } from '../../src/database/journal/record.ts';
import type { Outcome, Row } from '../row.ts';
import { stopwatch, type Took } from '../stopwatch.ts';

/** About the size of a fill, and of its record. */
const payload: EncodedPayload = { type: 6, version: 1, bytes: Buffer.alloc(200, 'report of a fill ') };
const recordBytes = 232;
const bufferBytes = 1 << 20;
/** The machine's disk, but nothing waits for it. */
const hasty: JournalDisk = { ...machineDisk, sync: () => undefined, syncFolder: () => undefined };

const append: Row = {
  name: 'journal-append',
  unit: 'record',
  about: 'records of 200 bytes into the journal, written but not synced',
  gate: {},
  against: 'plain',
  needs: [],
  open: ({ scratch, scale }) => {
    const n = Math.max(1000, Math.round(500_000 * scale));
    return { n, run: () => appending(scratch, n) };
  },
};

const read: Row = {
  ...append,
  name: 'journal-read',
  about: 'records of 200 bytes out of the journal, every checksum checked',
  open: ({ scratch, scale }) => {
    const n = Math.max(1000, Math.round(500_000 * scale));
    const folder = mkdtempSync(join(scratch, 'journal-'));
    fill(folder, n);
    return { n, run: () => reading(folder, n) };
  },
};

/** Rows over the journal of a session. */
export const journalRows: readonly Row[] = [append, read];

function fill(folder: string, n: number): Took {
  const journal = Journal.open({ folder, session: 'bench', disk: hasty, bufferBytes });
  const watch = stopwatch();
  for (let k = 0; k < n; k++) journal.append(payload, k);
  journal.commit();
  const took = watch();
  journal.close();
  return took;
}

function appending(scratch: string, n: number): Outcome {
  const folder = mkdtempSync(join(scratch, 'journal-'));
  const plain = { took: copying(join(folder, 'plain'), n), words: 'copying the same bytes and writeSync, in this run' };
  const took = fill(folder, n);
  rmSync(folder, { recursive: true });
  return { took, plain };
}

function copying(path: string, n: number): Took {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(bufferBytes);
  const watch = stopwatch();
  let at = 0;
  for (let k = 0; k < n; k++) {
    if (at + recordBytes > bufferBytes) {
      writeSync(file, buffer, 0, at);
      at = 0;
    }
    buffer.set(payload.bytes, at);
    at += recordBytes;
  }
  writeSync(file, buffer, 0, at);
  const took = watch();
  closeSync(file);
  return took;
}

function reading(folder: string, n: number): Outcome {
  const plain = { took: readingPlain(folder), words: 'readSync of the same bytes, in this run' };
  const reader = JournalReader.open({ folder });
  const watch = stopwatch();
  let count = 0;
  while (reader.next() !== undefined) count += 1;
  const took = watch();
  reader.close();
  if (count !== n) throw new Error(`expected ${n} records in ${folder}, came ${count}`);
  return { took, plain };
}

function readingPlain(folder: string): Took {
  const buffer = Buffer.alloc(1 << 18);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const watch = stopwatch();
  for (const path of paths) {
    const file = openSync(path, 'r');
    for (let left = statSync(path).size; left > 0;) left -= readSync(file, buffer);
    closeSync(file);
  }
  return watch();
}
