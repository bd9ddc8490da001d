import { join } from 'node:path';
import { runnerOf } from '../record/session-folder.ts';
import { SiisError } from '../../util/errors.ts';

/** Where the sessions of a profile lie. */
export interface SessionsPlace {
  readonly profile: string;
  readonly folder: string;
}

/** What a backup is of: a data folder, and sessions that lie elsewhere too. */
export interface BackupPlaces {
  readonly dataDir: string;
  readonly sessions: readonly SessionsPlace[];
}

/** Where the sessions of a profile are in a backup, and beside the data where they are restored. */
export function placeInBackup(profile: string): string {
  return join('sessions', profile).replaceAll('\\', '/');
}

/** Refuses while a process runs a session of one of the places. @throws SiisError STORE_UNUSABLE */
export function refuseRunning({ sessions }: BackupPlaces): void {
  for (const { profile, folder } of sessions) {
    const runner = runnerOf(folder);
    if (runner === undefined) continue;
    throw new SiisError(
      'STORE_UNUSABLE',
      `process ${runner.pid} runs a session of ${profile}; end it first: siis stop ${profile}`,
    );
  }
}
