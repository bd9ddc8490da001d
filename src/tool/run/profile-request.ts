import type { LoadedProfile } from '../../config/load.ts';
import { findWorkspace } from '../../config/workspace.ts';
import type { Call } from '../call.ts';

/** Which profile a command line asks for, and what goes before it; plain data, fit for another thread. */
export interface ProfileRequest {
  readonly name: string;
  readonly workspace: string | undefined;
  readonly data: string | undefined;
  readonly set: readonly string[];
}

/** @throws SiisError USAGE when no profile is named. */
export function profileRequest(call: Call, name = call.profileName()): ProfileRequest {
  const seed = call.text('seed');
  const equity = call.text('equity');
  return {
    name,
    workspace: workspaceOption(call),
    data: call.text('data'),
    set: [
      ...call.list('set'),
      ...(seed === undefined ? [] : [`seed=${JSON.stringify(seed)}`]),
      ...(equity === undefined ? [] : [`report.equity=${equity}`]),
    ],
  };
}

/** Loads it, and only now the code that can. @throws SiisError as `loadProfile` does. */
export async function loadRequest({ name, workspace, data, set }: ProfileRequest): Promise<LoadedProfile> {
  const { loadProfile } = await import('../../config/load.ts');
  return loadProfile(name, {
    set,
    ...(workspace === undefined ? {} : { workspace }),
    ...(data === undefined ? {} : { data }),
  });
}

/** The workspace of a command line that names no profile. */
export function workspaceOf(call: Call): string {
  return findWorkspace(workspaceOption(call));
}

function workspaceOption(call: Call): string | undefined {
  return call.text('workspace') ?? call.text('userdir');
}
