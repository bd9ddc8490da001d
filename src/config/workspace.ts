import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { SiisError } from '../util/errors.ts';
import { didYouMean } from '../util/suggest.ts';

const extensions = ['.yaml', '.yml', '.json'];

/** The folder of the package's own files, which lies one folder higher when the code runs from `dist/`. */
export const packageDir = findPackage();

function findPackage(): string {
  const near = resolve(import.meta.dirname, '../..');
  return existsSync(join(near, 'package.json')) ? near : resolve(near, '..');
}

/**
 * The workspace: `given` when there is one, else the current folder or the nearest parent with a `profiles` folder,
 * else the current folder.
 *
 * @throws SiisError FILE_NOT_FOUND when `given` is no folder.
 */
export function findWorkspace(given: string | undefined, cwd = process.cwd()): string {
  if (given !== undefined) {
    const folder = resolve(cwd, given);
    if (isFolder(folder)) return folder;
    throw new SiisError(
      'FILE_NOT_FOUND',
      `expected a workspace folder, came ${given}; make one with: siis init ${given}`,
    );
  }
  let at = resolve(cwd);
  while (!isFolder(join(at, 'profiles'))) {
    const parent = dirname(at);
    if (parent === at) return resolve(cwd);
    at = parent;
  }
  return at;
}

/**
 * The file of a profile: a path (relative to the current folder) when it has a slash or an extension, else a name in
 * the workspace's `profiles`, else in the package's.
 *
 * @throws SiisError PROFILE_NOT_FOUND
 */
export function findProfile(nameOrPath: string, workspace: string, cwd = process.cwd()): string {
  if (isPath(nameOrPath)) {
    const file = resolve(cwd, nameOrPath);
    if (existsSync(file) && !isFolder(file)) return file;
    throw new SiisError('PROFILE_NOT_FOUND', `expected a profile file, came ${nameOrPath}, which is not there`);
  }
  for (const folder of profileFolders(workspace)) {
    const file = extensions.map((extension) => join(folder, nameOrPath + extension)).find((each) => existsSync(each));
    if (file !== undefined) return file;
  }
  const known = listProfiles(workspace);
  const hint = didYouMean(nameOrPath, known);
  throw new SiisError(
    'PROFILE_NOT_FOUND',
    `expected a profile of ${displayPath(join(workspace, 'profiles'))} or of the package, came '${nameOrPath}'${hint}; known: ${known.join(', ') || 'none'}`,
  );
}

/** Names of all profiles that can be used by name, sorted. */
export function listProfiles(workspace: string): string[] {
  const names = profileFolders(workspace).flatMap((folder) => (isFolder(folder) ? readdirSync(folder) : []));
  const profiles = names.filter((name) => extensions.some((each) => name.endsWith(each)) && !name.includes('.schema.'));
  return [...new Set(profiles.map((name) => name.replace(/\.[a-z]+$/, '')))].toSorted();
}

function profileFolders(workspace: string): string[] {
  return [join(workspace, 'profiles'), join(packageDir, 'profiles')];
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text) || extensions.some((each) => text.endsWith(each));
}

/** True for an existing folder that this user may reach. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // Below a folder that is closed to this user, or below a file.
    return false;
  }
}

/** A path as it is shown: relative to the current folder when it lies in it. */
export function displayPath(path: string, cwd = process.cwd()): string {
  const near = relative(cwd, path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
