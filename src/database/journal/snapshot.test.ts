import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOf, keep, newFolder, textPayload } from '../../../test/support/journals.ts';
import { MemoryDisk } from '../../../test/support/memory-disk.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import { recoverJournal } from './recovery.ts';
import { session, names, expectFault } from '../../../test/support/journal-files.ts';

describe('snapshots', () => {
  function recovery(
    folder: string,
    disk?: MemoryDisk,
  ): { state: string | undefined; texts: string[]; faults: readonly string[] } {
    const { snapshot, records, faults } = recoverJournal({ folder, session, ...(disk === undefined ? {} : { disk }) });
    const texts: string[] = [];
    for (let record = records.next(); record !== undefined; record = records.next())
      texts.push(Buffer.from(record.bytes).toString());
    return { state: snapshot === undefined ? undefined : Buffer.from(snapshot.state).toString(), texts, faults };
  }

  /** Records 1 … 20 with snapshots up to 5, 10 and 15; segments of four records. */
  function prepared(disk?: MemoryDisk): string {
    const folder = newFolder();
    const journal = Journal.open({ folder, session, segmentBytes: 280, ...(disk === undefined ? {} : { disk }) });
    for (let k = 1; k <= 20; k++) {
      journal.append(textPayload(`record ${k}`), k);
      if (k % 5 === 0 && k < 20) journal.snapshot(Buffer.from(`up to ${k}`));
    }
    journal.close();
    return folder;
  }

  const after = (from: number): string[] => Array.from({ length: 20 - from }, (_, k) => `record ${from + k + 1}`);
  const snapshotName = (sequence: number): string => `${String(sequence).padStart(16, '0')}.snapshot`;

  it('are where recovery begins, with the records after them', () => {
    expect(recovery(prepared())).toEqual({ state: 'up to 15', texts: after(15), faults: [] });
  });

  it('fall back to the one before, whatever is wrong with the newest', () => {
    const disk = new MemoryDisk(new Random(1));
    const folder = prepared(disk);
    const path = join(folder, snapshotName(15));
    const whole = disk.file(path);
    const spoiled = [
      ...Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length)),
      ...Array.from({ length: whole.length * 8 }, (_, bit) => {
        const bytes = Buffer.from(whole);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        return bytes;
      }),
      Buffer.alloc(whole.length),
      Buffer.concat([whole, Buffer.alloc(1)]),
    ];
    for (const bytes of spoiled) {
      disk.tamper(path, bytes);
      expect(recovery(folder, disk)).toEqual({
        state: 'up to 10',
        texts: after(10),
        faults: [expect.stringContaining(snapshotName(15))],
      });
    }
  });

  it('without any sound one, all records are read', () => {
    const folder = prepared();
    for (const sequence of [5, 10, 15]) truncateSync(join(folder, snapshotName(sequence)), 10);
    expect(recovery(folder)).toMatchObject({ state: undefined, texts: after(0) });
  });

  it('let go of what they cover: the newest two and what is after the older stay', () => {
    const folder = prepared();
    const journal = Journal.open({ folder, session, segmentBytes: 280 });
    journal.prune();
    expect(names(folder)).toEqual([
      '0000000000000009.journal',
      snapshotName(10),
      '0000000000000013.journal',
      snapshotName(15),
      '0000000000000017.journal',
      'lock',
    ]);
    journal.close();
    expect(recovery(folder)).toMatchObject({ state: 'up to 15', texts: after(15) });
    truncateSync(join(folder, snapshotName(15)), 10);
    expect(recovery(folder)).toMatchObject({ state: 'up to 10', texts: after(10) });
    truncateSync(join(folder, snapshotName(10)), 10);
    expectFault(
      () => recovery(folder),
      'JOURNAL_UNREADABLE',
      '0000000000000009.journal',
      'expected record 1 or a sound snapshot',
    );
  });

  it('that are damaged do not count when others are removed', () => {
    const folder = prepared();
    truncateSync(join(folder, snapshotName(15)), 10);
    const journal = Journal.open({ folder, session });
    journal.prune();
    journal.close();
    truncateSync(join(folder, snapshotName(10)), 10);
    expect(recovery(folder)).toMatchObject({ state: 'up to 5', texts: after(5) });
  });

  it('say what had been on disk: a journal that ends before them is refused', () => {
    const folder = prepared();
    for (const name of ['0000000000000013.journal', '0000000000000017.journal']) rmSync(join(folder, name));
    expectFault(() => recovery(folder), 'JOURNAL_UNREADABLE', 'ends at record 12', 'covers record 15');
    expectFault(() => Journal.open({ folder, session }), 'JOURNAL_UNREADABLE', 'ends at record 12', 'covers record 15');
    for (const name of names(folder)) if (name.endsWith('.journal')) rmSync(join(folder, name));
    expectFault(() => recovery(folder), 'JOURNAL_UNREADABLE', 'ends at record 0');
    expectFault(() => Journal.open({ folder, session }), 'JOURNAL_UNREADABLE', 'ends at record 0');
  });

  it('of another session or history are refused', () => {
    const folder = prepared();
    const other = newFolder();
    const journal = Journal.open({ folder: other, session });
    for (let k = 1; k <= 15; k++) journal.append(textPayload(`other ${k}`), k);
    journal.snapshot(Buffer.from('another history'));
    journal.close();
    const copy = copyOf(folder);
    renameSync(join(other, snapshotName(15)), join(copy, snapshotName(15)));
    expectFault(() => recovery(copy), 'JOURNAL_UNREADABLE', 'record 15 is another');
    keep({ folder: join(other, 'x'), session: 'foreign' }, ['a']);
    const foreign = Journal.open({ folder: join(other, 'x'), session: 'foreign' });
    foreign.snapshot(Buffer.from('foreign'));
    foreign.close();
    renameSync(join(other, 'x', snapshotName(1)), join(folder, snapshotName(18)));
    writeFileSync(join(folder, snapshotName(15)), '');
    expect(recovery(folder)).toMatchObject({
      state: 'up to 10',
      faults: [expect.stringContaining('was 1'), expect.any(String)],
    });
    renameSync(join(folder, snapshotName(18)), join(folder, snapshotName(1)));
    for (const sequence of [5, 10]) rmSync(join(folder, snapshotName(sequence)));
    expectFault(() => recovery(folder), 'JOURNAL_UNREADABLE', 'expected session test, came foreign');
  });
});
