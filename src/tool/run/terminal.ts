import { steadyNow } from '../../bus/clock.ts';
import type { FaceOptions, ShowFace } from '../../system/door/face-door.ts';
import { LocalDoor } from '../../system/door/local-door.ts';
import type { SessionDoor } from '../../system/door/session-door.ts';
import type { Call } from '../call.ts';

/** The terminal, where a session can be shown in it: somebody sits at both ends, and it can show more than lines. */
export function terminalOf({ out, faces }: Call): ShowFace | undefined {
  const { TERM } = process.env;
  const isFit = !out.json && process.stdin.isTTY && out.isTerminal('out') && TERM !== 'dumb' && TERM !== '';
  return isFit ? faces.terminal : undefined;
}

/** Where a person sees a session. */
export interface ShownSession {
  /** Opens on it. */
  open(door: SessionDoor): void;
  warn(message: string): void;
  /** The session ended by itself: what it came to is shown on, until the person leaves. */
  ended(): Promise<void>;
  /** It ended with an error. */
  failed(): Promise<void>;
}

/** Shows the session of this process in the terminal. @param onLeave the person left */
export function showSession(
  show: ShowFace,
  at: Omit<FaceOptions, 'warnings'> & { readonly onLeave: () => void },
): ShownSession {
  const ending = new AbortController();
  const stop = AbortSignal.any([at.stop, ending.signal]);
  const warnings: string[] = [];
  let local: LocalDoor | undefined;
  let shown: Promise<void> | undefined;
  return {
    open: (door) => {
      local = new LocalDoor(door, steadyNow);
      shown = show(local, { ...at, stop, warnings }).finally(at.onLeave);
    },
    warn: (message) => void warnings.push(message),
    ended: async () => {
      local?.freeze();
      warnings.push('the session is over; q leaves');
      await shown;
    },
    failed: async () => {
      ending.abort();
      await shown;
    },
  };
}
