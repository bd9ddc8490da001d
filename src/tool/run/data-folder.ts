import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatTime, type TimeRange } from '../../config/time.ts';
import type { LoadedProfile } from '../../config/load.ts';
import { didYouMean } from '../../util/suggest.ts';
import { displayPath } from '../../config/workspace.ts';
import { splitGaps } from '../../database/closings.ts';
import type { Coverage, Damage } from '../../database/coverage.ts';
import { refuseLost, spareText } from '../../database/lost.ts';
import { Store } from '../../database/store.ts';
import type { InstrumentId, InstrumentKind } from '../../market/instrument.ts';
import { followedBy } from '../../system/data/inputs.ts';
import type { MarketPlan } from '../../system/paper/paper-market.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { workspaceOf } from './profile-request.ts';

/** The data folder of a command line that names no profile: `--data`, else `data` in the workspace. */
export function dataFolderOf(call: Call): string {
  return resolve(call.text('data') ?? resolve(workspaceOf(call), 'data'));
}

/** Opens a data folder for reading. @throws SiisError STORE_UNUSABLE, naming what fills it. */
export function openForReading(folder: string): Store {
  if (existsSync(folder)) return Store.open(folder, { readonly: true });
  const shown = displayPath(folder);
  throw new SiisError(
    'STORE_UNUSABLE',
    `expected a data folder, came ${shown}, which is not there; fill one with: siis import FILE --data ${shown}`,
  );
}

/**
 * Opens the store of a profile and makes sure that it holds data of each of its instruments in the range.
 *
 * @throws SiisError DATA_MISSING with the place where the instrument is named; STORE_UNUSABLE.
 */
