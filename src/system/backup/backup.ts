import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { wallNow, wallSleep } from '../../bus/clock.ts';
import { ArchiveWriter, type Manifest } from '../../database/backup/archive.ts';
import { reasonOf, removeFile } from '../../database/disk.ts';
import { historyKind, historyPath } from '../../database/history/history-file.ts';
import { journalExtent } from '../../database/journal/extent.ts';
import { LockFile } from '../../database/lock-file.ts';
import { copyDatabase, type DatabaseKind, storeKind } from '../../database/sqlite/database.ts';
import { databasePath, importLock, prepareFolder } from '../../database/store-folder.ts';
import { TickFile } from '../../database/tick-file/tick-file.ts';
import { SiisError } from '../../util/errors.ts';
import { sessionIds, sessionMetaFile } from '../record/session-folder.ts';
import { programVersion } from '../version.ts';
import { type BackupPlaces, placeInBackup, type SessionsPlace } from './places.ts';

/** How a backup is made. */
export interface BackupPlan extends BackupPlaces {
  /** Where to; there is no such file yet. */
  readonly file: string;
  readonly warn: (message: string) => void;
  /** Asked between files: true ends it, and leaves nothing behind. */
  readonly shouldStop: () => boolean;
}

/**
 * Copies all that siis keeps into one file, also while sessions run: databases as of one moment, journals up to their last whole
 * record, tick files up to their last whole block. What is damaged is taken as it is, and named.
 *
 * @throws SiisError STORE_UNUSABLE, while an import runs too; INTERRUPTED
 */
export async function makeBackup(plan: BackupPlan): Promise<Manifest> {
  const { dataDir, file } = plan;
  let lock: LockFile | undefined;
  try {
    const hasStore = existsSync(databasePath(dataDir));
    if (hasStore) {
      // Finishes what a dead import left.
      prepareFolder(dataDir, { create: false, readonly: true });
      lock = LockFile.take(importLock(dataDir), `the data folder ${dataDir}`);
    }
    const archive = new ArchiveWriter(file, { siis: programVersion(), made: wallNow() });
    try {
      const backup = new Backup(plan, archive);
      if (hasStore) await backup.store();
      // oxlint-disable-next-line no-await-in-loop -- one archive, one file after the other
      for (const place of plan.sessions) await backup.sessions(place);
      return archive.finish();
    } catch (error) {
      archive.abort();
      throw error;
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new SiisError('STORE_UNUSABLE', `the backup ${file} cannot be made: ${reason}`, undefined, { cause: error });
  } finally {
    lock?.release();
  }
}

class Backup {
  readonly #plan: BackupPlan;
  readonly #archive: ArchiveWriter;

  constructor(plan: BackupPlan, archive: ArchiveWriter) {
    this.#plan = plan;
    this.#archive = archive;
  }

  /** The store: its database and its ticks. */
  async store(): Promise<void> {
    const { dataDir } = this.#plan;
    await this.#database('siis.db', databasePath(dataDir), storeKind);
    const ticks = join(dataDir, 'ticks');
    if (!existsSync(ticks)) return;
    for (const name of readdirSync(ticks, { recursive: true }).map(String).toSorted()) {
      if (name.endsWith('.ticks')) await this.#ticks(join(ticks, name));
    }
  }

  /** Sessions of a profile. */
  async sessions({ profile, folder }: SessionsPlace): Promise<void> {
    const to = placeInBackup(profile);
    // Before the journals: it must not know more than they do.
    if (existsSync(historyPath(folder))) await this.#history(`${to}/history.db`, historyPath(folder));
    for (const id of sessionIds(folder)) {
      await this.#add(`${to}/${id}/session.json`, sessionMetaFile(folder, id));
      await this.#journal(`${to}/${id}/journal`, join(folder, id, 'journal'), id);
    }
    // After them: it must not lie behind.
    if (existsSync(`${folder}.sequence`)) await this.#add(`${to}.sequence`, `${folder}.sequence`);
  }

  async #database(path: string, from: string, kind: DatabaseKind): Promise<void> {
    const copy = `${this.#plan.file}.part-database`;
    try {
      copyDatabase(from, kind, copy);
      await this.#add(path, copy);
    } finally {
      removeFile(copy);
    }
  }

  async #history(path: string, from: string): Promise<void> {
    try {
      await this.#database(path, from, historyKind);
    } catch (error) {
      // It can be made again.
      this.#plan.warn(`${from} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #ticks(from: string): Promise<void> {
    const path = relative(this.#plan.dataDir, from).replaceAll('\\', '/');
    await this.#add(path, from, () => {
      const file = TickFile.open(from);
      file.close();
      for (const { message } of file.damage) this.#plan.warn(`${from}: ${message}`);
      const isTorn = file.header.seal === undefined && file.damage.length === 0;
      return isTorn ? file.end : file.size;
    });
  }

  async #journal(path: string, folder: string, session: string): Promise<void> {
    try {
      for (const each of journalExtent({ folder, session })) {
        await this.#add(`${path}/${relative(folder, each.path)}`, each.path, () => each.bytes);
      }
    } catch (error) {
      if (!(error instanceof SiisError && error.code === 'JOURNAL_UNREADABLE')) throw error;
      this.#plan.warn(`${error.message}; it is copied as it is`);
      for (const name of readdirSync(folder)) {
        if (name.endsWith('.journal')) await this.#add(`${path}/${name}`, join(folder, name));
      }
    }
  }

  async #add(path: string, from: string, extent?: () => number): Promise<void> {
    // Between two files Ctrl-C is heard.
    await wallSleep(0);
    if (this.#plan.shouldStop()) throw new SiisError('INTERRUPTED', 'the backup was stopped; nothing is left of it');
    this.#archive.add(path, from, this.#extent(from, extent));
  }

  /** Damaged files are taken whole. */
  #extent(from: string, extent: (() => number) | undefined): number {
    try {
      return extent?.() ?? statSync(from).size;
    } catch (error) {
      if (!(error instanceof SiisError)) throw error;
      this.#plan.warn(`${error.message}; it is copied as it is`);
      return statSync(from).size;
    }
  }
}
