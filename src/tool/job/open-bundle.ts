import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type LoadedProfile, loadProfile } from '../../config/load.ts';
import { findWorkspace } from '../../config/workspace.ts';
import { type Bundle, decodeBundle } from '../../system/bundle/format.ts';
import { unpackBundle } from '../../system/bundle/unpack.ts';
import { SiisError } from '../../util/errors.ts';

/** A bundle that was unpacked and loaded. */
export interface OpenBundle {
  readonly bundle: Bundle;
  readonly loaded: LoadedProfile;
  /** Where it was unpacked. */
  readonly folder: string;
  /** Files of it that are not what they were when it was written. */
  readonly changed: readonly string[];
}

/** How a bundle is opened. */
export interface BundlePlace {
  readonly file: string;
  readonly workspace: string | undefined;
  /** The data folder; absent: as the bundle's profile says, in this workspace. */
  readonly data: string | undefined;
}

/**
 * Unpacks a bundle into a folder of its own, loads its profile and strategies from there, and clears it away in the end.
 *
 * @throws SiisError FILE_NOT_FOUND, BUNDLE_INVALID, or what is wrong with what it holds
 */
export async function withBundle<Result>(
  place: BundlePlace,
  kind: Bundle['kind'],
  use: (open: OpenBundle) => Result | Promise<Result>,
): Promise<Result> {
  const bundle = decodeBundle(readBundle(place.file), place.file);
  if (bundle.kind !== kind) throw otherKind(place.file, bundle.kind);
  const workspace = findWorkspace(place.workspace);
  // Packages are looked for from where a file lies: those that a strategy needs are in the workspace, or nowhere.
  const parent = bundle.packages.length === 0 ? tmpdir() : workspace;
  const folder = mkdtempSync(join(parent, '.siis-bundle-'));
  try {
    const { profile: file, set, env, changed } = unpackBundle(bundle, folder);
    const data = resolve(place.data ?? join(workspace, bundle.profile.dataDir));
    const unpacked = await loadProfile(file, { workspace: folder, set, env, data });
    // Named as they were: what a profile is must not depend on where it was unpacked.
    const { profile } = unpacked;
    const strategies = profile.strategies.map((each, k) => ({ ...each, use: bundle.strategies[k]?.use ?? each.use }));
    return await use({ bundle, folder, changed, loaded: { ...unpacked, profile: { ...profile, strategies } } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readBundle(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SiisError('FILE_NOT_FOUND', `expected a bundle, came ${file}: ${why}`);
  }
}

function otherKind(file: string, kind: Bundle['kind']): SiisError {
  const words = {
    session: `a bundle of a paper session is done again with: siis verify ${file}`,
    backtest: `a bundle of a backtest is run again with: siis backtest ${file}`,
  };
  return new SiisError('USAGE', words[kind]);
}
