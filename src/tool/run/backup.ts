import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { wallNow } from '../../bus/clock.ts';
import { displayPath } from '../../config/workspace.ts';
import { openArchive } from '../../database/backup/archive.ts';
import { databasePath } from '../../database/store-folder.ts';
import { makeBackup } from '../../system/backup/backup.ts';
import type { BackupPlaces } from '../../system/backup/places.ts';
import { restoreBackup } from '../../system/backup/restore.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { dataFolderOf } from './data-folder.ts';
import { workspaceOf } from './profile-request.ts';
import { sessionPlaces } from './session-place.ts';

/** `siis backup [FILE]` */
export async function runBackupVerb(call: Call): Promise<number> {
  const { out } = call;
  const places = placesOf(call);
  const file = resolve(
    call.args[0] ?? `siis-backup-${new Date(wallNow()).toISOString().slice(0, 19).replaceAll(':', '-')}.tar`,
  );
  if (!existsSync(databasePath(places.dataDir)) && places.sessions.length === 0) {
    throw new SiisError(
      'FILE_NOT_FOUND',
      `expected something to copy, but ${displayPath(places.dataDir)} holds no data and there are no sessions; name the folder with --data or --workspace`,
    );
  }
  const { files } = await makeBackup({
    ...places,
    file,
    warn: (message) => out.log('warn', message),
    shouldStop: () => call.stop.aborted,
  });
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const profiles = places.sessions.map(({ profile }) => profile);
  if (out.json) out.printJson({ file, files: files.length, bytes, profiles });
  else
    out.print(
      `wrote ${displayPath(file)}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB${sessionWords(profiles)}`,
    );
  return 0;
}

/** `siis restore FILE` */
export function runRestoreVerb(call: Call): Promise<number> {
  const { out } = call;
  const file = resolve(call.args[0] ?? '');
  if (!existsSync(file))
    throw new SiisError('FILE_NOT_FOUND', `expected a backup, came ${call.args[0]}, which is not there`);
  if (call.flag('check')) {
    const { made, files } = openArchive(file).manifest;
    if (out.json) out.printJson({ file, sound: true, files: files.length, made });
    else out.print(`${displayPath(file)} is sound: ${files.length} files of ${new Date(made).toISOString()}`);
    return Promise.resolve(0);
  }
  const places = placesOf(call);
  const { files, made, kept } = restoreBackup({ ...places, file, replaces: call.flag('replace') });
  if (out.json) out.printJson({ file, dataDir: places.dataDir, files, made, kept });
  else {
    const where =
      kept.length === 0 ? '' : `; what was there is kept: ${kept.map((each) => displayPath(each)).join(', ')}`;
    out.print(`restored ${files} files of ${new Date(made).toISOString()} to ${displayPath(places.dataDir)}${where}`);
  }
  return Promise.resolve(0);
}

function placesOf(call: Call): BackupPlaces {
  const dataDir = dataFolderOf(call);
  return { dataDir, sessions: sessionPlaces(resolve(workspaceOf(call)), dataDir) };
}

function sessionWords(profiles: readonly string[]): string {
  return profiles.length === 0 ? '' : `, sessions of ${profiles.join(', ')}`;
}
