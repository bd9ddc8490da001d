import { decodePayload } from '../../database/journal/payload.ts';
import type { JournalRecord } from '../../database/journal/record.ts';
import type { JournalEntry } from '../../trader/journal.ts';
import { entryWords, firstDifference } from './entry-words.ts';

/** Entries of a record on both sides of one. */
export interface Around {
  readonly before: readonly JournalRecord[];
  readonly after: readonly JournalRecord[];
}

/**
 * What a session did otherwise than its record says, for people: the entry, what was expected and what came, the first field
 * that differs, and the entries around it.
 *
 * @param came `undefined`: nothing
 */
export function differenceText(expected: JournalRecord, came: JournalEntry | undefined, around: Around): string {
  const wanted = decodePayload(expected);
  const place = `${expected.file}, entry ${expected.sequence}`;
  const words = `expected ${entryWords(wanted)}, came ${came === undefined ? 'nothing' : entryWords(came)}`;
  const field = came === undefined ? undefined : firstDifference(wanted, came);
  const first = field === undefined ? '' : `; the first field that differs is ${field}`;
  return [
    `the session is not what its record says: ${place}: ${words}${first}`,
    ...around.before.map((record) => line(' ', record)),
    line('>', expected),
    ...around.after.map((record) => line(' ', record)),
  ].join('\n');
}

function line(mark: string, record: JournalRecord): string {
  return `${mark} ${record.sequence}  ${new Date(record.time).toISOString()}  ${entryWords(decodePayload(record))}`;
}
