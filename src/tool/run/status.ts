import { JournalReader } from '../../database/journal/journal-reader.ts';
import { decodePayload } from '../../database/journal/payload.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { SiisEvent } from '../../market/event.ts';
import { traderIdOf } from '../../strategy/strategy-trader.ts';
import { journalFolder, runnerOf, type SessionMeta, sessionOf } from '../../system/record/session-folder.ts';
import { readStops } from '../../system/record/session-stops.ts';
import type { Answer } from '../../system/command/listing.ts';
import { RemoteDoor } from '../../system/door/remote-door.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** What there is to know of a profile's session without asking it. */
interface SessionStatus {
  readonly profile: string;
  readonly session: string | null;
  readonly running: boolean;
  readonly pid: number | null;
  readonly host: string | null;
  /** Market time that its record reaches, ms. */
  readonly until: number | null;
  /** Orders that left. */
  readonly orders: number;
  /** What it last said of itself. */
  readonly message: string | null;
  /** Strategies that were stopped from outside, and why. */
  readonly stopped: readonly { readonly strategy: string; readonly instrument: string; readonly reason: string }[];
}

/** `siis status PROFILE` @returns 0 while it runs, 3 when it does not */
export async function runStatusVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const folder = sessionPlace(loaded);
  const status = statusOf(loaded, folder);
  const guards = status.running ? await guardsOf(folder, status.profile) : undefined;
  const { regions, alerts } = guards ?? {};
  if (call.out.json) call.out.printJson({ ...status, regions: regions?.data ?? null, alerts: alerts?.data ?? null });
  else call.out.print([sentence(status), ...(guards === undefined ? [] : guardLines(guards))].join('\n'));
  return status.running ? 0 : 3;
}

/** What a running session looks out for. */
interface Guards {
  readonly regions: Answer;
  readonly alerts: Answer;
}

/** @returns `undefined` where the session does not answer: what its files say is told all the same */
async function guardsOf(folder: string, profile: string): Promise<Guards | undefined> {
  try {
    const door = await RemoteDoor.connect(folder, profile, { source: 'cmd', patience: 2000 });
    try {
      const [regions, alerts] = await Promise.all([door.send(['regions']), door.send(['alerts'])]);
      return { regions, alerts };
    } finally {
      door.close();
    }
  } catch (error) {
    if (error instanceof SiisError) return undefined;
    throw error;
  }
}

function guardLines({ regions, alerts }: Guards): string[] {
  const named = [...namedLines('region', regions), ...namedLines('alert', alerts)];
  return named.map((line) => `  ${line}`);
}

function namedLines(name: string, { data, message }: Answer): string[] {
  const isNone = Array.isArray(data) && data.length === 0;
  return isNone ? [] : message.split('\n').map((line) => `${name} ${line}`);
}

function statusOf({ profile, strategies }: LoadedProfile, folder: string): SessionStatus {
  const runner = runnerOf(folder);
  const meta = sessionOf(folder, undefined);
  return {
    profile: profile.name,
    session: meta?.id ?? null,
    running: runner !== undefined,
    pid: runner?.pid ?? null,
    host: runner?.host ?? null,
    ...(meta === undefined ? { until: null, orders: 0, message: null } : reached(folder, meta)),
    stopped: meta === undefined ? [] : stoppedIn(folder, meta, strategies),
  };
}

function stoppedIn(
  folder: string,
  meta: SessionMeta,
  strategies: LoadedProfile['strategies'],
): SessionStatus['stopped'] {
  const stops = readStops({ folder: journalFolder(folder, meta), session: meta.id });
  return strategies.flatMap(({ name, instruments }) =>
    instruments.flatMap((instrument) => {
      const stop = stops.of(traderIdOf(name, instrument)).stops.at(-1);
      return stop === undefined ? [] : [{ strategy: name, instrument, reason: stop.reason }];
    }),
  );
}

/** What a session's record comes to. */
function reached(folder: string, meta: SessionMeta): Pick<SessionStatus, 'until' | 'orders' | 'message'> {
  const records = JournalReader.open({ folder: journalFolder(folder, meta), session: meta.id });
  let [until, orders]: [number | null, number] = [null, 0];
  let message: string | null = null;
  try {
    for (let record = records.next(); record !== undefined; record = records.next()) {
      const payload = decodePayload(record);
      until = record.time;
      if (payload.kind === 'intent') orders++;
      else if (payload.kind === 'event') message = messageOf(payload.event) ?? message;
    }
  } finally {
    records.close();
  }
  return { until, orders, message };
}

function messageOf(event: SiisEvent): string | undefined {
  return event.kind === 'status' ? event.message : undefined;
}

function sentence({ profile, session, running, pid, host, until, orders, message, stopped }: SessionStatus): string {
  const state = running ? `running (process ${pid}${host === '' ? '' : ` on ${host}`})` : 'not running';
  if (session === null) return `${profile}: ${state}, no session yet`;
  const extent = until === null ? 'nothing yet' : `up to ${new Date(until).toISOString()}, ${orders} orders`;
  return `${profile}: ${state}, session ${session}, ${extent}${message === null ? '' : `\n  ${message}`}${stopped
    .map(({ strategy, instrument, reason }) => `\n  ${strategy} on ${instrument}: ${reason}`)
    .join('')}`;
}

/** The process that runs a session, on this machine. @throws SiisError NOT_RUNNING */
export function runningProcess(profile: string, folder: string): number {
  const runner = runnerOf(folder);
  if (runner === undefined) throw new SiisError('NOT_RUNNING', `no process runs a session of ${profile}`);
  return runner.pid;
}
