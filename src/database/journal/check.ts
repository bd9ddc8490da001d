import { SiisError } from '../../util/errors.ts';
import { fileName } from './format.ts';
import { type JournalFiles, type JournalPlace, listJournal } from './journal-folder.ts';
import { JournalReader } from './journal-reader.ts';
import { decodePayload } from './payload.ts';
import { readSnapshot } from './snapshot.ts';

/** What a look at every byte of a journal found. */
export interface JournalCheck {
  /** `undefined` for an empty folder, or one whose headers cannot be read. */
  readonly session: string | undefined;
  readonly segments: number;
  /** Number and time (ms UTC) of the first and last readable record; NaN without any. */
  readonly first: number;
  readonly last: number;
  readonly firstTime: number;
  readonly lastTime: number;
  /** Records by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Last records that the sound snapshots cover, rising. */
  readonly snapshots: readonly number[];
  /** What was cut off or passed over; recovery does without. */
  readonly notices: readonly string[];
  /** What recovery would refuse. */
  readonly faults: readonly string[];
}

/** Reads a journal whole: headers, chain, records, payloads, snapshots. Changes nothing; throws only what the disk throws. */
export function checkJournal(place: JournalPlace): JournalCheck {
  const found = { first: NaN, last: NaN, firstTime: NaN, lastTime: NaN };
  const counts: Record<string, number> = {};
  const [notices, faults, snapshots]: [string[], string[], number[]] = [[], [], []];
  const files = caught(faults, () => listJournal(place));
  if (files === undefined) return { session: undefined, segments: 0, ...found, counts, snapshots, notices, faults };
  const proven = checkSnapshots(place, files, { snapshots, notices, faults });
  const reader = caught(faults, () => new JournalReader(place.folder, files, { proven }));
  const next = (): ReturnType<JournalReader['next']> => caught(faults, () => reader?.next());
  for (let record = next(); record !== undefined; record = next()) {
    const { sequence, time } = record;
    if (Number.isNaN(found.first)) Object.assign(found, { first: sequence, firstTime: time });
    Object.assign(found, { last: sequence, lastTime: time });
    const kind = caught(faults, () => decodePayload(record).kind) ?? 'unreadable';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  reader?.close();
  if (reader?.damage !== undefined) notices.push(reader.damage.message);
  const base = files.segments[0]?.header.sequence ?? 1;
  if (base > 1 && (snapshots[0] === undefined || snapshots.every((each) => each < base - 1)))
    faults.push(
      `${place.folder}: expected record 1 or a sound snapshot, came record ${base}; what was before it is missing`,
    );
  return { session: files.session, segments: files.segments.length, ...found, counts, snapshots, notices, faults };
}

/** The check in lines for people. */
export function checkLines(folder: string, check: JournalCheck): string[] {
  const { session, segments, first, last, firstTime, lastTime, counts, snapshots, notices, faults } = check;
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  const span = `records ${first} to ${last}, ${timeOf(firstTime)} to ${timeOf(lastTime)}: ${kinds.join(', ')}`;
  return [
    `journal ${folder}: ${session === undefined ? 'no session' : `session ${session}`}, ${segments} segment${segments === 1 ? '' : 's'}`,
    Number.isNaN(first) ? 'no records' : span,
    snapshots.length === 0 ? 'no snapshot' : `snapshots up to record ${snapshots.join(', ')}`,
    ...notices.map((notice) => `notice: ${notice}`),
    ...faults.map((fault) => `FAULT: ${fault}`),
    faults.length === 0
      ? 'sound'
      : `${faults.length} fault${faults.length === 1 ? '' : 's'}: a recovery would refuse it`,
  ];
}

/** @returns the last record that a sound snapshot covers. */
function checkSnapshots(
  { folder }: JournalPlace,
  files: JournalFiles,
  into: { snapshots: number[]; notices: string[]; faults: string[] },
): number {
  for (const sequence of files.snapshots) {
    const snapshot = readSnapshot(files.disk, folder, sequence);
    if (typeof snapshot === 'string') into.notices.push(snapshot);
    else if (snapshot.session === files.session) into.snapshots.push(sequence);
    else
      into.faults.push(
        `${fileName('snapshot', sequence)}: expected session ${files.session}, came ${snapshot.session}`,
      );
  }
  return into.snapshots.at(-1) ?? 0;
}

/** The result, or `undefined` with the error's message among the faults. */
function caught<Result>(faults: string[], work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SiisError)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

function timeOf(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
