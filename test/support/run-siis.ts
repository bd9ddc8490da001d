import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const launcher = resolve(import.meta.dirname, '../../bin/siis.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process and all of stdout so far, whenever there is more. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
  readonly onError?: (child: ChildProcess, stderr: string) => void;
}

/** Runs the real program, as a user does. */
export function runSiis(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { ...env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(child, stdout);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onError?.(child, stderr);
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}
