import { JournalReader } from '../database/journal/journal-reader.ts';
import { SiisError } from '../util/errors.ts';
import { type MarketPlan, preparePaper } from './paper-market.ts';
import { changedSince, journalFolder, latestSession } from './session-folder.ts';
import { factsOf } from './session-keeper.ts';
import { type Comparison, SessionLog } from './session-log.ts';
import { Tally } from './tally.ts';

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
  const log = new SessionLog(undefined);
  const { session, open } = preparePaper(plan, { journal: log, firstSequence: meta.firstSequence, goesOn: false });
  const { lanes, start } = open();
  const records = JournalReader.open({ folder: journalFolder(folder, meta), session: meta.id });
  try {
    const engine = session.begin(lanes, start);
    const tally = new Tally(session);
    engine.run({ until: start - 1, waits: true });
    const compared = log.replay(records, {
      run: (until) => {
        engine.run({ until, waits: true });
        tally.sweep();
      },
      publish: (event) => session.bus.publish(event),
      turned: () => undefined,
    });
    return { id: meta.id, ...compared };
  } finally {
    records.close();
    for (const lane of lanes) lane.close();
  }
}