export function openProfileStore(loaded: LoadedProfile, range: TimeRange): Store {
  if (!existsSync(loaded.dataDir)) throw missing(loaded, loaded.profile.instruments[0]!, 'no such folder');
  const store = Store.open(loaded.dataDir, { readonly: true });
  try {
    requireData(loaded, store, range);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/**
 * Hands over what the sessions of a profile are played on, with the stored data open for as long as they are used.
 *
 * @throws SiisError of `openProfileStore`, and whatever `use` throws, with its place in the profile
 */
export async function withMarketPlan<Result>(
  loaded: LoadedProfile,
  use: (plan: MarketPlan) => Result | Promise<Result>,
): Promise<Result> {
  const { profile, strategies } = loaded;
  let store: Store | undefined;
  try {
    if (profile.data.source !== 'synthetic') store = openProfileStore(loaded, {});
    return await use({ profile, strategies, ...(store === undefined ? {} : { store }) });
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store?.close();
  }
}

/** Tells of damage in the stored data of a profile's instruments that keeps no run from them. */
export function warnOfDamage(loaded: LoadedProfile, store: Store, warn: (message: string) => void): void {
  const ids: readonly string[] = followedBy(loaded.profile.instruments, loaded.strategies);
  for (const damage of store.notices) if (ids.includes(damage.instrument)) warn(spareText(damage));
}

function requireData(loaded: LoadedProfile, store: Store, range: TimeRange): void {
  for (const id of followedBy(loaded.profile.instruments, loaded.strategies)) {
    const usable = usableCoverage(loaded, store, id);
    if (readsTicks(loaded)) {
      refuseLost(store.notices, { instrument: id, from: range.from ?? -Infinity, to: range.to ?? Infinity });
    }
    if (usable.length === 0) throw missing(loaded, id, `none${otherData(store, id)}`);
    if (!usable.some((each) => overlaps(each, range))) {
      throw missing(loaded, id, usable.map((each) => describeCoverage(each)).join('; '), range);
    }
  }
}

/** True when a profile takes ticks where it finds some. */
function readsTicks({ profile }: LoadedProfile): boolean {
  const { source, timeframe } = profile.data;
  return source === 'ticks' || (source !== 'bars' && timeframe === undefined);
}

/** What is stored of an instrument in the form that the profile asks for. */
export function usableCoverage(loaded: LoadedProfile, store: Store, id: InstrumentId): Coverage[] {
  const { source, timeframe } = loaded.profile.data;
  return store.coverage(id).filter((each) => {
    if (each.kind === 'ticks') return readsTicks(loaded);
    return source !== 'ticks' && (timeframe === undefined || each.timeframe === timeframe);
  });
}

/**
 * An error without a place gets one: the file of the strategy it speaks of, or where the instrument that it names stands
 * in the profile.
 */
export function withPlace(error: unknown, loaded: LoadedProfile): unknown {
  if (!(error instanceof SiisError) || error.place !== undefined) return error;
  const file = fileOf(error, loaded);
  if (file !== undefined) return new SiisError(error.code, error.message, { file }, { cause: error });
  const id = loaded.profile.instruments.find((each) => error.message.includes(each));
  if (id === undefined) return error;
  const { place, name } = loaded.placeOfInstrument(id);
  return new SiisError(error.code, `${name}: ${error.message}`, place, { cause: error });
}

/** The file of the strategy that is refused; `undefined` for one of the catalog. */
function fileOf({ code, message }: SiisError, { strategies }: LoadedProfile): string | undefined {
  if (code !== 'STRATEGY_INVALID') return undefined;
  const file = strategies.find(({ name }) => message.startsWith(`strategy ${name}: `))?.file;
  return file === undefined ? undefined : displayPath(file);
}

/** `bars 1m of 2016-01-01 … 2016-12-31` */
export function describeCoverage(each: Coverage): string {
  const what =
    each.kind === 'ticks'
      ? `${each.ticks} ticks`
      : `bars ${each.timeframe}${each.side === 'trade' ? '' : ` ${each.side}`}`;
  return `${what} of ${formatTime(each.first)} … ${formatTime(each.last)}`;
}

/** Where the damage is, and what. */
export function describeDamage({ instrument, file, from, to, message }: Damage): string {
  const span = Number.isNaN(from) || Number.isNaN(to) ? '' : ` ${formatTime(from)} … ${formatTime(to)}`;
  return `${instrument} ${file}${span}: ${message}`;
}

/** `30 gaps, 24 of them while the market was closed` */
export function describeGaps(each: Coverage, kind?: InstrumentKind): string {
  const { gaps, closings } = splitGaps(each, kind);
  const all = `${gaps.length + closings.length} gaps`;
  return closings.length === 0 ? all : `${all}, ${closings.length} of them while the market was closed`;
}

/** What there is instead: the likely one first, else a few names. */
function otherData(store: Store, id: InstrumentId): string {
  const known = store.instruments().map((each) => String(each.id));
  if (known.includes(id))
    return ` of that kind (stored: ${store.coverage(id).map(describeCoverage).join('; ') || 'nothing'})`;
  const near = didYouMean(id, known);
  const few = known.slice(0, 5).join(', ') + (known.length > 5 ? ' …' : '');
  return near !== '' || few === '' ? near : ` (stored: ${few})`;
}

function overlaps({ first, last }: Coverage, { from, to }: TimeRange): boolean {
  return last >= (from ?? -Infinity) && first < (to ?? Infinity);
}

function missing(loaded: LoadedProfile, id: InstrumentId, came: string, range: TimeRange = {}): SiisError {
  const { place, name } = loaded.placeOfInstrument(id);
  const { source, timeframe } = loaded.profile.data;
  const kind =
    source === 'bars'
      ? `stored ${timeframe ?? ''} bars`.replace('  ', ' ')
      : source === 'ticks'
        ? 'stored ticks'
        : 'stored data';
  const from = range.from === undefined ? '' : ` from ${formatTime(range.from)}`;
  const to = range.to === undefined ? '' : ` before ${formatTime(range.to)}`;
  const isInput = !loaded.profile.instruments.includes(id);
  const where = `in ${displayPath(loaded.dataDir)}${isInput ? ', which a strategy looks at' : ''}`;
  const how = `import some with: siis import FILE --instrument ${id}`;
  return new SiisError(
    'DATA_MISSING',
    `${name}: expected ${kind} of ${id}${from}${to} ${where}, came ${came}; ${how}`,
    place,
  );
}
