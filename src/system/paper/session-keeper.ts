import { JournalReader } from '../../database/journal/journal-reader.ts';
import { Journal } from '../../database/journal/journal.ts';
import { inputsOf } from '../data/inputs.ts';
import type { MarketPlan } from './paper-market.ts';
import {
  changedSince,
  type SessionFacts,
  sessionFacts,
  type SessionFolder,
  type SessionMeta,
} from '../record/session-folder.ts';
import { removeOldSessions } from '../record/session-retention.ts';
import { SessionLog } from '../record/session-log.ts';
import { readStops, type Stops } from '../record/session-stops.ts';

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
  const changes = last === undefined || last.isOver || plan.isFresh === true ? [] : changedSince(last, facts);
  if (changes.length > 0) {
    plan.onWarning?.(
      `${changes.join(', ')} changed since session ${last!.id}: a new session begins with a new account; the old one is kept`,
    );
  }
  const goesOn = last !== undefined && !last.isOver && plan.isFresh !== true && changes.length === 0;
  const meta = goesOn ? last : folder.begin(facts, nextSequence);
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
    stops: goesOn ? readStops(place) : new Map(),
    end: () => folder.end(meta),
    close: () => {
      records?.close();
      journal.close();
    },
  };
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
