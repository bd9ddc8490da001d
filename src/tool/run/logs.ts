import { wallSleep } from '../../bus/clock.ts';
import { logLevels } from '../../config/schema/log.ts';
import { type LogEntry, LogReader } from '../../system/log/read-log.ts';
import { runnerOf, sessionFolderOf, sessionOf } from '../../system/record/session-folder.ts';
import type { Call } from '../call.ts';
import { logText } from '../log-text.ts';
import { namedSession } from './named-session.ts';
import { loadRequest, profileRequest } from './profile-request.ts';
import { sessionPlace } from './session-place.ts';

/** Between two looks at a log that somebody follows, ms. */
const lookEvery = 100;

/** `siis logs PROFILE` */
export async function runLogsVerb(call: Call): Promise<number> {
  const loaded = await loadRequest(profileRequest(call, call.profileName()));
  const place = sessionPlace(loaded);
  const { id } = namedSession(place, loaded.profile.name, call.text('session'));
  const folder = sessionFolderOf(place, id);
  const wanted = wantedBy(call);
  const log = new LogReader(folder);
  try {
    const entries = log.start().filter(wanted);
    const last = call.count('last', '--last', { min: 0, max: 1_000_000_000 }) ?? entries.length;
    await print(call, last === 0 ? [] : entries.slice(-last));
    // A session that another one followed is told no more of.
    const isRunning = (): boolean => runnerOf(place) !== undefined && sessionOf(place, undefined)?.id === id;
    for (let goesOn = call.flag('follow'); goesOn && !call.stop.aborted;) {
      goesOn = isRunning();
      await print(call, log.added().filter(wanted));
      if (goesOn) await wallSleep(lookEvery, call.stop);
    }
    return 0;
  } finally {
    log.close();
  }
}

function wantedBy(call: Call): (entry: LogEntry) => boolean {
  const least = logLevels.findIndex((each) => each === call.text('level'));
  return ({ level }) => logLevels.indexOf(level) >= least;
}

async function print({ out }: Call, entries: readonly LogEntry[]): Promise<void> {
  for (const entry of entries) {
    // oxlint-disable-next-line no-await-in-loop -- as fast as somebody reads
    await out.printWhenReady(`${out.json ? entry.text : logText(entry, { colour: out.hasColour })}\n`);
  }
}
