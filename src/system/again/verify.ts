import { SiisError } from '../../util/errors.ts';
import { sessionAgain } from './again.ts';
import type { MarketPlan } from '../paper/paper-market.ts';
import { sessionOf } from '../record/session-folder.ts';
import type { Comparison } from '../record/session-log.ts';

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
  const meta = sessionOf(folder, undefined);
  if (meta === undefined) {
    const { name } = plan.profile;
    throw new SiisError('FILE_NOT_FOUND', `no session of ${name}: trade it on paper first: siis paper ${name}`);
  }
  return { id: meta.id, ...sessionAgain(folder, meta, plan).compared };
}
