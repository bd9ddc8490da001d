import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoadedProfile } from '../../config/load.ts';
import { hash32 } from '../../util/random.ts';

/**
 * Where the sessions of a profile are kept: beside the data where there is a data folder, else in the user's own state folder;
 * where there are some already they stay. Their event numbers lie beside it, in `.sequence`.
 */
export function sessionPlace({ profile, workspace, dataDir }: LoadedProfile): string {
  const state = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const own = join(state, 'siis', `${profile.name}-${hash32(workspace).toString(36)}`);
  const beside = join(dataDir, 'sessions', profile.name);
  const used = [beside, own].find((place) => existsSync(place));
  return used ?? (existsSync(dataDir) ? beside : own);
}
