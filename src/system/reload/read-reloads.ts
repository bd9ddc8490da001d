import { JournalReader } from '../../database/journal/journal-reader.ts';
import { decodePayload } from '../../database/journal/payload.ts';

/** Versions that the record of a session tells of, by strategy. @throws SiisError JOURNAL_UNREADABLE */
export function readReloads(place: { readonly folder: string; readonly session: string }): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const records = JournalReader.open(place);
  try {
    for (let record = records.next(); record !== undefined; record = records.next()) {
      const payload = decodePayload(record);
      if (payload.kind !== 'event' || payload.event.kind !== 'command') continue;
      const { command } = payload.event;
      if (command.kind !== 'reload' || command.strategy === undefined || command.version === undefined) continue;
      const versions = found.get(command.strategy) ?? new Set();
      found.set(command.strategy, versions.add(command.version));
    }
  } finally {
    records.close();
  }
  return found;
}
