import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keep, newFolder, textPayload, textsOf } from '../../../test/support/journals.ts';
import { MemoryDisk } from '../../../test/support/memory-disk.ts';
import { Random } from '../../util/random.ts';
import { Journal } from './journal.ts';
import type { JournalDamage } from './record.ts';
import { recoverJournal } from './recovery.ts';
import { first, session, names, expectFault } from '../../../test/support/journal-files.ts';

function flip(path: string, byte: number, mask = 1): void {
  const bytes = readFileSync(path);
  bytes[byte]! ^= mask;
  writeFileSync(path, bytes);
}

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
