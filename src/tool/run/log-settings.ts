import type { LoadedProfile } from '../../config/load.ts';
import type { LogProfile } from '../../config/schema/log.ts';
import type { Call } from '../call.ts';

/** How the log of a session is kept: as the profile says, unless the command line asks for more or less. */
export function logSettings({ out }: Call, { profile }: LoadedProfile): LogProfile {
  return { ...profile.log, ...(out.verbose ? { level: 'debug' } : out.quiet ? { level: 'warn' } : {}) };
}
