import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { parseCommand } from '../../command/index.ts';
import { parseDuration } from '../../config/schema/leaf.ts';
import type { LoadedProfile } from '../../config/load.ts';
import { Store } from '../../database/store.ts';
import { DaemonLog } from '../../system/log/daemon-log.ts';
import { runPaper as trade } from '../../system/paper/paper.ts';
import { SiisError } from '../../util/errors.ts';
import type { Call } from '../call.ts';
import { openProfileStore, warnOfDamage, withPlace } from './data-folder.ts';
import { explainFor } from './explain.ts';
import { obeyHangups } from './hangup.ts';
import { logSettings } from './log-settings.ts';
import { printLine } from './print-line.ts';
import type { SessionLine } from '../../system/observer/session-line.ts';
import type { SessionDoor } from '../../system/door/session-door.ts';
import { watchStrategies } from './watch.ts';
import { type ShownSession, showSession, terminalOf } from './terminal.ts';
import { loadRequest, type ProfileRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** `siis paper PROFILE` */
export function runPaperVerb(call: Call): Promise<number> {
  return runPaper(call.profileName(), call, true);
}

/** `siis demo`: begins anew each time. */
export function runDemoVerb(call: Call): Promise<number> {
  return runPaper('demo', call, false);
}

/**
 * Trades a profile on paper and prints what happens as lines.
 *
 * @param isKept the session can go on later @returns 0, also when nobody reads any more
 */
async function runPaper(name: string, call: Call, isKept: boolean): Promise<number> {
  const forMillis = readFor(call);
  const request = profileRequest(call, name);
  const loaded = await loadRequest(request);
  const store = storeOf(loaded, call);
  try {
    await session(loaded, store, { call, request, forMillis, isKept });
    return 0;
  } catch (error) {
    throw withPlace(error, loaded);
  } finally {
    store?.close();
  }
}

/** What of a session is said on the command line. */
interface Asked {
  readonly call: Call;
  readonly request: ProfileRequest;
  readonly forMillis: number | undefined;
  /** It can go on later. */
  readonly isKept: boolean;
}

async function session(
  loaded: LoadedProfile,
  store: Store | undefined,
  { call, request, forMillis, isKept }: Asked,
): Promise<void> {
  const { profile, strategies } = loaded;
  const { out } = call;
  const place = sessionPlace(loaded);
  const log = new DaemonLog(logSettings(call, loaded));
  const terminal = call.flag('lines') ? undefined : terminalOf(call);
  const left = new AbortController();
  const over = new AbortController();
  const onLeave = (): void => left.abort();
  const face = logged(
    terminal === undefined
      ? linesFace(call)
      : showSession(terminal, {
          settings: `${place}.terminal.json`,
          stop: call.stop,
          onLeave,
          ...(isKept ? { explain: explainFor(call, call.profileName()) } : {}),
        }),
    log,
  );
  out.log('info', `${profile.name} on paper: ${shortList(profile.instruments)}; Ctrl-C ends it`);
  try {
    const { trades, profit, currency, openTrades } = await trade({
      profile,
      strategies,
      stop: AbortSignal.any([call.stop, left.signal]),
      onLine: face.line,
      log: face.log,
      onWarning: (message) => face.warn(message),
      onSession: (folder) => log.open(folder),
      sequenceFile: `${place}.sequence`,
      ...(isKept ? { sessions: place, isFresh: call.flag('fresh') } : {}),
      onReady: (door) => {
        if (isKept) obeyHangups(loaded, { call, request, log, face, door });
        if (isKept && call.flag('watch')) void watchStrategies(strategies, door, { stop: over.signal, say: face.log });
        face.open(door);
      },
      ...(store === undefined ? {} : { store }),
      record: call.flag('record'),
      workers: workersFor(call, loaded),
      ...(forMillis === undefined ? {} : { forMillis }),
    });
    await face.ended();
    const closed = `${trades} trades closed, profit ${profit.toFixed(2)} ${currency}`;
    out.log('info', `ended: ${closed}, ${openTrades} still open`);
    log.say('info', `ended: ${closed}, ${openTrades} still open`);
  } catch (error) {
    log.say('error', error instanceof Error ? error.message : String(error));
    await face.failed();
    throw error;
  } finally {
    over.abort();
    log.close();
  }
}

/** The same face, with all that it is told in the log as well. */
function logged(face: Face, log: DaemonLog): Required<Face> {
  return {
    ...face,
    line: (line) => {
      log.happened(line);
      face.line?.(line);
    },
    log: (message, fields) => {
      log.say('info', message, fields);
      face.log?.(message, fields);
    },
    warn: (message) => {
      log.say('warn', message);
      face.warn(message);
    },
  };
}

/** A session as lines: for pipes, programs, and terminals that can show no more. */
function linesFace(call: Call): Face {
  const { out } = call;
  return {
    line: (line) => printLine(out, line),
    log: (message, fields) => out.log('info', message, fields),
    open: (door) => takeCommands(call, door),
    warn: (message) => out.log('warn', message),
    ended: () => Promise.resolve(),
    failed: () => Promise.resolve(),
  };
}

/** Where a person sees a session. */
interface Face extends ShownSession {
  readonly line?: (line: SessionLine) => void;
  readonly log?: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** The data that are played, or the store that a synthetic market is recorded in. */
function storeOf(loaded: LoadedProfile, call: Call): Store | undefined {
  if (loaded.profile.data.source !== 'synthetic') {
    const store = openProfileStore(loaded, {});
    warnOfDamage(loaded, store, (message) => call.out.log('warn', message));
    return checked(store);
  }
  return call.flag('record') ? checked(Store.open(loaded.dataDir, { create: true })) : undefined;
}

/** What lies for months is relied upon for months. */
function checked(store: Store): Store {
  try {
    store.quickCheck();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Threads for the strategies: what is asked for, or one per core; more than there are strategy-traders have nothing to do. */
function workersFor(call: Call, { profile, strategies }: LoadedProfile): number {
  const asked = call.count('workers', '--workers', { min: 0, max: 64 }) ?? profile.workers ?? availableParallelism();
  return Math.min(
    asked,
    strategies.reduce((count, { instruments }) => count + instruments.length, 0),
  );
}

/** Reads commands from the input, a line each, for as long as the session runs. */
function takeCommands(call: Call, door: SessionDoor): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    const command = parseCommand(line);
    if (typeof command === 'string') call.out.log('warn', command);
    else {
      const { message } = door.send(command, 'line');
      // What is done is told by a line of its own.
      if (command.kind === 'list' || command.kind === 'reload') call.out.log('info', message);
    }
  });
  // The input must not keep the process alive once the session is over.
  process.stdin.unref?.();
  call.stop.addEventListener('abort', () => lines.close(), { once: true });
}

function readFor(call: Call): number | undefined {
  const text = call.text('for');
  if (text === undefined) return undefined;
  const millis = parseDuration(text);
  if (millis !== undefined && millis > 0) return millis;
  throw new SiisError('USAGE', `--for: expected a duration such as 30s, 15m or 4h, came '${text}'`);
}

/** The first of many names, and how many there are besides. */
function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length <= 8 ? shown : `${shown} and ${names.length - 8} more`;
}
