import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryDisk, type Mishap, PowerCut } from '../../../test/support/memory-disk.ts';
import { SiisError } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import { recoverJournal } from './recovery.ts';

/** Numbers as a session would keep them: what was appended, in order, is its whole state. */
interface History {
  appended: number[];
  /** So many of them are on disk, the journal said. */
  committed: number;
  cuts: number;
}

type Step =
  | { readonly kind: 'append'; readonly size: number }
  | { readonly kind: 'commit' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'prune'; readonly keep: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      size: fc.oneof({ weight: 7, arbitrary: fc.constantFrom(0, 8, 24, 33) }, { weight: 1, arbitrary: fc.nat(700) }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ kind: 'commit' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'snapshot' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prune' as const), keep: fc.integer({ min: 1, max: 2 }) }) },
);

function optionsOf(disk: MemoryDisk): JournalOptions {
  return { folder: 'j', session: 'crash', disk, segmentBytes: 400, bufferBytes: 300 };
}

function encode(value: number, size: number): { type: number; version: number; bytes: Uint8Array } {
  const bytes = new Uint8Array(8 + size).fill(value % 251);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return { type: 1, version: 1, bytes };
}

function run(disk: MemoryDisk, history: History, steps: readonly Step[]): void {
  const journal = Journal.open(optionsOf(disk));
  expect(journal.sequence).toBe(history.appended.length);
  // To go on is to rely on what was found.
  history.committed = journal.sequence;
  for (const each of steps) {
    if (each.kind === 'append') {
      // Never the same number again, so that a record of a life before cannot pass for a new one.
      const value = history.appended.length + 1 + 1000 * history.cuts;
      history.appended.push(value);
      expect(journal.append(encode(value, each.size), value)).toBe(history.appended.length);
    } else if (each.kind === 'commit') journal.commit();
    else if (each.kind === 'snapshot') journal.snapshot(Buffer.from(JSON.stringify(history.appended)));
    else journal.prune(each.keep);
    history.committed = journal.committed;
  }
  journal.close();
  history.committed = history.appended.length;
}

function recovered(disk: MemoryDisk): number[] {
  const { snapshot, records } = recoverJournal({ folder: 'j', session: 'crash', disk });
  const state = snapshot === undefined ? [] : (JSON.parse(Buffer.from(snapshot.state).toString()) as number[]);
  expect(snapshot?.sequence ?? 0).toBe(state.length);
  for (let record = records.next(); record !== undefined; record = records.next()) {
    state.push(new DataView(record.bytes.buffer, record.bytes.byteOffset).getFloat64(0, true));
    expect(record.sequence).toBe(state.length);
    expect(record.time).toBe(state.at(-1));
  }
  return state;
}

/** Recovery gives a beginning of what was appended, with all that was committed; then the session goes on from there. */
function expectRecovery(disk: MemoryDisk, history: History): void {
  const state = recovered(disk);
  expect(state).toEqual(history.appended.slice(0, state.length));
  expect(state.length).toBeGreaterThanOrEqual(history.committed);
  // The files are whole from the first one on, so that a check finds nothing wrong either.
  const reader = JournalReader.open({ folder: 'j', disk });
  while (reader.next() !== undefined);
  history.appended = state;
  history.cuts += 1;
}

interface Life {
  readonly steps: readonly Step[];
  readonly after: number;
  readonly what: Mishap['what'];
  /** Whether the power goes as well once the process died of an error. */
  readonly cut: boolean;
}

const life: fc.Arbitrary<Life> = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  after: fc.nat(60),
  what: fc.constantFrom('power cut', 'power cut', 'EIO', 'ENOSPC', 'EROFS'),
  cut: fc.boolean(),
});

function live(disk: MemoryDisk, history: History, { steps, after, what, cut }: Life): void {
  disk.mishap = { call: disk.calls + after, what };
  let error: unknown;
  try {
    run(disk, history, steps);
  } catch (thrown) {
    error = thrown;
  }
  if (error !== undefined && !(error instanceof PowerCut)) {
    if (!(error instanceof SiisError)) throw error;
    expect(error.code).toBe('JOURNAL_FAILED');
  }
  if (error instanceof PowerCut || cut) disk.powerLoss();
  else disk.restart();
  expectRecovery(disk, history);
}

describe('a journal on a disk that loses what was not synced (F18, F19)', () => {
  it('recovers a beginning of what was appended with all that was committed, life after life', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(32, 64, 512),
        fc.array(life, { minLength: 1, maxLength: 4 }),
        (seed, page, lives) => {
          const disk = new MemoryDisk(new Random(seed), page);
          const history: History = { appended: [], committed: 0, cuts: 0 };
          for (const each of lives) live(disk, history, each);
          run(disk, history, [{ kind: 'append', size: 3 }, { kind: 'commit' }]);
          disk.powerLoss();
          expectRecovery(disk, history);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('does so whichever call the power goes at, and whichever call fails', () => {
    let turn = 0;
    const steps: Step[] = Array.from({ length: 40 }, (_, k): Step => {
      if (k % 9 === 8) return { kind: 'snapshot' };
      if (k % 9 === 0) return { kind: 'prune', keep: 1 + (k % 2) };
      return k % 4 === 3 ? { kind: 'commit' } : { kind: 'append', size: (k * 13) % 90 };
    });
    for (const what of ['power cut', 'power cut', 'power cut', 'EIO', 'ENOSPC', 'EROFS'] as const) {
      turn += 1;
      let after = 0;
      for (let isOver = false; !isOver; after++) {
        const disk = new MemoryDisk(new Random(`${turn} ${after}`));
        const history: History = { appended: [], committed: 0, cuts: 0 };
        live(disk, history, { steps, after, what, cut: after % 2 === 0 });
        isOver = disk.calls < after;
        run(disk, history, steps);
        expect(recovered(disk)).toEqual(history.appended);
      }
      expect(after).toBeGreaterThan(40);
    }
  });
});
