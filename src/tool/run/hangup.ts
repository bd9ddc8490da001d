import { changedKeys } from '../../config/profile-changes.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { SessionDoor } from '../../system/door/session-door.ts';
import type { DaemonLog } from '../../system/log/daemon-log.ts';
import type { Call } from '../call.ts';
import { logSettings } from './log-settings.ts';
import { loadRequest, type ProfileRequest } from './profile-request.ts';

/** What SIGHUP reaches of a session. */
export interface Hangup {
  readonly call: Call;
  readonly request: ProfileRequest;
  readonly log: DaemonLog;
  readonly door: SessionDoor;
  readonly face: { readonly log: (message: string) => void; readonly warn: (message: string) => void };
}

/**
 * Has SIGHUP open the log anew, for those who moved it away, and take over what can change while a session runs: of the profile,
 * and the code of strategies.
 * The rest is named; a profile that cannot be read changes nothing.
 */
export function obeyHangups(loaded: LoadedProfile, { call, request, log, face, door }: Hangup): void {
  let { profile } = loaded;
  const again = async (): Promise<void> => {
    log.reopen();
    const read = await loadRequest(request);
    const changed = changedKeys(profile, read.profile);
    const taken = changed.filter((key) => key.startsWith('log.'));
    const others = changed.filter((key) => !taken.includes(key));
    if (taken.length > 0) {
      profile = { ...profile, log: read.profile.log };
      log.change(logSettings(call, read));
    }
    const { message } = door.send({ kind: 'reload', strategy: undefined }, 'hangup');
    const words = `SIGHUP: ${wordsOf(taken, others)}; ${message}`;
    if (others.length === 0) face.log(words);
    else face.warn(words);
  };
  call.onHangup(() => {
    again().catch((error: unknown) =>
      face.warn(`SIGHUP: nothing of the profile changed: ${error instanceof Error ? error.message : String(error)}`),
    );
  });
}

function wordsOf(taken: readonly string[], others: readonly string[]): string {
  const parts = [
    'the log was opened anew',
    taken.length > 0 ? `${taken.join(', ')} taken over` : '',
    others.length > 0 ? `${others.join(', ')} changed and needs a restart` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
