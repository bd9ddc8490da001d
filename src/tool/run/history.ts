import { wallSleep } from '../../bus/clock.ts';
import type { LoadedProfile } from '../../config/load.ts';
import { type FactTable, factTables } from '../../database/history/facts.ts';
import { type FactRow, HistoryFile, historyPath } from '../../database/history/history-file.ts';
import { JournalReader } from '../../database/journal/journal-reader.ts';
import type { Store } from '../../database/store.ts';
import { makeHistory } from '../../system/again/history-again.ts';
import { journalFolder, runnerOf, type SessionMeta } from '../../system/record/session-folder.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { csvText, peopleText, programRow } from '../history-text.ts';
import { openProfileStore, withPlace } from './data-folder.ts';
import { namedSession } from './named-session.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** Wall time that a running session has to write what its journal holds, ms. */
const patience = 1000;

/** `siis history PROFILE [WHAT]` */
export async function runHistoryVerb(call: Call): Promise<number> {
  const table = tableOf(call);
  const last = call.count('last', '--last', { min: 1, max: 1_000_000_000 });
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const place = sessionPlace(loaded);
  const meta = namedSession(place, loaded.profile.name, call.text('session'));
  const rows = await readRows({ call, loaded, place, meta }, table);
  const shown = rows.slice(last === undefined ? 0 : -last);
  const { out } = call;
  if (out.json) out.printJson(shown.map(programRow));
  else if (call.flag('csv')) await out.printWhenReady(csvText(table, shown));
  else await out.printWhenReady(`session ${meta.id}\n${peopleText(table, shown)}`);
  return 0;
}

/** `siis history mine orders`, `siis history --profile mine orders` */
function tableOf(call: Call): FactTable {
  const word = call.args[call.text('profile') === undefined ? 1 : call.args.length - 1] ?? 'trades';
  if (isTable(word)) return word;
  throw new SiisError('USAGE', `expected one of ${Object.keys(factTables).join(', ')}, came '${word}'`);
}

function isTable(word: string): word is FactTable {
  return Object.hasOwn(factTables, word);
}

/** Whose history is asked for. */
interface Asked {
  readonly call: Call;
  readonly loaded: LoadedProfile;
  readonly place: string;
  readonly meta: SessionMeta;
}

async function readRows(asked: Asked, table: FactTable): Promise<FactRow[]> {
  const { place, meta } = asked;
  const end = lastRecord(place, meta);
  const isRunning = runnerOf(place) !== undefined;
  for (let left = isRunning ? patience : 0; ; left -= 100) {
    const file = HistoryFile.read(historyPath(place));
    try {
      const reached = file?.cursor(meta.id) ?? 0;
      if (file !== undefined && reached === end) return file.rows(table, meta.id);
      if (file !== undefined && reached > end && isRunning) return file.rows(table, meta.id);
    } finally {
      file?.close();
    }
    if (left <= 0) break;
    // oxlint-disable-next-line no-await-in-loop -- the other process writes meanwhile
    await wallSleep(100);
  }
  return madeRows(asked, table, isRunning);
}

/** Makes what is missing: for good where no session runs that would write it, else for this answer only. */
function madeRows({ call, loaded, place, meta }: Asked, table: FactTable, isRunning: boolean): FactRow[] {
  const { profile, strategies } = loaded;
  const file = isRunning ? HistoryFile.inMemory() : openToWrite(place, call);
  let store: Store | undefined;
  try {
    if (profile.data.source !== 'synthetic') store = openProfileStore(loaded, {});
    const plan = { profile, strategies, ...(store === undefined ? {} : { store }) };
    if (file.cursor(meta.id) > lastRecord(place, meta)) file.forget([meta.id]);
    const from = file.cursor(meta.id);
    try {
      makeHistory(place, { meta, plan }, { from, take: (batch) => file.take([batch]) });
    } catch (error) {
      if (!(error instanceof SiisError && error.code === 'SESSION_DIFFERS') || from === 0) throw error;
      call.out.log('warn', `the history ends at record ${from} of the journal: ${error.message}`);
    }
    return file.rows(table, meta.id);
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store?.close();
    file.close();
  }
}

function openToWrite(place: string, { out }: Call): HistoryFile {
  try {
    return HistoryFile.open(historyPath(place), (kept) =>
      out.log('warn', `history.db was damaged: it is kept as ${kept}, and made again from the journal`),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    out.log('warn', `the history cannot be kept: ${why}`);
    return HistoryFile.inMemory();
  }
}

function lastRecord(place: string, meta: SessionMeta): number {
  const records = JournalReader.open({ folder: journalFolder(place, meta), session: meta.id });
  try {
    while (records.next() !== undefined);
    return records.last;
  } finally {
    records.close();
  }
}
