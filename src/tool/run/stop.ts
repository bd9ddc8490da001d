import { steadyNow, wallSleep } from '../../bus/clock.ts';
import { runnerOf } from '../../system/record/session-folder.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';
import { runningProcess } from './status.ts';

/** How long a session may take to end, ms. */
const patience = 10_000;

/** `siis stop PROFILE`: asks the session to end in good order, and waits until it has. */
export async function runStopVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const { name } = loaded.profile;
  const folder = sessionPlace(loaded);
  const pid = runningProcess(name, folder);
  process.kill(pid, 'SIGTERM');
  const asked = steadyNow();
  while (runnerOf(folder)?.pid === pid) {
    if (steadyNow() - asked > patience) {
      throw new SiisError(
        'TIMED_OUT',
        `${name}: process ${pid} was told to end and still runs after ${patience / 1000} s`,
      );
    }
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(50);
  }
  if (call.out.json) call.out.printJson({ profile: name, pid, stopped: true });
  else call.out.print(`${name}: process ${pid} ended`);
  return 0;
}
