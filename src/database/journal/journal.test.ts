import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOf, keep, newFolder, textPayload, textsOf } from '../../../test/support/journals.ts';
import { MemoryDisk } from '../../../test/support/memory-disk.ts';
import type { ErrorCode } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import type { JournalDamage } from './record.ts';
import { recoverJournal } from './recovery.ts';

const session = 'test';
const first = '0000000000000001.journal';

function expectFault(work: () => unknown, code: ErrorCode, ...words: string[]): void {
  let error: unknown;
  try {
    work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ name: 'SiisError', code });
  for (const word of words) expect((error as Error).message).toContain(word);
}

function names(folder: string): string[] {
  return readdirSync(folder).toSorted();
}

function flip(path: string, byte: number, mask = 1): void {
  const bytes = readFileSync(path);
  bytes[byte]! ^= mask;
  writeFileSync(path, bytes);
}

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

/** Ends of the records of one segment: `ends[k]` is that of record k + 1. */
function endsOf(file: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 128; at < file.length;) {
    at += Math.ceil((32 + file.readUInt32LE(at + 4)) / 8) * 8;
    ends.push(at);
  }
  return ends;
}

describe('damage to the last segment, every byte of it (F23)', () => {
  const batches = [['one'], ['two', 'three', ''], ['five'], ['six is longer than the others', 'seven']];
  const texts = batches.flat();
  const disk = new MemoryDisk(new Random(1));
  /** Records from this one on are in the last batch: no later record says that they were on disk. */
  const lastBatch = texts.length - batches.at(-1)!.length + 1;

  function read(folder: string, bytes: Buffer): { texts: string[]; damage: JournalDamage | undefined } | string {
    disk.tamper(join(folder, first), bytes);
    try {
      return textsOf(folder, disk);
    } catch (error) {
      expect(error).toMatchObject({ code: 'JOURNAL_UNREADABLE' });
      return (error as Error).message;
    }
  }

  function prepared(): { folder: string; whole: Buffer; ends: number[] } {
    const folder = newFolder();
    keep({ folder, session }, ...batches);
    const whole = readFileSync(join(folder, first));
    return { folder, whole, ends: endsOf(whole) };
  }

  it('cut at any length: keeps all whole records and names the rest', () => {
    const { folder, whole, ends } = prepared();
    for (let length = 0; length <= whole.length; length++) {
      const found = read(folder, whole.subarray(0, length));
      const kept = ends.filter((end) => end <= length).length;
      const edge = kept === 0 ? 128 : ends[kept - 1]!;
      const isWhole = length === edge;
      const byte = length <= 128 ? 0 : edge;
      expect(found, `${length}`).toMatchObject({
        texts: texts.slice(0, kept),
        damage: isWhole
          ? undefined
          : { kind: 'torn-tail', file: join(folder, first), byte, bytes: length - byte, sequence: kept + 1 },
      });
    }
  });

  it('zeros from any byte on: keeps the records before', () => {
    const { folder, whole, ends } = prepared();
    for (let from = 128; from < whole.length; from++) {
      const bytes = Buffer.from(whole).fill(0, from);
      const changed = bytes.findIndex((value, at) => value !== whole[at]);
      const kept = changed < 0 ? ends.length : ends.filter((end) => end <= changed).length;
      expect(read(folder, bytes), `${from}`).toMatchObject({ texts: texts.slice(0, kept) });
    }
    expect(read(folder, Buffer.concat([whole, Buffer.alloc(4096)]))).toMatchObject({
      texts,
      damage: { kind: 'torn-tail', byte: whole.length, bytes: 4096, message: expect.stringContaining('came zeros') },
    });
  });

  it('any bit turned: cut in the last batch, refused where a later batch shows that it had been on disk', () => {
    const { folder, whole, ends } = prepared();
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const found = read(folder, bytes);
      const kept = ends.filter((end) => end <= bit >> 3).length;
      const byte = kept === 0 ? 128 : ends[kept - 1]!;
      if (bit >> 3 < 128) expect(found).toContain(`${first}, byte `);
      else if (kept + 1 < lastBatch) {
        expect(found).toContain(`${join(folder, first)}, byte ${byte}: expected record ${kept + 1}, came `);
        expect(found).toContain('had been on disk');
      } else {
        expect(found).toMatchObject({
          texts: texts.slice(0, kept),
          damage: { kind: 'torn-tail', byte, sequence: kept + 1 },
        });
      }
    }
  });

  it('is cut off when the journal is opened, kept beside it, and never comes back', () => {
    const { folder, whole, ends } = prepared();
    const [from, to] = [ends[4]!, ends[5]!];
    // A hole where record 6 was: record 7 behind it is whole.
    writeFileSync(join(folder, first), Buffer.from(whole).fill(0, from, to));
    const journal = Journal.open({ folder, session });
    expect(journal.sequence).toBe(5);
    expect(journal.damage).toMatchObject({ byte: from, sequence: 6, bytes: whole.length - from });
    expect(journal.damage?.message).toContain('with 1 whole records');
    journal.append(textPayload('SIX is as long as the others.'), 1);
    journal.close();
    expect(textsOf(folder)).toEqual({
      texts: [...texts.slice(0, 5), 'SIX is as long as the others.'],
      damage: undefined,
    });
    expect(names(folder)).toEqual([first, `${first}.${from}.torn`]);
    const torn = Buffer.concat([Buffer.alloc(to - from), whole.subarray(to)]);
    expect(readFileSync(join(folder, `${first}.${from}.torn`))).toEqual(torn);
  });
});

