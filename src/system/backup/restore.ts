import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { wallNow } from '../../bus/clock.ts';
import { type Archive, openArchive } from '../../database/backup/archive.ts';
import { asStoreError, makeFolder, syncFolder, writeAll } from '../../database/disk.ts';
import { FileCommit, needsRecovery, recover } from '../../database/file-commit.ts';
import { LockFile } from '../../database/lock-file.ts';
import { importLock } from '../../database/store-folder.ts';
import { SiisError } from '../../util/errors.ts';
import { type BackupPlaces, placeInBackup, refuseRunning } from './places.ts';

/** What is restored, and where to. */
export interface RestorePlan extends BackupPlaces {
  readonly file: string;
  /** What is there already is kept aside; absent: it is an error. */
  readonly replaces: boolean;
}

/** What was restored. */
export interface Restored {
  readonly files: number;
  /** When the backup was made, ms UTC. */
  readonly made: number;
  /** Where what was there before is kept. */
  readonly kept: readonly string[];
}

/**
 * Puts back what a backup holds, after every byte of it was checked: all of it or nothing, also when the process dies on the way.
 * Sessions come to lie beside the data.
 *
 * @throws SiisError BACKUP_INVALID, STORE_UNUSABLE while a session or an import runs, or where something is in the way
 */
export function restoreBackup(plan: RestorePlan): Restored {
  const { dataDir, file } = plan;
  const archive = openArchive(file);
  refuseRunning(plan);
  try {
    makeFolder(dataDir);
    const lock = LockFile.take(importLock(dataDir), `the data folder ${dataDir}`);
    try {
      if (needsRecovery(dataDir)) recover(dataDir);
      const taken = inTheWay(plan, archive);
      if (taken.length > 0 && !plan.replaces) throw refusal(taken);
      const commit = new FileCommit(dataDir);
      for (const { path } of archive.manifest.files) unpack(archive, path, commit.stage(path));
      const kept = keepAside(dataDir, taken);
      commit.commit();
      return { files: archive.manifest.files.length, made: archive.manifest.made, kept };
    } finally {
      lock.release();
    }
  } catch (error) {
    throw asStoreError(dataDir, error);
  }
}

/** All that would be mixed with what is restored. */
function inTheWay({ dataDir, sessions }: RestorePlan, { manifest }: Archive): string[] {
  const paths = manifest.files.map(({ path }) => path);
  const hasStore = paths.includes('siis.db');
  const profiles = new Set(paths.filter((path) => path.startsWith('sessions/')).map((path) => path.split('/')[1]!));
  const ofStore = hasStore ? ['siis.db', 'siis.db-wal', 'siis.db-shm', 'ticks'] : [];
  const ofSessions = [...profiles].flatMap((name) => {
    const profile = name.replace(/\.sequence$/, '');
    const elsewhere = sessions.filter((each) => each.profile === profile).map(({ folder }) => folder);
    return [join(dataDir, placeInBackup(profile)), ...elsewhere].flatMap((each) => [each, `${each}.sequence`]);
  });
  const all = [...ofStore.map((name) => join(dataDir, name)), ...ofSessions];
  return [...new Set(all)].filter((path) => existsSync(path));
}

function refusal(taken: readonly string[]): SiisError {
  const shown = taken.slice(0, 3).join(', ');
  const more = taken.length > 3 ? ` and ${taken.length - 3} more` : '';
  return new SiisError(
    'STORE_UNUSABLE',
    `${shown}${more} are there already; restore into another folder with --data, or give --replace to keep them aside`,
  );
}

function unpack(archive: Archive, path: string, to: string): void {
  const fd = openSync(to, 'w', 0o600);
  try {
    let at = 0;
    archive.read(path, (bytes) => {
      writeAll(fd, bytes, at);
      at += bytes.length;
    });
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Moves what is there into a folder of its own; what lies elsewhere gets another name beside itself. @returns where to */
function keepAside(dataDir: string, taken: readonly string[]): string[] {
  const name = `before-restore-${new Date(wallNow()).toISOString().replaceAll(/[:.]/g, '-')}`;
  return taken.map((path) => {
    const within = relative(dataDir, path);
    const to = within.startsWith('..') ? `${path}.${name}` : join(dataDir, name, within);
    mkdirSync(dirname(to), { recursive: true });
    renameSync(path, to);
    syncFolder(dirname(to));
    syncFolder(dirname(path));
    return to;
  });
}
