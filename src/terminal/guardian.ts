import { spawn } from 'node:child_process';

/** Waits for the end of this process. */
export interface Guardian {
  /** The terminal is as it was: nothing is left to do. */
  dismiss(): void;
}

/** What the guardian does when it was not dismissed. The argument is what resets the terminal. */
const script = 'read word; [ "$word" = dismissed ] || { printf "$0"; stty sane <&1; } 2>/dev/null';
const reset = String.raw`\033[?2026l\033[?2004l\033[?1006l\033[?1003l\033[?1002l\033[?1000l\033[0m\033[?25h\033[?1049l`;

/**
 * A process of its own that puts the terminal in order when this one is killed and cannot. It waits at the end of a pipe, which
 * closes with this process, and ends with it.
 */
export function startGuardian(): Guardian {
  if (process.platform === 'win32') return { dismiss: () => undefined };
  // In a session of its own: keys that interrupt this process do not reach it.
  const child = spawn('sh', ['-c', script, reset], { stdio: ['pipe', 'inherit', 'ignore'], detached: true });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return { dismiss: () => void child.stdin.end('dismissed\n') };
}