describe('a journal with damage in the middle', () => {
  const texts = Array.from({ length: 12 }, (_, k) => `record ${k + 1}`);
  const files = [first, '0000000000000005.journal', '0000000000000009.journal'];

  function prepared(name = session): string {
    const folder = newFolder();
    keep({ folder, session: name, segmentBytes: 280 }, texts);
    expect(names(folder)).toEqual(files);
    return folder;
  }

  const faults: [string, (folder: string) => void, string[]][] = [
    ['a missing segment', (folder) => rmSync(join(folder, files[1]!)), [files[2]!, 'expected record 5', 'missing']],
    [
      'a segment cut at a record',
      (folder) => truncateSync(join(folder, files[1]!), 128 + 40 * 2),
      [files[2]!, 'expected record 7', 'missing'],
    ],
    [
      'a segment cut in a record',
      (folder) => truncateSync(join(folder, files[1]!), 128 + 50),
      [files[1]!, 'byte 168', 'expected record 6', 'a later file'],
    ],
    [
      'a bad bit',
      (folder) => flip(join(folder, files[0]!), 140),
      [files[0]!, 'byte 128', 'expected record 1', 'wrong checksum'],
    ],
    ['a bad header', (folder) => flip(join(folder, files[1]!), 20), [files[1]!, 'byte 0', 'header']],
    ['another version', (folder) => flip(join(folder, files[2]!), 8, 3), [files[2]!, 'expected version 1, was 2']],
    [
      'a file of something else',
      (folder) => writeFileSync(join(folder, files[1]!), 'x'.repeat(200)),
      [files[1]!, 'SIISJRNL'],
    ],
    [
      'segments whose names were exchanged',
      (folder) => {
        renameSync(join(folder, files[1]!), join(folder, 'aside'));
        renameSync(join(folder, files[2]!), join(folder, files[1]!));
        renameSync(join(folder, 'aside'), join(folder, files[2]!));
      },
      [files[1]!, 'begins with record 9', 'name says 5'],
    ],
    [
      'a segment of another session',
      (folder) => renameSync(join(prepared('other'), files[1]!), join(folder, files[1]!)),
      [files[1]!, 'expected session test, came other'],
    ],
    [
      'a segment of another life of the session',
      (folder) => {
        const other = newFolder();
        keep(
          { folder: other, session, segmentBytes: 280 },
          texts.map((text) => text.toUpperCase()),
        );
        renameSync(join(other, files[1]!), join(folder, files[1]!));
      },
      [files[1]!, 'does not follow'],
    ],
    [
      'no record behind a lost one but an unfinished segment',
      (folder) => {
        rmSync(join(folder, files[1]!));
        truncateSync(join(folder, files[2]!), 60);
      },
      [files[2]!, 'records are missing'],
    ],
    [
      'a tail torn before an unfinished segment',
      (folder) => {
        truncateSync(join(folder, files[1]!), 128 + 50);
        truncateSync(join(folder, files[2]!), 60);
      },
      [files[1]!, 'byte 168', 'a later file'],
    ],
  ];

  it.each(faults)('is refused for %s, by reader and recovery', (_what, harm, words) => {
    const folder = prepared();
    harm(folder);
    expectFault(() => textsOf(folder), 'JOURNAL_UNREADABLE', ...words);
    expectFault(
      () => {
        const { records } = recoverJournal({ folder, session });
        while (records.next() !== undefined);
      },
      'JOURNAL_UNREADABLE',
      ...words,
    );
  });

  it('is not written on where a tail is torn before an unfinished segment, or records are missing before it', () => {
    const folder = prepared();
    truncateSync(join(folder, files[1]!), 128 + 50);
    truncateSync(join(folder, files[2]!), 60);
    expectFault(() => Journal.open({ folder, session }), 'JOURNAL_UNREADABLE', files[1]!, 'a later file');
    rmSync(join(folder, files[1]!));
    expectFault(() => Journal.open({ folder, session }), 'JOURNAL_UNREADABLE', files[2]!, 'records are missing');
  });

  it('is refused under another session than the one asked for', () => {
    const folder = prepared();
    expectFault(
      () => Journal.open({ folder, session: 'mine' }),
      'JOURNAL_UNREADABLE',
      'expected session mine, came test',
    );
    expectFault(() => recoverJournal({ folder, session: 'mine' }), 'JOURNAL_UNREADABLE', 'expected session mine');
  });

  it('goes on after a segment that was not finished, and names it', () => {
    const folder = prepared();
    truncateSync(join(folder, files[2]!), 128);
    flip(join(folder, files[2]!), 40);
    expect(textsOf(folder)).toMatchObject({
      texts: texts.slice(0, 8),
      damage: { kind: 'torn-tail', sequence: 9, byte: 0 },
    });
    const journal = Journal.open({ folder, session, segmentBytes: 280 });
    expect(journal.damage).toMatchObject({ kind: 'torn-tail', sequence: 9 });
    journal.append(textPayload('nine'), 1);
    journal.close();
    expect(textsOf(folder)).toEqual({ texts: [...texts.slice(0, 8), 'nine'], damage: undefined });
  });
});

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
