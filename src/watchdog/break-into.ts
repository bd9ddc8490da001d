import { type Debugger, Session } from 'node:inspector';
import { wallSleep } from '../bus/clock.ts';

/** How long the main thread may take to be stopped, ms. */
const patience = 2000;

/**
 * Signals wait for a thread that hangs: their listeners are taken away, so that the next one ends the process as the system does
 * it. They are back as soon as the thread turns again.
 */
const release = `for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  const listeners = process.listeners(name);
  process.removeAllListeners(name);
  setImmediate(() => { for (const each of listeners) process.on(name, each); });
}`;

/**
 * Stops the main thread, which does not answer, for a moment: what it does, innermost call first, and lets signals end it. Empty
 * where it cannot be stopped: while it waits in the system and runs no code.
 */
export async function breakInto(): Promise<readonly string[]> {
  const session = new Session();
  const given = new AbortController();
  try {
    session.connectToMainThread();
    const paused = new Promise<readonly string[]>((resolve) => {
      session.on('Debugger.paused', ({ params: { callFrames } }) => {
        const expression = release;
        const callFrameId = callFrames[0]?.callFrameId ?? '';
        session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression }, () =>
          resolve(callFrames.map(lineOf)),
        );
      });
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
