import { JournalReader } from '../database/journal/journal-reader.ts';
import { SiisError } from '../util/errors.ts';
import { type MarketPlan, preparePaper } from './paper-market.ts';
import type { LoadedStrategy } from '../config/strategies.ts';
import { Watchdog } from '../watchdog/watchdog.ts';
import { changedSince, journalFolder, latestSession, type SessionMeta } from './session-folder.ts';
import { factsOf } from './session-keeper.ts';
import { type Comparison, SessionLog } from './session-log.ts';
import { readStops } from './session-stops.ts';
import { Tally } from './tally.ts';
import { crewOf } from './worker/session-crew.ts';

/** A session that was done again, and how it compares. */
export interface Verified extends Comparison {
  readonly id: string;
}

/**
 * Does the last session of a folder again, through the same code, and compares every request, answer and fill with its
 * record. Changes nothing; the session may be running meanwhile.
 *
 * @throws SiisError FILE_NOT_FOUND without a session, SESSION_DIFFERS at the first difference
 */
export function verifySession(folder: string, plan: MarketPlan): Verified {
  const meta = latestSession(folder);
  if (meta === undefined) {
    const { name } = plan.profile;
    throw new SiisError('FILE_NOT_FOUND', `no session of ${name}: trade it on paper first: siis paper ${name}`);
  }
  const changes = changedSince(meta, factsOf(plan));
  if (changes.length > 0) {
    throw new SiisError(
      'SESSION_DIFFERS',
      `session ${meta.id} cannot be done again: ${changes.join(', ')} changed since it began`,
    );
  }
  const place = { folder: journalFolder(folder, meta), session: meta.id };
  const log = new SessionLog(undefined);
  const stops = readStops(place);
  // What had to be stopped may do the same again: it is kept away from this thread.
  const watchdog = stops.size === 0 ? undefined : new Watchdog();
  const crew = watchdog === undefined ? undefined : crewOf(plan, { watchdog, workers: 1, stops });
  try {
    return { id: meta.id, ...compare(plan, { log, meta, place, strategies: crew?.strategies ?? plan.strategies }) };
  } finally {
    crew?.close();
    void watchdog?.close();
  }
}

/** What is compared. */
interface Record {
  readonly log: SessionLog;
  readonly meta: SessionMeta;
  readonly place: { readonly folder: string; readonly session: string };
  readonly strategies: readonly LoadedStrategy[];
}

function compare(plan: MarketPlan, { log, meta, place, strategies }: Record): Comparison {
  const { firstSequence } = meta;
  const { session, open } = preparePaper(plan, { journal: log, firstSequence, goesOn: false, strategies });
  const { lanes, start } = open();
  const records = JournalReader.open(place);
  try {
    const engine = session.begin(lanes, start);
    const tally = new Tally(session);
    engine.run({ until: start - 1, waits: true });
    return log.replay(records, {
      run: (until) => {
        engine.run({ until, waits: true });
        tally.sweep();
      },
      publish: (event) => session.bus.publish(event),
      turned: () => undefined,
    });
  } finally {
    records.close();
    for (const lane of lanes) lane.close();
  }
}
