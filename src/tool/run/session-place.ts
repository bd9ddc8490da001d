import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoadedProfile } from '../../config/load.ts';
import type { SessionsPlace } from '../../system/backup/places.ts';
import { hash32 } from '../../util/random.ts';

/**
 * Where the sessions of a profile are kept: beside the data where there is a data folder, else in the user's own state folder;
 * where there are some already they stay. Their event numbers lie beside it, in `.sequence`.
 */
export function sessionPlace({ profile, workspace, dataDir }: LoadedProfile): string {
  const own = join(stateFolder(), `${profile.name}-${tagOf(workspace)}`);
  const beside = join(dataDir, 'sessions', profile.name);
  const used = [beside, own].find((place) => existsSync(place));
  return used ?? (existsSync(dataDir) ? beside : own);
}

/** Where all profiles of a workspace have theirs. */
export function sessionPlaces(workspace: string, dataDir: string): SessionsPlace[] {
  const beside = join(dataDir, 'sessions');
  const near = foldersOf(beside).map((profile) => ({ profile, folder: join(beside, profile) }));
  const end = `-${tagOf(workspace)}`;
  const own = foldersOf(stateFolder())
    .filter((name) => name.endsWith(end))
    .map((name) => ({ profile: name.slice(0, -end.length), folder: join(stateFolder(), name) }));
  // Where a profile has both, only those beside the data are looked at.
  return [...near, ...own.filter(({ profile }) => !near.some((each) => each.profile === profile))];
}

function stateFolder(): string {
  return join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'siis');
}

function tagOf(workspace: string): string {
  return hash32(workspace).toString(36);
}

function foldersOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
