import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { wallNow } from '../../bus/clock.ts';
import { displayPath } from '../../config/workspace.ts';
import type { Damage } from '../../database/coverage.ts';
import { Store } from '../../database/store.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { short } from '../progress.ts';
import { programVersion } from '../../system/version.ts';
import { dataFolderOf, describeDamage } from './data-folder.ts';
import { type ListedProfile, listedProfiles, profilesText } from './profile-list.ts';
import { workspaceOf } from './profile-request.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it. */
  readonly todo?: string;
}

const gib = 2 ** 30;
/** Nothing this program knows of happened before it was written. */
const earliestNow = Date.UTC(2026, 0, 1);
const latestNow = Date.UTC(2100, 0, 1);

/** `siis doctor` */
export async function runDoctorVerb(call: Call): Promise<number> {
  const data = dataFolderOf(call);
  const workspace = workspaceOf(call);
  const profiles = await listedProfiles(workspace, call.text('data'));
  const findings = [
    nodeFinding(process.versions.node),
    { what: 'siis', state: 'ok', text: `version ${programVersion()}, ${process.platform} ${process.arch}` } as const,
    clockFinding(wallNow()),
    memoryFinding(freemem(), totalmem()),
    await sqliteFinding(),
    workspaceFinding(workspace),
    profilesFinding(profiles),
    ...folderFindings(data),
    terminalFinding(call),
  ];
  const isSound = findings.every(({ state }) => state !== 'fail');
  if (call.out.json) call.out.printJson({ ok: isSound, findings, profiles });
  else call.out.print(findings.flatMap(toLines).join('\n'));
  return isSound ? 0 : 1;
}

function toLines({ what, state, text, todo }: Finding): string[] {
  const line = `${state.padEnd(4)}  ${what.padEnd(9)}  ${text}`;
  return todo === undefined ? [line] : [line, `      ${''.padEnd(9)}  → ${todo}`];
}

/** @param node `process.versions.node` */
export function nodeFinding(node: string): Finding {
  const isNew = Number(node.split('.')[0]) >= 24;
  if (isNew) return { what: 'node', state: 'ok', text: node };
  return {
    what: 'node',
    state: 'fail',
    text: `${node}, needs 24 or newer`,
    todo: 'install Node 24, or run through npm in a checkout',
  };
}

/** @param now ms since the epoch, by the wall clock. */
export function clockFinding(now: number): Finding {
  const text = new Date(now).toISOString();
  if (now >= earliestNow && now < latestNow) return { what: 'clock', state: 'ok', text };
  return {
    what: 'clock',
    state: 'fail',
    text: `${text} cannot be`,
    todo: 'set the clock and switch on time synchronisation (timedatectl set-ntp true)',
  };
}

/** Bytes that are free, and all there are. */
export function memoryFinding(free: number, total: number): Finding {
  const text = `${(free / gib).toFixed(1)} GiB free of ${(total / gib).toFixed(1)} GiB`;
  if (free >= 0.5 * gib) return { what: 'memory', state: 'ok', text };
  return {
    what: 'memory',
    state: 'warn',
    text,
    todo: 'close something: long runs with many strategies want half a GiB',
  };
}

async function sqliteFinding(): Promise<Finding> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const row: unknown = database.prepare('select sqlite_version() as version').get();
    database.close();
    const text = typeof row === 'object' && row !== null && 'version' in row ? String(row.version) : 'works';
    return { what: 'sqlite', state: 'ok', text };
  } catch (error) {
    const text = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { what: 'sqlite', state: 'fail', text, todo: 'install again: npm ci' };
  }
}

function workspaceFinding(workspace: string): Finding {
  const own = existsSync(`${workspace}/profiles`);
  if (own) return { what: 'workspace', state: 'ok', text: displayPath(workspace) };
  return {
    what: 'workspace',
    state: 'warn',
    text: `${displayPath(workspace)} has no profiles/`,
    todo: 'make a workspace: siis init my-bot',
  };
}

/** A profile that is wrong is worth a look; data for one may come later. */
export function profilesFinding(profiles: readonly ListedProfile[]): Finding {
  const text = profilesText(profiles);
  const wrong = profiles.find(({ state }) => state === 'wrong');
  if (wrong === undefined) return { what: 'profiles', state: 'ok', text };
  return { what: 'profiles', state: 'warn', text, todo: `see what is wrong: siis check ${wrong.name}` };
}

function folderFindings(folder: string): Finding[] {
  const place = nearest(folder);
  return [writableFinding(folder, place), diskFinding(place), ...(existsSync(folder) ? [storeFinding(folder)] : [])];
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

function writableFinding(folder: string, place: string): Finding {
  const shown = displayPath(folder);
  try {
    accessSync(place, constants.W_OK);
    const text = place === folder ? `${shown} can be written` : `${shown} is not there yet; it can be made`;
    return { what: 'data', state: 'ok', text };
  } catch {
    return {
      what: 'data',
      state: 'fail',
      text: `${shown} cannot be written`,
      todo: `give yourself the right: chown "$USER" ${place}, or use --data DIR`,
    };
  }
}

function diskFinding(place: string): Finding {
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  return diskText(free);
}

/** @param free bytes left on the disk of the data folder. */
export function diskText(free: number): Finding {
  const text = `${(free / gib).toFixed(1)} GiB free, room for about ${short(free / 4)} ticks`;
  if (free >= 2 * gib) return { what: 'disk', state: 'ok', text };
  const state = free < 0.1 * gib ? 'fail' : 'warn';
  return { what: 'disk', state, text, todo: 'make room, or keep the data elsewhere with --data DIR' };
}

function storeFinding(folder: string): Finding {
  try {
    const store = Store.open(folder, { readonly: true });
    try {
      const damage = store.verify();
      if (damage.length > 0) return damageFinding(damage);
      const instruments = store.instruments().length;
      const text = `${instruments} ${instruments === 1 ? 'instrument' : 'instruments'} stored`;
      if (instruments > 0) return { what: 'store', state: 'ok', text };
      return {
        what: 'store',
        state: 'warn',
        text: 'nothing stored',
        todo: 'import some: siis import FILE --instrument NAME',
      };
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof SiisError)) throw error;
    return { what: 'store', state: 'fail', text: error.message, todo: 'see: siis check data' };
  }
}

/** @param damage one or more; an index and the end of a recording are mended without loss of what is whole */
export function damageFinding(damage: readonly Damage[]): Finding {
  const lost = damage.filter(({ kind }) => kind === 'block' || kind === 'header' || kind === 'bars');
  const worst = lost[0] ?? damage[0]!;
  const more = damage.length === 1 ? '' : `, and ${damage.length - 1} more`;
  const text = `damaged: ${describeDamage(worst)}${more}`;
  if (lost.length === 0) return { what: 'store', state: 'warn', text, todo: 'see: siis check data' };
  return { what: 'store', state: 'fail', text, todo: 'see: siis check data; then import that time again' };
}

function terminalFinding({ out }: Call): Finding {
  const { TERM } = process.env;
  if (!out.isTerminal('out')) return { what: 'terminal', state: 'ok', text: 'none: output goes to a file or a pipe' };
  const { columns, rows } = process.stdout;
  const text = `${TERM ?? 'unknown'}, ${columns} × ${rows}${out.hasColour ? '' : ', no colours'}`;
  if (TERM !== 'dumb' && columns >= 80) return { what: 'terminal', state: 'ok', text };
  return { what: 'terminal', state: 'warn', text, todo: 'tables want 80 columns and a terminal that knows colours' };
}
