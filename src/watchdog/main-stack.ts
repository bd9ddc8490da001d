import { type Debugger, Session } from 'node:inspector';
import { wallSleep } from '../bus/clock.ts';

/** How long the main thread may take to be stopped, ms. */
const patience = 2000;

/**
 * What the main thread does that does not answer, innermost call first. It is stopped for a moment to be looked at. Empty where it
 * cannot be had: while it waits in the system and runs no code.
 */
export async function mainStack(): Promise<readonly string[]> {
  const session = new Session();
  const given = new AbortController();
  try {
    session.connectToMainThread();
    const paused = new Promise<readonly string[]>((resolve) => {
      session.on('Debugger.paused', ({ params }) => resolve(params.callFrames.map(lineOf)));
    });
    session.post('Debugger.enable');
    session.post('Debugger.pause');
    const late = wallSleep(patience, given.signal).then((): readonly string[] => []);
    return await Promise.race([paused, late]);
  } catch {
    return [];
  } finally {
    given.abort();
    // It runs on.
    session.disconnect();
  }
}

function lineOf({ functionName, url, location }: Debugger.CallFrame): string {
  const place = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url;
  return `at ${functionName || '(anonymous)'} (${place}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1})`;
}
