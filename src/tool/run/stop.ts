import { steadyNow, wallSleep } from '../../bus/clock.ts';
import { runnerOf } from '../../system/record/session-folder.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';
import { runningProcess } from './status.ts';

/** How long a session may take to end in good order, ms; then it is killed, and how long that may take. */
const patience = 5000;
const lastPatience = 2000;

/** `siis stop PROFILE`: asks the session to end in good order, waits until it has, and kills it where it hangs. */
export async function runStopVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const { name } = loaded.profile;
  const folder = sessionPlace(loaded);
  const pid = runningProcess(name, folder);
  process.kill(pid, 'SIGTERM');
  const isKilled = !(await ends(folder, pid, patience));
  if (isKilled) {
    process.kill(pid, 'SIGKILL');
    if (!(await ends(folder, pid, lastPatience)))
      throw new SiisError('TIMED_OUT', `${name}: process ${pid} was killed and is still there`);
  }
  const words = isKilled
    ? `did not end within ${patience / 1000} s and was killed; its record holds all that it told`
    : 'ended';
  if (call.out.json) call.out.printJson({ profile: name, pid, stopped: true, killed: isKilled });
  else call.out.print(`${name}: process ${pid} ${words}`);
  return 0;
}

/** Waits until a process runs no session of the folder any more. @returns whether it came to that in time, ms */
async function ends(folder: string, pid: number, within: number): Promise<boolean> {
  const asked = steadyNow();
  while (runnerOf(folder)?.pid === pid) {
    if (steadyNow() - asked > within) return false;
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(50);
  }
  return true;
}
