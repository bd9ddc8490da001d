import type { LoadedProfile } from '../../config/load.ts';
import { programVersion } from '../version.ts';
import { type Bundle, sha256 } from './format.ts';
import { profileHash } from './source-files.ts';

/** What is not as it was when a bundle was written, but its data; in words. Empty where all is. @param changed files of it */
export function differencesOf(
  bundle: Bundle,
  { profile, strategies }: LoadedProfile,
  changed: readonly string[],
): string[] {
  const version = programVersion();
  const code = strategies.filter(({ definition }, k) => {
    const then = bundle.strategies[k]?.code ?? null;
    return then !== null && sha256(definition.setup.toString()) !== then;
  });
  return [
    ...changed.map((path) => `the source changed: ${path} is not what it was when the bundle was written`),
    ...(profileHash(profile) === bundle.profile.hash ? [] : ['the profile is not read as it was then']),
    ...code.map(({ name }) => `the strategy ${name} of siis itself changed`),
    ...(bundle.siis === version ? [] : [`siis is ${version}, was ${bundle.siis}`]),
    ...(bundle.node === process.version ? [] : [`Node is ${process.version}, was ${bundle.node}`]),
  ];
}
