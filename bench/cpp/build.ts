import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const source = join(import.meta.dirname, 'loop.cpp');
const flags = ['-O3', '-std=c++20', '-Wall', '-Wextra', '-Werror'];

const measured = z.object({
  ticks: z.number(),
  seconds: z.number(),
  processor: z.number(),
  nsPerTick: z.number(),
  bestNsPerTick: z.number(),
  trades: z.number(),
  profit: z.number(),
});

/** What the plain C++ loop needed for a tape, and what its strategy earned there. */
export type LoopResult = z.output<typeof measured>;

export interface Reference {
  /** Nanoseconds a tick of the plain C++ loop: the 1 of every ratio. */
  readonly nsPerTick: number;
  /** Where the figure comes from, for the table's foot. */
  readonly origin: string;
}

/**
 * The reference loop, built with g++ once for each version of source and compiler.
 *
 * @returns the program's path; `undefined` where there is no g++. @throws Error when it does not compile.
 */
export function buildLoop(): string | undefined {
  const version = spawnSync('g++', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return undefined;
  const hash = createHash('sha256').update(readFileSync(source)).update(version.stdout).update(flags.join(' '));
  const program = join(root, '.bench', `loop-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return program;
  mkdirSync(join(root, '.bench'), { recursive: true });
  execFileSync('g++', [...flags, source, '-o', `${program}.part`], { stdio: ['ignore', 'inherit', 'inherit'] });
  renameSync(`${program}.part`, program);
  return program;
}

/** Runs the loop over a wide tape and takes the median of `runs`. */
export function runLoop(program: string, tape: string, runs = 3): LoopResult {
  return measured.parse(JSON.parse(execFileSync(program, [tape, String(runs)], { encoding: 'utf8' })));
}

/** The figure of another machine: ratios to it compare machines too, which the origin says. */
export function storedReference(): Reference {
  const path = join(import.meta.dirname, '../reference.json');
  const stored = z.object({ nsPerTick: z.number(), machine: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8')));
  const origin = `no g++ here: stored figure of the plain C++ loop on ${stored.machine}, so ratios are rough`;
  return { nsPerTick: stored.nsPerTick, origin };
}
