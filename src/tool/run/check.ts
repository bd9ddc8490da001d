import type { LoadedProfile } from '../../config/load.ts';
import { matchingMarkets } from '../../config/profile.ts';
import { displayPath } from '../../config/workspace.ts';
import type { Coverage } from '../../database/coverage.ts';
import type { Store } from '../../database/store.ts';
import type { InstrumentId, InstrumentKind } from '../../market/instrument.ts';
import { followedBy } from '../../system/data/inputs.ts';
import { preparePaper } from '../../system/paper/paper-market.ts';
import { noJournal } from '../../trader/journal.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import {
  describeCoverage,
  describeGaps,
  openProfileStore,
  usableCoverage,
  warnOfDamage,
  withPlace,
} from './data-folder.ts';
import { loadRequest, profileRequest } from './profile-request.ts';

/** `siis check PROFILE`: right in itself, strategies load, data are there. */
export async function runCheckVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call));
  const { out } = call;
  const stored = storedData(loaded, (message) => out.log('warn', message));
  if (out.json) out.printJson(toPlain(loaded, stored));
  else out.print(toLines(loaded, stored).join('\n'));
  return 0;
}

interface StoredData {
  readonly id: InstrumentId;
  readonly kind: InstrumentKind | undefined;
  readonly coverage: readonly Coverage[];
}

/** @throws SiisError DATA_MISSING, STORE_UNUSABLE */
function storedData(loaded: LoadedProfile, warn: (message: string) => void): StoredData[] {
  if (loaded.profile.data.source === 'synthetic') {
    setUp(loaded, undefined);
    return [];
  }
  const store = openProfileStore(loaded, {});
  warnOfDamage(loaded, store, warn);
  try {
    const ids = followedBy(loaded.profile.instruments, loaded.strategies);
    const stored = ids.map((id) => ({
      id,
      kind: store.instrument(id)?.spec.kind,
      coverage: usableCoverage(loaded, store, id),
    }));
    setUp(loaded, store);
    return stored;
  } finally {
    store.close();
  }
}

function refuse(message: string): never {
  throw new SiisError('STRATEGY_FAILED', message);
}

/**
 * Sets every strategy up and opens the stored data for it, as a run would: what is wrong with its handlers, or with data
 * that do not serve it, shows there. @throws SiisError
 */
function setUp(loaded: LoadedProfile, store: Store | undefined): void {
  const { profile, strategies } = loaded;
  const plan = { profile, strategies, onWarning: refuse, ...(store === undefined ? {} : { store }) };
  try {
    const { open } = preparePaper(plan, { journal: noJournal, firstSequence: undefined, goesOn: false });
    if (store === undefined) return;
    for (const lane of open().lanes) lane.close();
  } catch (error) {
    throw withPlace(error, loaded);
  }
}

/** Corrections that correct nothing: most likely a slip of the pen. */
function notesOf({ profile }: LoadedProfile): string[] {
  const used = new Set(profile.instruments.flatMap((id) => matchingMarkets(profile, id)));
  const idle = Object.keys(profile.markets).filter((key) => !used.has(key));
  return idle.map((key) => `markets: '${key}' is none of the profile's instruments`);
}

function toPlain(loaded: LoadedProfile, stored: readonly StoredData[]): Record<string, unknown> {
  const { profile, strategies, file, workspace, dataDir } = loaded;
  return {
    ok: true,
    notes: notesOf(loaded),
    file,
    workspace,
    data: dataDir,
    profile: {
      ...profile,
      strategies: strategies.map(({ use, name, instruments, params }) => ({ use, name, instruments, params })),
    },
    stored: stored.map(({ id, coverage }) => ({
      instrument: id,
      coverage: coverage.map(({ gaps, ...rest }) => ({ ...rest, gaps: gaps.length })),
    })),
  };
}

function toLines(loaded: LoadedProfile, stored: readonly StoredData[]): string[] {
  const { profile, strategies, file, dataDir } = loaded;
  const { account, sizing } = profile;
  const data =
    profile.data.source === 'synthetic'
      ? ['  synthetic market']
      : stored.flatMap(({ id, kind, coverage }) => [
          `  ${id} in ${displayPath(dataDir)}`,
          ...coverage.map((each) => `    ${describeCoverage(each)}, ${each.count} rows, ${describeGaps(each, kind)}`),
        ]);
  return [
    `${profile.name}: ok (${displayPath(file)})`,
    'strategies',
    ...strategies.map(
      ({ name, instruments, params }) => `  ${name} on ${instruments.join(', ')} with ${inline(params)}`,
    ),
    'account',
    `  ${account.kind}, ${account.balance} ${account.currency}, leverage ${account.leverage}, sizing ${sizing.mode} ${sizing.value}`,
    'data',
    ...data,
    ...notesOf(loaded).map((note) => `note: ${note}`),
  ];
}

function inline(params: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(params).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return parts.join(' ') || 'no parameters';
}
