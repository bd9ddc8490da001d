import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../../../test/support/journals.ts';
import { checkJournal, checkLines } from './check.ts';
import { Journal } from './journal.ts';
import { PayloadEncoder } from './payload.ts';

const time = Date.UTC(2026, 0, 1);

/** 12 cancels, then empty records of these types; a snapshot up to 6; segments of four records. */
function prepared(extra: readonly number[] = []): string {
  const folder = newFolder();
  const journal = Journal.open({ folder, session: 'demo', segmentBytes: 400 });
  const encoder = new PayloadEncoder();
  for (let k = 0; k < 12; k++) {
    journal.append(encoder.encode({ kind: 'cancel', orderId: `o${k}`, reason: 'test', time }), time + k);
    if (k === 5) journal.snapshot(Buffer.from('state'));
  }
  for (const type of extra) journal.append({ type, version: 1, bytes: new Uint8Array(0) }, time + 99);
  journal.close();
  return folder;
}

function lines(folder: string): string[] {
  return checkLines('the folder', checkJournal({ folder })).map((line) => line.replaceAll(folder, '…'));
}

describe('checkJournal', () => {
  it('says what a sound journal holds', () => {
    expect(lines(prepared())).toEqual([
      'journal the folder: session demo, 3 segments',
      'records 1 to 12, 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:00.011Z: 12 cancel',
      'snapshots up to record 6',
      'sound',
    ]);
  });

  it('finds an empty folder, and none, sound', () => {
    const folder = newFolder();
    const expected = ['journal the folder: no session, 0 segments', 'no records', 'no snapshot', 'sound'];
    expect(lines(folder)).toEqual(expected);
    expect(lines(join(folder, 'none'))).toEqual(expected);
  });

  it('names a torn tail and a torn snapshot as what they are: no fault', () => {
    const folder = prepared();
    const last = readdirSync(folder).findLast((name) => name.endsWith('.journal'))!;
    truncateSync(join(folder, last), readFileSync(join(folder, last)).length - 3);
    truncateSync(join(folder, '0000000000000006.snapshot'), 100);
    expect(lines(folder)).toEqual([
      'journal the folder: session demo, 3 segments',
      expect.stringContaining('records 1 to 11'),
      'no snapshot',
      'notice: …/0000000000000006.snapshot: expected a header of 128 bytes, came 100',
      expect.stringMatching(
        /^notice: …\/0000000000000009\.journal, byte \d+: expected record 12, came \d+ of its 88 bytes/,
      ),
      'sound',
    ]);
  });

  it('names every fault, and goes on behind a payload that it does not know', () => {
    const folder = prepared([200, 3]);
    const found = lines(folder);
    expect(found[1]).toContain('records 1 to 14');
    expect(found[1]).toContain('12 cancel, 2 unreadable');
    expect(found.slice(3)).toEqual([
      expect.stringMatching(/^FAULT: .*byte \d+: record 13: expected a type from 1 to 9, was 200/),
      expect.stringMatching(/^FAULT: .*byte \d+: record 14: expected the text of intent/),
      '2 faults: a recovery would refuse it',
    ]);
  });

  it('names damage in the middle, and the readable part before it', () => {
    const folder = prepared();
    const path = join(folder, '0000000000000005.journal');
    const bytes = readFileSync(path);
    bytes[250]! ^= 1;
    writeFileSync(path, bytes);
    const found = lines(folder);
    expect(found[1]).toContain('records 1 to 5');
    expect(found.slice(3)).toEqual([
      expect.stringContaining('FAULT: …/0000000000000005.journal, byte 216: expected record 6'),
      '1 fault: a recovery would refuse it',
    ]);
  });

  it('names headers that are damaged', () => {
    const folder = prepared();
    writeFileSync(join(folder, '0000000000000005.journal'), 'x'.repeat(500));
    expect(lines(folder)).toEqual([
      'journal the folder: no session, 0 segments',
      'no records',
      'no snapshot',
      expect.stringContaining('FAULT: …/0000000000000005.journal, byte 0: expected a file that begins with SIISJRNL'),
      '1 fault: a recovery would refuse it',
    ]);
  });

  it('names a beginning that is missing', () => {
    const folder = prepared();
    const journal = Journal.open({ folder, session: 'demo' });
    journal.prune(1);
    journal.close();
    expect(lines(folder).at(-1)).toBe('sound');
    truncateSync(join(folder, '0000000000000006.snapshot'), 100);
    expect(lines(folder).at(-2)).toContain('expected record 1 or a sound snapshot, came record 5');
  });
});
