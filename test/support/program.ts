import { type ChildProcess, spawn } from 'node:child_process';

/** How a program ended, and what it wrote. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, what it has written so far, and how it will have ended. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the program has written `text` to stdout. Rejects when it ends before. */
  readonly seen: (text: string) => Promise<void>;
  readonly ended: Promise<Ending>;
}

/** Starts a program without a terminal. */
export function start(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Running {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  const seen = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.stdout.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      ended.then(() => reject(new Error(`ended before "${text}": ${output.stdout}${output.stderr}`)), reject);
      look();
    });
  return { child, seen, ended };
}

/** Runs a program to its end, with `input` on its stdin. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<Ending> {
  const { input = '', ...rest } = options;
  const { child, ended } = start(command, args, rest);
  child.stdin?.end(input);
  return ended;
}
