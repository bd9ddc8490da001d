import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keep, newFolder, textPayload, textsOf } from '../../../test/support/journals.ts';
import { MemoryDisk } from '../../../test/support/memory-disk.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import { recoverJournal } from './recovery.ts';
import { session, first, names, expectFault } from '../../../test/support/journal-files.ts';

describe('Journal', () => {
  it('gives back what was appended, with numbers, times, types and versions', () => {
    const folder = newFolder();
    const journal = Journal.open({ folder, session });
    expect([journal.sequence, journal.committed]).toEqual([0, 0]);
    expect(journal.append({ type: 65_535, version: 300, bytes: Buffer.from('one') }, 1.5)).toBe(1);
    expect(journal.append({ type: 1, version: 1, bytes: new Uint8Array(0) }, -7)).toBe(2);
    expect([journal.sequence, journal.committed]).toEqual([2, 0]);
    journal.commit();
    expect(journal.committed).toBe(2);
    journal.close();
    const reader = JournalReader.open({ folder, session });
    const file = join(folder, first);
    expect(reader.next()).toEqual({
      file,
      byte: 128,
      sequence: 1,
      time: 1.5,
      type: 65_535,
      version: 300,
      bytes: Buffer.from('one'),
    });
    expect(reader.next()).toEqual({
      file,
      byte: 168,
      sequence: 2,
      time: -7,
      type: 1,
      version: 1,
      bytes: Buffer.alloc(0),
    });
    expect(reader.next()).toBeUndefined();
    expect([reader.last, reader.damage]).toEqual([2, undefined]);
    reader.close();
  });

  it('holds records back until the commit, and then has one write and one sync for all of them', () => {
    const disk = new MemoryDisk(new Random(1));
    const journal = Journal.open({ folder: 'j', session, disk });
    const before = disk.calls;
    for (let k = 0; k < 100; k++) journal.append(textPayload(`record ${k}`), k);
    expect(disk.calls - before).toBe(0);
    journal.commit();
    expect(disk.calls - before).toBe(2);
    journal.commit();
    expect(disk.calls - before).toBe(2);
    journal.close();
    expect(disk.openFiles).toBe(0);
  });

  it('goes on where it stopped', () => {
    const folder = newFolder();
    keep({ folder, session }, ['a', 'b'], ['c']);
    keep({ folder, session }, ['d']);
    expect(textsOf(folder)).toEqual({ texts: ['a', 'b', 'c', 'd'], damage: undefined });
    expect(names(folder)).toEqual([first]);
  });

  it('takes records longer than its buffer and than a segment', () => {
    const folder = newFolder();
    const texts = ['x'.repeat(5000), 'y'.repeat(10), 'z'.repeat(400_000), 'w'];
    keep({ folder, session, bufferBytes: 64, segmentBytes: 1000 }, texts);
    expect(textsOf(folder).texts).toEqual(texts);
    expect(names(folder)).toHaveLength(3);
  });

  it('begins a new segment once one is long enough, and reads on through all of them', () => {
    const folder = newFolder();
    const texts = Array.from({ length: 40 }, (_, k) => `record ${k}`);
    keep({ folder, session, segmentBytes: 280 }, texts.slice(0, 11), texts.slice(11, 12), texts.slice(12));
    expect(names(folder).slice(0, 3)).toEqual([first, '0000000000000005.journal', '0000000000000009.journal']);
    expect(textsOf(folder)).toEqual({ texts, damage: undefined });
  });

  it('lets one writer at a time have the folder', () => {
    const folder = newFolder();
    const journal = Journal.open({ folder, session });
    expectFault(() => Journal.open({ folder, session }), 'STORE_UNUSABLE', folder, 'in use');
    journal.close();
    Journal.open({ folder, session }).close();
  });

  it('is over when it is closed', () => {
    const journal = Journal.open({ folder: newFolder(), session });
    journal.close();
    expectFault(() => journal.append(textPayload('late'), 1), 'JOURNAL_FAILED', 'closed');
  });

  it('takes no record that does not fit', () => {
    const journal = Journal.open({ folder: newFolder(), session });
    const bytes = new Uint8Array(2 ** 24);
    for (const [type, version] of [
      [0, 1],
      [1, 0],
      [65_536, 1],
      [1, 65_536],
      [NaN, 1],
    ] as const) {
      expect(() => journal.append({ type, version, bytes: bytes.subarray(0, 1) }, 1)).toThrow('from 1 to 65535');
    }
    expect(() => journal.append({ type: 1, version: 1, bytes: new Uint8Array(2 ** 24 + 1) }, 1)).toThrow('16777217');
    expect(journal.append({ type: 1, version: 1, bytes }, 1)).toBe(1);
    journal.close();
    expect(() => Journal.open({ folder: newFolder(), session: 'é'.repeat(47) })).toThrow('1 to 92 bytes');
  });

  it('says what the system says where a file cannot be read', () => {
    const folder = newFolder();
    mkdirSync(join(folder, first));
    expectFault(() => textsOf(folder), 'JOURNAL_UNREADABLE', folder, 'cannot be read', 'EISDIR');
    expectFault(() => Journal.open({ folder, session }), 'JOURNAL_UNREADABLE', 'EISDIR');
  });

  it('says what the system says where the folder cannot be made', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expectFault(() => Journal.open({ folder: join(file, 'j'), session }), 'STORE_UNUSABLE', 'a file is in the way');
  });
});

describe('a disk that fails (F20, F21)', () => {
  it.each(['EIO', 'ENOSPC', 'EROFS'] as const)('with %s ends the journal, whatever later calls would say', (what) => {
    for (const failing of [0, 1]) {
      const disk = new MemoryDisk(new Random(what));
      const journal = Journal.open({ folder: 'j', session, disk });
      journal.append(textPayload('safe'), 1);
      journal.commit();
      journal.append(textPayload('in doubt'), 2);
      disk.mishap = { call: disk.calls + failing, what };
      expectFault(() => journal.commit(), 'JOURNAL_FAILED', what, 'up to record 1 it is on disk');
      expect(journal.committed).toBe(1);
      for (const again of [
        () => journal.append(textPayload('more'), 3),
        () => journal.commit(),
        () => journal.snapshot(Buffer.from('state')),
        () => journal.prune(),
      ]) {
        expectFault(again, 'JOURNAL_FAILED', what);
      }
      const calls = disk.calls;
      journal.close();
      expect([disk.calls, disk.openFiles]).toEqual([calls, 0]);
      disk.restart();
      const opened = Journal.open({ folder: 'j', session, disk });
      expect(opened.sequence).toBeGreaterThanOrEqual(1);
      opened.close();
    }
  });

  it('at a snapshot costs the snapshot only', () => {
    for (let failing = 0; failing < 8; failing++) {
      const disk = new MemoryDisk(new Random(failing));
      const journal = Journal.open({ folder: 'j', session, disk });
      journal.append(textPayload('a'), 1);
      journal.commit();
      disk.mishap = { call: disk.calls + failing, what: 'ENOSPC' };
      expectFault(() => journal.snapshot(Buffer.from('state')), 'JOURNAL_FAILED', 'goes on without it', 'ENOSPC');
      expect(disk.list('j')).toEqual([first]);
      journal.append(textPayload('b'), 2);
      journal.close();
      expect(disk.openFiles).toBe(0);
      disk.powerLoss();
      const { records } = recoverJournal({ folder: 'j', session, disk });
      while (records.next() !== undefined);
      expect(records.last).toBe(2);
    }
  });
});
