import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { commonFolder } from '../../config/common-folder.ts';
import type { LoadedProfile } from '../../config/load.ts';
import { type StrategySource, sourceOf } from '../../config/strategy-loader.ts';
import { type Bundle, type BundleFile, bundleFile, sha256 } from './format.ts';

/** The part of a bundle that says what a profile and its strategies are. */
export type BundleSource = Pick<Bundle, 'profile' | 'seed' | 'strategies' | 'packages'> & {
  readonly files: readonly BundleFile[];
};

/**
 * Reads the profile and all files that its strategies are made of, packages left out. They lie to each other in the bundle as
 * they do on disk. The profile must have been loaded in this thread.
 *
 * @param before what went before the profile on the command line, and in the environment
 */
export function bundleSource(
  loaded: LoadedProfile,
  before: { readonly set: readonly string[]; readonly env: NodeJS.ProcessEnv },
): BundleSource {
  const sources = loaded.strategies.map(({ file }): StrategySource | undefined =>
    file === undefined ? undefined : sourceOf(file),
  );
  const code = [...new Set(sources.flatMap((each) => each?.files ?? []))];
  const top = commonFolder(code.map((file) => dirname(file)));
  // The profile stands apart: nothing is found by its place.
  const profileFile = `profile/${basename(loaded.file)}`;
  const nameOf = (file: string): string => join('source', relative(top, file)).split(sep).join('/');
  return {
    profile: {
      name: loaded.profile.name,
      file: profileFile,
      set: [...before.set],
      env: ownEnvironment(before.env),
      dataDir: loaded.profile.data.dir,
      hash: profileHash(loaded.profile),
    },
    seed: loaded.profile.seed,
    strategies: loaded.strategies.map(({ name, use, file, definition }) => ({
      name,
      use,
      file: file === undefined ? null : nameOf(file),
      code: file === undefined ? sha256(definition.setup.toString()) : null,
    })),
    packages: [...new Set(sources.flatMap((each) => each?.packages ?? []))].toSorted(),
    files: [
      bundleFile(profileFile, readFileSync(loaded.file)),
      ...code.map((file) => bundleFile(nameOf(file), readFileSync(file))),
    ],
  };
}

/** Names a checked profile by what it says. */
export function profileHash(profile: LoadedProfile['profile']): string {
  return sha256(JSON.stringify(profile));
}

const secret = /key|secret|token|pass|credential/i;

/** What the environment says of the profile; secrets stay where they are. */
function ownEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => name.startsWith('SIIS__') && !secret.test(name));
  return Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
