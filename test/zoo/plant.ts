import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../support/source.ts';
import type { Bug } from './bugs.ts';

/** What became of a planted bug. `missed`: its test passed all the same; `broken`: the test did not even run. */
export interface Outcome {
  readonly bug: Bug;
  readonly result: 'caught' | 'missed' | 'broken';
  /** What vitest said, where the bug was not caught. */
  readonly said: string;
}

/** The file with the bug in it. @throws Error when the source has moved, so that there is nothing or too much to replace */
export function withBug(text: string, { name, file, find, replace }: Bug): string {
  const pieces = text.split(find);
  if (pieces.length === 2) return pieces.join(replace);
  throw new Error(
    `${file}: expected once what the bug "${name}" takes the place of, found it ${pieces.length - 1} times: ${find}`,
  );
}

/** A copy of the sources to plant bugs in, one at a time. */
export class Copy {
  readonly #folder: string;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'siis-zoo-'));
    for (const part of [
      'src',
      'test',
      'scripts',
      'profiles',
      'bin',
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
    ]) {
      const skipped = (path: string): boolean => !['fixtures', 'heavy'].includes(basename(path));
      cpSync(join(root, part), join(this.#folder, part), { recursive: true, filter: skipped });
    }
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Runs the test that must catch the bug, with the bug in place. */
  async try(bug: Bug): Promise<Outcome> {
    const path = join(this.#folder, bug.file);
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, withBug(whole, bug));
    try {
      const { failed, passed, said } = await this.run([bug]);
      const result = failed > 0 ? 'caught' : passed > 0 ? 'missed' : 'broken';
      return { bug, result, said: result === 'caught' ? '' : said };
    } finally {
      writeFileSync(path, whole);
    }
  }

  /** Runs the tests of these bugs: how many of those named passed and failed. */
  async run(list: readonly Bug[]): Promise<{ passed: number; failed: number; said: string }> {
    const report = join(this.#folder, 'report.json');
    rmSync(report, { force: true });
    const files = [...new Set(list.map(({ caughtBy }) => caughtBy.file))];
    const names = [...new Set(list.map(({ caughtBy }) => caughtBy.test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))];
    const said = await vitest(this.#folder, [...files, '-t', names.join('|'), `--outputFile.json=${report}`]);
    const { testResults } = readReport(report);
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const count = (status: string): number => tests.filter((each) => each.status === status).length;
    return { passed: count('passed'), failed: count('failed'), said };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string }[] }[];
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return { testResults: [] };
  }
}

/** Runs vitest in a folder. @returns what it said */
function vitest(cwd: string, words: readonly string[]): Promise<string> {
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const fixed = ['run', '--reporter=dot', '--reporter=json', '--testTimeout=300000'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, ...fixed, ...words], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', failed);
    child.on('close', () => done(said));
  });
}

/** Plants all bugs, two at a time, each in a copy; first the tests themselves must pass. */
export async function plantAll(bugs: readonly Bug[], onOutcome: (outcome: Outcome) => void): Promise<Outcome[]> {
  const copies = [new Copy(), new Copy()];
  const outcomes: Outcome[] = [];
  try {
    const { passed, failed, said } = await copies[0]!.run(bugs);
    if (failed > 0 || passed < bugs.length / 2) throw new Error(`without any bug ${failed} tests fail: ${said}`);
    const waiting = [...bugs];
    const work = async (copy: Copy): Promise<void> => {
      for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
        // oxlint-disable-next-line no-await-in-loop -- one bug at a time in a copy
        const outcome = await copy.try(bug);
        outcomes.push(outcome);
        onOutcome(outcome);
      }
    };
    await Promise.all(copies.map(work));
  } finally {
    for (const copy of copies) copy.remove();
  }
  return outcomes;
}
