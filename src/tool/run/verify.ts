import { join, resolve } from 'node:path';
import { displayPath } from '../../config/workspace.ts';
import { type Verified, verifySession } from '../../system/again/verify.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { withBundle } from '../job/open-bundle.ts';
import { withMarketPlan } from './data-folder.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** `siis verify PROFILE` @returns 0; a difference is an error */
export async function runVerifyVerb(call: Call): Promise<number> {
  const [file] = call.args;
  if (file?.endsWith('.siis') === true) return verifyBundle(resolve(file), call);
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  return withMarketPlan(loaded, (plan) => {
    tell(call, verifySession(sessionPlace(loaded), plan));
    return 0;
  });
}

/** Does the session of a bundle again. */
function verifyBundle(file: string, call: Call): Promise<number> {
  const place = { file, workspace: call.text('workspace') ?? call.text('userdir'), data: call.text('data') };
  return withBundle(place, 'session', ({ bundle, loaded, folder }) =>
    withMarketPlan(loaded, (plan) => {
      const verified = verifySession(join(folder, 'sessions'), plan);
      if (verified.orders !== bundle.results['orders']) {
        const expected = `expected ${String(bundle.results['orders'])} orders, came ${verified.orders}`;
        throw new SiisError('BUNDLE_DIFFERS', `${displayPath(file)}: ${expected}; its record is cut short`);
      }
      tell(call, verified);
      return 0;
    }),
  );
}

function tell({ out }: Call, { id, orders, entries, until }: Verified): void {
  const reached = Number.isNaN(until) ? undefined : until;
  if (out.json) out.printJson({ session: id, identical: true, orders, entries, until: reached });
  else out.print(`session ${id}: orders identical ${orders}/${orders}, ${entries} requests, answers and fills alike`);
}
