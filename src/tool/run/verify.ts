import type { Store } from '../../database/store.ts';
import { verifySession } from '../../system/verify.ts';
import type { Call } from '../call.ts';
import { openProfileStore, withPlace } from './data-folder.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** `siis verify PROFILE` @returns 0; a difference is an error */
export async function runVerifyVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const { profile, strategies } = loaded;
  let store: Store | undefined;
  try {
    if (profile.data.source !== 'synthetic') store = openProfileStore(loaded, {});
    const { id, orders, entries, until } = verifySession(sessionPlace(loaded), {
      profile,
      strategies,
      ...(store === undefined ? {} : { store }),
    });
    const reached = Number.isNaN(until) ? undefined : until;
    if (call.out.json) call.out.printJson({ session: id, identical: true, orders, entries, until: reached });
    else
      call.out.print(
        `session ${id}: orders identical ${orders}/${orders}, ${entries} requests, answers and fills alike`,
      );
    return 0;
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store?.close();
  }
}
