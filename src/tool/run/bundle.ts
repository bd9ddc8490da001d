import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadedProfile } from '../../config/load.ts';
import { displayPath } from '../../config/workspace.ts';
import { type Again, sessionAgain } from '../../system/again/again.ts';
import { type Bundle, type BundleFile, bundleFile } from '../../system/bundle/format.ts';
import { bundleSource } from '../../system/bundle/source-files.ts';
import { journalFolder, type SessionMeta } from '../../system/record/session-folder.ts';
import { programVersion } from '../../system/version.ts';
import type { Call } from '../call.ts';
import { saveBundle } from '../job/bundle.ts';
import { namedSession } from './named-session.ts';
import { withMarketPlan } from './data-folder.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** `siis bundle PROFILE` */
export async function runBundleVerb(call: Call): Promise<number> {
  const request = profileRequest(call, call.profileName());
  const loaded = await loadRequest(request);
  const { profile } = loaded;
  const place = sessionPlace(loaded);
  const meta = namedSession(place, profile.name, call.text('session'));
  const file = resolve(call.text('out') ?? `${profile.name}.siis`);
  return withMarketPlan(loaded, (plan) => {
    // What cannot be done again here cannot be done again elsewhere.
    const again = sessionAgain(place, meta, plan);
    saveBundle(file, sessionBundle(loaded, request.set, { place, meta, again }));
    const { orders, entries } = again.compared;
    if (call.out.json) call.out.printJson({ file, session: meta.id, orders, entries });
    else call.out.print(`wrote ${displayPath(file)}: session ${meta.id}, ${orders} orders`);
    return 0;
  });
}

function sessionBundle(
  loaded: LoadedProfile,
  set: readonly string[],
  of: { readonly place: string; readonly meta: SessionMeta; readonly again: Again },
): Bundle {
  const { place, meta, again } = of;
  const source = bundleSource(loaded, { set, env: process.env });
  const { orders, entries, until } = again.compared;
  return {
    format: 'siis bundle',
    version: 1,
    kind: 'session',
    siis: programVersion(),
    node: process.version,
    ...source,
    files: [...source.files, ...recordFiles(place, meta)],
    range: { from: null, to: null },
    // What was played is named in the session's own description.
    data: [],
    results: { orders, entries, until: Number.isNaN(until) ? null : until },
    session: { ...meta },
  };
}

function recordFiles(place: string, meta: SessionMeta): BundleFile[] {
  const journal = journalFolder(place, meta);
  const names = readdirSync(journal).filter((name) => name.endsWith('.journal'));
  return [
    bundleFile(`sessions/${meta.id}/session.json`, readFileSync(join(place, meta.id, 'session.json'))),
    ...names
      .toSorted()
      .map((name) => bundleFile(`sessions/${meta.id}/journal/${name}`, readFileSync(join(journal, name)))),
  ];
}
