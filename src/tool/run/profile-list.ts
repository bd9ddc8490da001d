import { existsSync } from 'node:fs';
import type { LoadedProfile } from '../../config/load.ts';
import { listProfiles } from '../../config/workspace.ts';
import { Store } from '../../database/store.ts';
import { followedBy } from '../../system/data/inputs.ts';
import { SiisError } from '../../util/errors.ts';
import { usableCoverage } from './data-folder.ts';
import { loadRequest } from './profile-request.ts';

/** A profile that can be used by name, and what keeps it from running. */
export interface ListedProfile {
  readonly name: string;
  readonly state: 'ready' | 'no-data' | 'wrong';
  /** Instruments without data in the form it asks for. */
  readonly lacks: readonly string[];
}

/**
 * The profiles of a workspace and of the package, sorted. Nothing is thrown for one that is wrong.
 *
 * @param data goes before the data folder of each
 */
export function listedProfiles(workspace: string, data: string | undefined): Promise<ListedProfile[]> {
  return Promise.all(
    listProfiles(workspace).map(async (name): Promise<ListedProfile> => {
      try {
        const loaded = await loadRequest({ name, workspace, data, set: [] });
        const lacks = lackedBy(loaded);
        return { name, state: lacks.length === 0 ? 'ready' : 'no-data', lacks };
      } catch (error) {
        if (error instanceof SiisError) return { name, state: 'wrong', lacks: [] };
        throw error;
      }
    }),
  );
}

/** Instruments that a profile needs and of which the store holds nothing that it can use. */
function lackedBy(loaded: LoadedProfile): readonly string[] {
  const { profile, strategies, dataDir } = loaded;
  if (profile.data.source === 'synthetic') return [];
  const needed = followedBy(profile.instruments, strategies);
  if (!existsSync(dataDir)) return needed;
  const store = Store.open(dataDir, { readonly: true });
  try {
    return needed.filter((id) => usableCoverage(loaded, store, id).length === 0);
  } finally {
    store.close();
  }
}

/** `demo; without data of demo:BTC/USDT: ema-cross, pullback; wrong: mine` */
export function profilesText(listed: readonly ListedProfile[]): string {
  const names = (of: readonly ListedProfile[]): string => of.map(({ name }) => name).join(', ');
  const [ready, wrong] = (['ready', 'wrong'] as const).map((state) => listed.filter((each) => each.state === state));
  const without = Map.groupBy(
    listed.filter(({ state }) => state === 'no-data'),
    ({ lacks }) => lacks.join(', '),
  );
  return [
    ready!.length === 0 ? 'none is ready' : names(ready!),
    ...[...without].map(([lacks, of]) => `without data of ${lacks}: ${names(of)}`),
    ...(wrong!.length === 0 ? [] : [`wrong: ${names(wrong!)}`]),
  ].join('; ');
}
