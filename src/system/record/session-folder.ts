import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallNow, wallSleep } from '../../bus/clock.ts';
import type { Profile } from '../../config/profile.ts';
import { sourceOf } from '../../config/strategy-loader.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import { asStoreError, makeFolder, replaceFile, syncFolder } from '../../database/disk.ts';
import { LockFile } from '../../database/lock-file.ts';
import { checksum } from '../../database/tick-file/format.ts';
import { assert } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { programVersion } from '../version.ts';

/** What a session is of: with all of it alike, equal inputs give equal orders. */
export interface SessionFacts {
  /** sha256 of the profile, as it was checked. */
  readonly profile: string;
  /** sha256 of each strategy's file and what it imports, by its name in the profile; the version of siis for those of the catalog. */
  readonly strategies: Readonly<Record<string, string>>;
  /** Of the stored data that are played; empty for a synthetic market. */
  readonly data: string;
}

/** A session as its folder describes it. */
export interface SessionMeta extends SessionFacts {
  readonly format: 1;
  readonly id: string;
  /** Names under which the source of its strategies is kept, as they began; absent in sessions of older versions. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Number of its first event. */
  readonly firstSequence: number;
  /** Version of siis that began it. */
  readonly version: string;
  /** Its data came to an end: nothing can follow. */
  readonly isOver: boolean;
}

const metaName = 'session.json';
const journalName = 'journal';
const lockName = 'lock';

/** The sessions of one profile, one folder each; one process at a time runs one of them. */
export class SessionFolder {
  readonly #folder: string;
  readonly #lock: LockFile;

  private constructor(folder: string, lock: LockFile) {
    this.#folder = folder;
    this.#lock = lock;
  }

  /**
   * Waits a moment for a process that is about to end: one whose launcher was killed hears of it, and ends in good order.
   *
   * @throws SiisError STORE_UNUSABLE while another process runs a session of the profile
   */
  static async take(folder: string, profile: string, patience = 2000): Promise<SessionFolder> {
    makeFolder(folder);
    const path = join(folder, lockName);
    for (let left = patience; left > 0 && LockFile.isHeld(path); left -= 50) await wallSleep(50);
    return new SessionFolder(folder, LockFile.take(join(folder, lockName), `the paper session of ${profile}`));
  }

