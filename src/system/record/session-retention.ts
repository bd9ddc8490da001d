import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { wallNow } from '../../bus/clock.ts';
import type { JournalProfile } from '../../config/schema/journal.ts';
import { sessionIds, sessionMetaFile } from './session-folder.ts';

/** What a record takes on disk, and when it was last written, ms. */
interface Kept {
  readonly id: string;
  readonly bytes: number;
  readonly written: number;
}

const day = 86_400_000;
const mebibyte = 2 ** 20;
/** How a session's id begins: nothing else in the folder is touched. */
const ofSession = /^\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

/**
 * Removes sessions that the profile does not want to keep, the oldest first; those of `spared` stay whatever it says. Only for the
 * one process that holds the folder.
 *
 * @returns ids of what was removed
 */
export function removeOldSessions(folder: string, { keepDays, keepMiB }: JournalProfile, spared: string): string[] {
  removeRemains(folder);
  const others = sessionIds(folder)
    .filter((id) => id !== spared && ofSession.test(id))
    .map((id) => measure(folder, id));
  const oldest = keepDays === undefined ? -Infinity : wallNow() - keepDays * day;
  let bytes = others.reduce((sum, each) => sum + each.bytes, 0);
  const most = (keepMiB ?? Infinity) * mebibyte;
  const gone = others.filter((each) => {
    const isGone = each.written < oldest || bytes > most;
    if (isGone) bytes -= each.bytes;
    return isGone;
  });
  for (const { id } of gone) remove(folder, id);
  return gone.map(({ id }) => id);
}

/** What names the session goes first: a removal that is cut short leaves nothing that passes for one. */
function remove(folder: string, id: string): void {
  rmSync(sessionMetaFile(folder, id), { force: true });
  rmSync(join(folder, id), { recursive: true, force: true });
}

/** Removals that were cut short. */
function removeRemains(folder: string): void {
  const known = new Set(sessionIds(folder));
  for (const name of readdirSync(folder))
    if (ofSession.test(name) && !known.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

function measure(folder: string, id: string): Kept {
  const top = join(folder, id);
  const files = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)));
  return {
    id,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    written: files.reduce((last, { mtimeMs }) => Math.max(last, mtimeMs), 0),
  };
}
