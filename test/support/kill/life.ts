import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../src/util/random.ts';
import { root } from '../source.ts';

const program = join(root, 'bin/siis.js');
const preload = join(import.meta.dirname, 'kill-at.ts');

/** Where a life of the program ends, or what goes wrong in it. */
export type KillPoint =
  /** At a label of kill-at.ts. */
  | { readonly kind: 'label'; readonly label: string }
  /** On entering the n-th call of a name, before the system does it. */
  | { readonly kind: 'call'; readonly call: string; readonly count: number }
  /** The n-th call of a name is refused with an error, from then on each one when `always`. */
  | {
      readonly kind: 'error';
      readonly call: string;
      readonly count: number;
      readonly error: 'EIO' | 'ENOSPC' | 'EROFS';
      readonly always: boolean;
    };

/** How a life ended, and what it said. */
export interface Life {
  readonly code: number | null;
  readonly isKilled: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** True where the system lets calls be watched and refused. */
export const canTrace = spawnSync('strace', ['--seccomp-bpf', '-f', '-qq', '-o', '/dev/null', 'true']).status === 0;

/** The point in words. */
export function nameOf(point: KillPoint): string {
  if (point.kind === 'label') return point.label;
  const what = `${point.call} ${point.count}`;
  return point.kind === 'call' ? `entering ${what}` : `${point.error} at ${what}${point.always ? ' and after' : ''}`;
}

/** Runs the shipped command up to a point, or to its end where the point does not come. One that hangs is an error. */
export function live(args: readonly string[], env: NodeJS.ProcessEnv, point?: KillPoint): Promise<Life> {
  const [command, words, more] = commandOf(args, point);
  return new Promise((done, failed) => {
    const child = spawn(command, words, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    const hung = setTimeout(() => child.kill('SIGKILL'), 120_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', failed);
    child.on('close', (code, signal) => {
      clearTimeout(hung);
      if (hung.hasRef() && child.killed) failed(new Error(`siis ${args.join(' ')} hangs: ${output.stderr}`));
      else done({ code, isKilled: signal === 'SIGKILL', ...output });
    });
  });
}

function commandOf(args: readonly string[], point: KillPoint | undefined): [string, string[], NodeJS.ProcessEnv] {
  const node = process.execPath;
  const siis = ['--disable-warning=ExperimentalWarning', program, ...args];
  if (point === undefined) return [node, siis, {}];
  if (point.kind === 'label') return [node, ['--import', preload, ...siis], { SIIS_KILL_AT: point.label }];
  const when = `when=${point.count}${point.kind === 'error' && point.always ? '+' : ''}`;
  const what = point.kind === 'call' ? 'signal=SIGKILL' : `error=${point.error}`;
  const injected = ['-e', `trace=${point.call}`, '-e', `inject=${point.call}:${what}:${when}`];
  // Faster, but then signals are not sent.
  const quick = point.kind === 'error' ? ['--seccomp-bpf'] : [];
  return ['strace', [...quick, '-f', '-qq', '-o', '/dev/null', ...injected, node, ...siis], {}];
}

/** The labels that a whole life of a command passes. */
export async function labelsOf(args: readonly string[], env: NodeJS.ProcessEnv, log: string): Promise<string[]> {
  const siis = ['--disable-warning=ExperimentalWarning', '--import', preload, program, ...args];
  const { status, stderr } = spawnSync(process.execPath, siis, {
    env: { ...env, SIIS_KILL_LOG: log },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`siis ${args.join(' ')}: ${stderr}`);
  const labels = readFileSync(log, 'utf8').trim().split('\n');
  rmSync(log);
  return labels;
}

/** Hands out labels so that each kind of call has its turn before one comes again: of each kind any of its calls, once. */
export class Deck {
  readonly #random: Random;
  readonly #kinds: string[][];
  #turn = 0;

  constructor(labels: readonly string[], random: Random) {
    this.#random = random;
    const groups = Map.groupBy(labels, (label) => label.slice(0, label.lastIndexOf(' ')));
    this.#kinds = [...groups.keys()].toSorted().map((kind) => groups.get(kind)!);
  }

  next(): string {
    for (;;) {
      const kind = this.#kinds[this.#turn++ % this.#kinds.length]!;
      if (kind.length > 0) return kind.splice(this.#random.below(kind.length), 1)[0]!;
      if (this.#kinds.every((each) => each.length === 0)) throw new Error('all labels were handed out');
    }
  }
}
