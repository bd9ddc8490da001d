import { type SessionMeta, sessionIds, sessionOf } from '../../system/record/session-folder.ts';
import { SiisError } from '../../util/errors.ts';

/**
 * A paper session of a profile by its id or how that begins, else the last one.
 *
 * @throws SiisError FILE_NOT_FOUND when there is none, with those there are
 */
export function namedSession(place: string, profile: string, wanted: string | undefined): SessionMeta {
  const meta = sessionOf(place, wanted);
  if (meta !== undefined) return meta;
  const known = sessionIds(place);
  if (wanted === undefined || known.length === 0)
    throw new SiisError('FILE_NOT_FOUND', `no session of ${profile}: trade it on paper first: siis paper ${profile}`);
  throw new SiisError(
    'FILE_NOT_FOUND',
    `--session: expected a paper session of ${profile}, came '${wanted}'; the last are ${known.slice(-3).join(', ')}`,
  );
}
