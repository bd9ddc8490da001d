import { steadyNow } from '../../bus/clock.ts';
import type { ShowFace } from '../../system/door/face-door.ts';
import { ReplayDoor } from '../../system/replay/replay-door.ts';
import type { Call } from '../call.ts';
import { openProfileStore, withPlace } from './data-folder.ts';
import { explainFor } from './explain.ts';
import { namedSession } from './named-session.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** What of a record is shown first. */
interface Opening {
  readonly session: string | undefined;
  readonly speed: number | undefined;
  readonly from: number | undefined;
}

/** Shows a recorded session in the terminal: it is played, stepped through, and gone back in. */
export async function replayInTerminal(call: Call, show: ShowFace, opening: Opening): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const { profile, strategies } = loaded;
  const place = sessionPlace(loaded);
  const meta = namedSession(place, profile.name, opening.session);
  const store = profile.data.source === 'synthetic' ? undefined : openProfileStore(loaded, {});
  const over = new AbortController();
  try {
    const plan = { profile, strategies, ...(store === undefined ? {} : { store }) };
    const door = new ReplayDoor({ folder: place, meta, plan }, steadyNow);
    if (opening.from !== undefined) door.goTo(opening.from);
    if (opening.speed !== undefined) {
      door.setSpeed(opening.speed);
      if (opening.from === undefined) door.toggle();
    }
    const stop = AbortSignal.any([call.stop, over.signal]);
    const served = door.serve(stop);
    const explain = explainFor(call, call.profileName(), meta.id);
    await show(door, { settings: `${place}.terminal.json`, stop, warnings: [], explain });
    over.abort();
    await served;
    return 0;
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    over.abort();
    store?.close();
  }
}
