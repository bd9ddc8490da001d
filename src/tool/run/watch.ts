import { wallSleep } from '../../bus/clock.ts';
import type { LoadedStrategy } from '../../config/strategies.ts';
import type { SessionDoor } from '../../system/door/session-door.ts';
import { versionOf } from '../../system/reload/kept-source.ts';

/** Between two looks at the files, ms. */
const lookEvery = 200;

/** Has changed code of strategies take over whenever their files have changed, and are not being written any more. */
export async function watchStrategies(
  strategies: readonly LoadedStrategy[],
  door: SessionDoor,
  { stop, say }: { readonly stop: AbortSignal; readonly say: (message: string) => void },
): Promise<void> {
  let known = versionsOf(strategies);
  let before = known;
  while (!stop.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is what this is for
    await wallSleep(lookEvery, stop);
    const now = versionsOf(strategies);
    if (now !== undefined && now === before && now !== known) {
      known = now;
      say(door.send({ kind: 'reload', strategy: undefined }, 'watch').message);
    }
    before = now;
  }
}

/** What the files are now, in one text; `undefined` while one cannot be read. */
function versionsOf(strategies: readonly LoadedStrategy[]): string | undefined {
  try {
    return strategies.map(({ file }) => (file === undefined ? '' : versionOf(file))).join(' ');
  } catch {
    return undefined;
  }
}
