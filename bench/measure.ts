import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ChildMessage } from './child.ts';
import { type LoopResult, runLoop, storedReference } from './cpp/build.ts';
import { median } from './median.ts';
import type { BenchPlace, Outcome, Row } from './row.ts';

/** A measured row, as `--json` prints it. */
export interface Result {
  readonly name: string;
  /** Units of one run; for memory the peak itself. */
  readonly n: number;
  readonly unit: string;
  /** Median of the rounds, for `n` units. */
  readonly seconds: number;
  readonly perSecond: number;
  /** What the ratio is to, in words. */
  readonly reference: string;
  /** Median over the rounds of time a unit by the reference's time a unit beside it. */
  readonly ratio: number;
}

/** A result with what the table shows besides. */
export interface Measured {
  readonly row: Row;
  readonly result: Result;
  /** Lowest and highest ratio of the rounds: the noise. */
  readonly spread: readonly [number, number];
}

/** What a row's times are divided by. */
export interface Yardstick {
  /** The C++ program and its tape; `undefined` without a compiler. */
  readonly loop: { readonly program: string; readonly tape: string } | undefined;
  readonly rounds: number;
  /** Processor time instead of wall time, for rows beside the loop: for a machine that others use. */
  readonly byProcessor: boolean;
}

interface Beside {
  /** s for a unit, or for one start of Node. */
  readonly seconds: number;
  readonly words: string;
  readonly loop?: LoopResult;
}

/**
 * Measures a row in a process of its own: first to warm up, then reference and row in turn, because the speed of the
 * machine drifts and its neighbours come and go.
 *
 * @throws Error when the row fails, or trades otherwise than the reference
 */
export async function measure(row: Row, place: BenchPlace, yardstick: Yardstick): Promise<Measured> {
  const child = new RowProcess(row, place);
  try {
    const n = await child.ready();
    if (row.against === 'gate') return memory(row, await child.run());
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let left = row.warmUps ?? 1; left > 0; left--) await child.run();
    const pairs: { beside: Beside; seconds: number; outcome: Outcome }[] = [];
    for (let round = 0; round < yardstick.rounds; round++) {
      const other = row.against === 'node' ? bareNode() : row.against === 'loop' ? loopOnce(yardstick) : undefined;
      // oxlint-disable-next-line no-await-in-loop -- in turn, or they measure each other
      const { took, outcome } = await child.run();
      const beside = other ?? plainWay(row, outcome, n);
      const seconds = row.against === 'loop' && yardstick.byProcessor ? took.processor : took.seconds;
      pairs.push({ beside, outcome, seconds });
    }
    const last = pairs.at(-1)!;
    if (row.agrees === true && last.beside.loop !== undefined) agree(row, last.outcome, last.beside.loop);
    const seconds = median(pairs.map((pair) => pair.seconds));
    const ratios = pairs.map((pair) => pair.seconds / n / pair.beside.seconds);
    const unit = median(pairs.map((pair) => pair.beside.seconds));
    const each = row.against === 'node' ? `${(unit * 1000).toFixed(0)} ms` : `${(unit * 1e9).toFixed(2)} ns`;
    const reference = `${last.beside.words}: ${each}${row.against === 'node' ? '' : ` a ${row.against === 'loop' ? 'tick' : row.unit}`}`;
    const result = {
      name: row.name,
      n,
      unit: row.unit,
      seconds,
      perSecond: n / seconds,
      reference,
      ratio: median(ratios),
    };
    return { row, result, spread: [Math.min(...ratios), Math.max(...ratios)] };
  } finally {
    child.end();
  }
}

function memory(row: Row, { took: { seconds }, megabytes }: Ran): Measured {
  const gate = row.gate.megabytes!;
  const ratio = megabytes / gate;
  const reference = `the gate of ${gate} MB`;
  const result = {
    name: row.name,
    n: Math.round(megabytes),
    unit: row.unit,
    seconds,
    perSecond: megabytes / seconds,
    reference,
    ratio,
  };
  return { row, result, spread: [ratio, ratio] };
}

function loopOnce({ loop, byProcessor }: Yardstick): Beside {
  if (loop === undefined) {
    const { nsPerTick, origin } = storedReference();
    return { seconds: nsPerTick / 1e9, words: origin };
  }
  const run = runLoop(loop.program, loop.tape, 1);
  return {
    seconds: (byProcessor ? run.processor : run.seconds) / run.ticks,
    words: `plain C++ loop over ${run.ticks} ticks, ${byProcessor ? 'processor time' : 'measured'} in this run`,
    loop: run,
  };
}

function bareNode(): Beside {
  const start = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return { seconds: (performance.now() - start) / 1000, words: 'a bare start of Node, measured in this run' };
}

function plainWay(row: Row, { plain }: Outcome, n: number): Beside {
  if (plain === undefined) throw new Error(`${row.name}: expected to hear what the plain way took`);
  return { seconds: plain.took.seconds / n, words: plain.words };
}

function agree(row: Row, { trades, profit }: Outcome, loop: LoopResult): void {
  if (trades === loop.trades && Math.abs(profit! - loop.profit) <= 1e-6 * Math.max(1, Math.abs(loop.profit))) return;
  throw new Error(
    `${row.name}: expected ${loop.trades} trades and a profit of ${loop.profit} as the C++ loop has, came ${trades} and ${profit}`,
  );
}

type Ran = Extract<ChildMessage, { kind: 'ran' }>;

/** The process of a row. */
class RowProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  #next: { resolve: (message: ChildMessage) => void; reject: (error: Error) => void } | undefined;
  #early: ChildMessage | undefined;

  constructor(row: Row, place: BenchPlace) {
    this.#name = row.name;
    const stdio: ['ignore', 'ignore', 'inherit', 'ipc'] = ['ignore', 'ignore', 'inherit', 'ipc'];
    this.#child = fork(join(import.meta.dirname, 'child.ts'), [row.name, JSON.stringify(place)], { stdio });
    this.#child.on('message', (message: ChildMessage) => {
      if (this.#next === undefined) this.#early = message;
      else this.#next.resolve(message);
    });
    this.#child.on('exit', (code, signal) =>
      this.#next?.reject(new Error(`the process of ${this.#name} ended early: ${code ?? signal}`)),
    );
  }

  async ready(): Promise<number> {
    const message = await this.#message();
    if (message.kind !== 'ready') throw new Error(`${this.#name}: expected to hear that it is ready`);
    return message.n;
  }

  async run(): Promise<Ran> {
    this.#child.send('run');
    const message = await this.#message();
    if (message.kind !== 'ran') throw new Error(`${this.#name}: expected to hear that it ran`);
    return message;
  }

  end(): void {
    this.#next = undefined;
    if (this.#child.connected) this.#child.disconnect();
  }

  #message(): Promise<ChildMessage> {
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve, reject) => {
      this.#next = {
        resolve: (message) => {
          this.#next = undefined;
          resolve(message);
        },
        reject,
      };
    });
  }
}