  /** The newest session; `undefined` when there is none. */
  get latest(): SessionMeta | undefined {
    return sessionOf(this.#folder, undefined);
  }

  /** Begins a session. @param keep keeps the source of its strategies in its folder, and names it */
  begin(
    facts: SessionFacts,
    firstSequence: number,
    keep?: (folder: string) => Readonly<Record<string, string>>,
  ): SessionMeta {
    const id = new Date(wallNow()).toISOString().replace(/[:.]/g, '-');
    const sources = keep?.(sessionFolderOf(this.#folder, id));
    const meta = {
      format: 1,
      id,
      firstSequence,
      version: programVersion(),
      isOver: false,
      ...facts,
      ...(sources === undefined ? {} : { sources }),
    } as const;
    this.#write(meta);
    return meta;
  }

  /** Nothing can follow any more. */
  end(meta: SessionMeta): void {
    this.#write({ ...meta, isOver: true });
  }

  /** Where its sessions lie. */
  get path(): string {
    return this.#folder;
  }

  /** The folder of one session. */
  placeOf({ id }: SessionMeta): string {
    return sessionFolderOf(this.#folder, id);
  }

  /** Where a session's journal lies. */
  journalOf(meta: SessionMeta): string {
    return journalFolder(this.#folder, meta);
  }

  release(): void {
    this.#lock.release();
  }

  #write(meta: SessionMeta): void {
    const folder = join(this.#folder, meta.id);
    const file = sessionMetaFile(this.#folder, meta.id);
    try {
      makeFolder(folder);
      writeFileSync(`${file}.new`, `${JSON.stringify({ ...meta, checksum: checksumOf(meta) }, undefined, 2)}\n`, {
        flush: true,
      });
      replaceFile(`${file}.new`, file);
      // The folder's own name too: a session whose description is lost is lost with all its orders.
      syncFolder(this.#folder);
    } catch (error) {
      throw asStoreError(folder, error);
    }
  }
}

/** The process that runs a session of a folder; `undefined` when none does. */
export function runnerOf(folder: string): { readonly pid: number; readonly host: string } | undefined {
  return LockFile.holderOf(join(folder, lockName));
}

/** Ids of the sessions of a folder, the oldest first. */
export function sessionIds(folder: string): string[] {
  return foldersWith(folder, metaName);
}

function foldersWith(folder: string, part: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, part)))
    .toSorted();
}

/**
 * A session of a folder by its id or the beginning of one; the newest when none is named. `undefined` when there is none.
 *
 * @throws SiisError JOURNAL_UNREADABLE when its description is damaged
 */
export function sessionOf(folder: string, id: string | undefined): SessionMeta | undefined {
  const found = id === undefined ? newestOf(folder) : sessionIds(folder).findLast((each) => each.startsWith(id));
  return found === undefined ? undefined : readMeta(sessionMetaFile(folder, found));
}

/** The session that was begun last, also where its description is gone: one that is let go of loses it first, but is never the last. */
function newestOf(folder: string): string | undefined {
  return (
    [sessionIds(folder).at(-1) ?? '', foldersWith(folder, journalName).at(-1) ?? ''].toSorted().at(-1) || undefined
  );
}

/** The folder of a session in a folder of sessions. */
export function sessionFolderOf(folder: string, id: string): string {
  return join(folder, id);
}

/** The file that describes a session in a folder of sessions. */
export function sessionMetaFile(folder: string, id: string): string {
  return join(folder, id, metaName);
}

/** Where the journal of a session lies in a folder of sessions. */
export function journalFolder(folder: string, { id }: SessionMeta): string {
  return join(folder, id, journalName);
}

function readMeta(file: string): SessionMeta {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    assert(isMeta(found), 'it describes no session of this version');
    const { checksum: sum, ...meta } = found;
    assert(sum === checksumOf(meta), 'its checksum is wrong, so it was damaged');
    return meta;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SiisError('JOURNAL_UNREADABLE', `expected the description of a session: ${reason}`, { file });
  }
}

function isMeta(value: unknown): value is SessionMeta & { readonly checksum: unknown } {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1 && 'id' in value;
}

function checksumOf(meta: SessionMeta): string {
  return checksum(Buffer.from(JSON.stringify(meta)))
    .toString(16)
    .padStart(8, '0');
}

/** What a session of a profile would be of now. */
export function sessionFacts(profile: Profile, strategies: readonly LoadedStrategy[], data: string): SessionFacts {
  return {
    profile: hashOf(JSON.stringify(withoutPace(profile))),
    strategies: Object.fromEntries(
      strategies.map(({ name, file }) => [name, file === undefined ? programVersion() : hashOfSource(file)]),
    ),
    data,
  };
}

/** How fast market time runs, on how many threads, what a report shows and how records are kept change no order. */
function withoutPace({
  report: _report,
  journal: _journal,
  log: _log,
  workers: _workers,
  budget: _budget,
  ...profile
}: Profile): unknown {
  const { speed: _speed, ...synthetic } = profile.data.synthetic;
  return { ...profile, data: { ...profile.data, synthetic } };
}

/** What is not as it was when a session began, in words; empty when all is. */
export function changedSince(meta: SessionMeta, now: SessionFacts, isKnown?: (strategy: string) => boolean): string[] {
  const names = [...new Set([...Object.keys(meta.strategies), ...Object.keys(now.strategies)])];
  return [
    ...(meta.profile === now.profile ? [] : ['the profile']),
    ...names
      .filter((name) => meta.strategies[name] !== now.strategies[name] && isKnown?.(name) !== true)
      .map((name) => `the strategy ${name}`),
    ...(meta.data === now.data ? [] : ['the stored data']),
  ];
}

/** Of a strategy's file and of all that it imports, packages left out. It must have been loaded in this thread. */
export function hashOfSource(file: string): string {
  const hashes = sourceOf(file).files.map((each) => hashOf(readFileSync(each)));
  return hashes.length === 1 ? hashes[0]! : hashOf(hashes.join('\n'));
}

function hashOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
