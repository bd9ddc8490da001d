import { RemoteDoor } from '../../system/door/remote-door.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { explainFor } from './explain.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';
import { terminalOf } from './terminal.ts';

/** `siis attach PROFILE`: the terminal on a session that runs in another process. */
export async function runAttachVerb(call: Call): Promise<number> {
  const show = terminalOf(call);
  if (show === undefined)
    throw new SiisError('USAGE', 'attach needs a terminal that can show more than lines; see: siis cmd');
  const { door, place } = await connect(call, call.profileName());
  const over = new AbortController();
  const warnings: string[] = [];
  door.listen(() => void warnings.push('the session ended, or went away; q leaves'));
  try {
    const stop = AbortSignal.any([call.stop, over.signal]);
    await show(door, {
      settings: `${place}.terminal.json`,
      stop,
      warnings,
      explain: explainFor(call, call.profileName()),
    });
    return 0;
  } finally {
    door.close();
  }
}

async function connect(call: Call, profile: string): Promise<{ readonly door: RemoteDoor; readonly place: string }> {
  const loaded = await loadRequest(profileRequest(call, profile));
  const place = sessionPlace(loaded);
  return { door: await RemoteDoor.connect(place, loaded.profile.name, { source: 'attach' }), place };
}
