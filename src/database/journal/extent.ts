import { SiisError } from '../../util/errors.ts';
import { type JournalPlace, listJournal } from './journal-folder.ts';
import { SegmentReader } from './segment-reader.ts';

/** So much of a file holds whole records. */
export interface Extent {
  readonly path: string;
  readonly bytes: number;
}

/**
 * How much of each file of a journal can be copied, also while it is written: all records that are whole by now. The copy is a
 * journal that ends there. @throws SiisError JOURNAL_UNREADABLE
 */
export function journalExtent(place: JournalPlace): Extent[] {
  const { segments, disk, unborn } = listJournal(place);
  return segments.map((segment, k) => {
    const isLast = k === segments.length - 1;
    const reader = new SegmentReader(disk, segment, !isLast || unborn !== undefined);
    try {
      while (reader.next());
      const { damage } = reader;
      if (damage?.kind === 'broken') throw new SiisError('JOURNAL_UNREADABLE', damage.message);
      return { path: segment.path, bytes: reader.end };
    } finally {
      reader.close();
    }
  });
}
