import { JournalReader } from '../../database/journal/journal-reader.ts';
import { Journal } from '../../database/journal/journal.ts';
import { inputsOf } from '../data/inputs.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import { KeptSources, versionOf } from '../reload/kept-source.ts';
import { readReloads } from '../reload/read-reloads.ts';
import { loadVersion } from '../reload/reloads.ts';
import type { MarketPlan } from './paper-market.ts';
import {
  changedSince,
  journalFolder,
  sessionFolderOf,
  type SessionFacts,
  sessionFacts,
  type SessionFolder,
  type SessionMeta,
} from '../record/session-folder.ts';
import { removeOldSessions } from '../record/session-retention.ts';
import { SessionLog } from '../record/session-log.ts';
import { readStops, Stops } from '../record/session-stops.ts';

/** What decides whether a session goes on or a new one begins. */
export interface KeepPlan extends MarketPlan {
  /** Begin a new session, also where the last one could go on. */
  readonly isFresh?: boolean;
}

/** A session with its record. */
export interface KeptSession {
  readonly meta: SessionMeta;
  readonly log: SessionLog;
  /** What it did before it was left; `undefined` for one that begins. */
  readonly records: JournalReader | undefined;
  /** Strategies that were stopped from outside. */
  readonly stops: Stops;
  /** Sessions that were not to be kept any longer. */
  readonly removed: readonly string[];
  /** Its strategies as it began with them: since then their files may have changed. */
  readonly strategies: readonly LoadedStrategy[];
  readonly sources: KeptSources;
  /** Names of the versions that it began with. */
  readonly began: Readonly<Record<string, string>>;
  /** Its data came to an end: the next start begins a new one. */
  end(): void;
  close(): void;
}

/**
 * The last session of a profile, to go on, or a new one where there is none, it is over, or something changed that its
 * orders depend on. @throws SiisError JOURNAL_UNREADABLE, JOURNAL_FAILED
 */
export function keepSession(folder: SessionFolder, plan: KeepPlan, nextSequence: number): KeptSession {
  const facts = factsOf(plan);
  const last = folder.latest;
  const changes = last === undefined || last.isOver || plan.isFresh === true ? [] : changesOf(folder.path, last, plan);
  if (changes.length > 0) {
    plan.onWarning?.(
      `${changes.join(', ')} changed since session ${last!.id}: a new session begins with a new account; the old one is kept`,
    );
  }
  const goesOn = last !== undefined && !last.isOver && plan.isFresh !== true && changes.length === 0;
  const meta = goesOn ? last : folder.begin(facts, nextSequence, (at) => keepAll(new KeptSources(at), plan.strategies));
  const { journal: kept } = plan.profile;
  const removed = removeOld(folder, plan, meta);
  const place = { folder: folder.journalOf(meta), session: meta.id };
  const journal = Journal.open({ ...place, segmentBytes: kept.segmentMiB * 2 ** 20 });
  if (journal.damage !== undefined) plan.onWarning?.(journal.damage.message);
  const records = goesOn ? JournalReader.open(place) : undefined;
  return {
    meta,
    log: new SessionLog(journal),
    records,
    removed,
    stops: goesOn ? readStops(place) : new Stops(),
    ...beganWith(folder.path, meta, plan),
    end: () => folder.end(meta),
    close: () => {
      records?.close();
      journal.close();
    },
  };
}

function keepAll(sources: KeptSources, strategies: readonly LoadedStrategy[]): Record<string, string> {
  const own = strategies.flatMap(({ name, file }) => (file === undefined ? [] : [[name, sources.keep(file)] as const]));
  return Object.fromEntries(own);
}

/** What is not as it was when a session began, in words; code that took over since then is known to it. */
export function changesOf(folder: string, meta: SessionMeta, plan: MarketPlan): string[] {
  const facts = factsOf(plan);
  if (changedSince(meta, facts).length === 0) return [];
  const reloads = readReloads({ folder: journalFolder(folder, meta), session: meta.id });
  return changedSince(meta, facts, (name) => {
    const file = plan.strategies.find((each) => each.name === name)?.file;
    const began = meta.sources?.[name];
    if (file === undefined || began === undefined) return false;
    const version = versionOf(file);
    return version === began || reloads.get(name)?.has(version) === true;
  });
}

/** The strategies of a session as it began with them, and where the source of all their code is. @throws SiisError STRATEGY_INVALID */
export function beganWith(
  folder: string,
  meta: SessionMeta,
  plan: MarketPlan,
): Pick<KeptSession, 'strategies' | 'sources' | 'began'> {
  const { profile, strategies } = plan;
  const sources = new KeptSources(sessionFolderOf(folder, meta.id));
  const began = meta.sources ?? {};
  const changed = strategies.map((strategy) => {
    const version = began[strategy.name];
    const isSame = version === undefined || strategy.file === undefined || versionOf(strategy.file) === version;
    return isSame ? strategy : loadVersion({ sources, profile }, strategy, version);
  });
  return { strategies: changed, sources, began };
}

/** Removes what the profile does not want to keep beside the session that runs. @returns ids */
export function removeOld({ path }: SessionFolder, { profile, log }: KeepPlan, { id }: SessionMeta): string[] {
  const gone = removeOldSessions(path, profile.journal, id);
  if (gone.length > 0) log?.(`removed as journal of the profile says: ${gone.join(', ')}`);
  return gone;
}

/** What a session of a plan would be of now. */
export function factsOf({ profile, strategies, store }: MarketPlan): SessionFacts {
  if (profile.data.source === 'synthetic' || store === undefined) return sessionFacts(profile, strategies, '');
  const ids = [...new Set([...profile.instruments, ...inputsOf(strategies)])];
  const prints = ids.flatMap((id) =>
    store.coverage(id).map((each) => {
      const range = { from: -Infinity, to: Infinity };
      return (
        store.fingerprint(id, each.kind === 'ticks' ? { ...range, kind: each.ticks } : { ...range, ...each }) ?? ''
      );
    }),
  );
  return sessionFacts(profile, strategies, prints.join(' '));
}
