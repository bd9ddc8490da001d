import { type JournalFiles, type JournalPlace, listJournal } from './journal-folder.ts';
import { unreadable } from './journal-fault.ts';
import { JournalReader } from './journal-reader.ts';
import { type Snapshot, soundSnapshots } from './snapshot.ts';

/** What a session begins again with: a state, and the records after it. */
export interface Recovery {
  /** The newest sound snapshot; absent: begin with nothing and fold all records. */
  readonly snapshot: Snapshot | undefined;
  /** To be read to its end and closed. */
  readonly records: JournalReader;
  /** Snapshots that are damaged and were passed over, one sentence each. */
  readonly faults: readonly string[];
}

/**
 * Opens a journal for recovery. Reading only: the file stays as it is, also where its tail is torn (`Journal.open` mends that).
 *
 * @throws SiisError JOURNAL_UNREADABLE when what is left cannot lead to the state it had
 */
export function recoverJournal(place: JournalPlace): Recovery {
  const files = listJournal(place);
  const faults: string[] = [];
  const snapshot = soundSnapshots(place, files, (fault) => faults.push(fault)).next().value ?? undefined;
  checkBeginning(files, snapshot);
  const records = new JournalReader(place.folder, files, snapshot === undefined ? {} : { after: snapshot });
  return { snapshot, records, faults };
}

function checkBeginning({ segments }: JournalFiles, snapshot: Snapshot | undefined): void {
  const first = segments[0];
  if (first === undefined || first.header.sequence === 1 || snapshot !== undefined) return;
  throw unreadable(
    first.path,
    16,
    `expected record 1 or a sound snapshot, came record ${first.header.sequence}; what was before it is missing`,
  );
}
