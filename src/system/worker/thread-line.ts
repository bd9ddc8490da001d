import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { steadyNow } from '../../bus/clock.ts';
import { ringMemory, RingReader, RingWriter } from '../../util/ring.ts';
import type { Watchdog } from '../../watchdog/watchdog.ts';
import type { TraderSpec } from './frames.ts';
import { type Line, WorkerGone } from './line.ts';
import { type Mailbox, PortMailbox } from './mailbox.ts';
import type { Budget, StrategyTask } from './messages.ts';
import { doing, makeVitals, vital, workerState } from '../../watchdog/vitals.ts';

/** Words of the two rings of a worker: 1 MB there, 128 KB back. */
export const frameRoom = 131_072;
const answerRoom = 16_384;
/** How long a worker may take to start, ms of wall time: files of strategies are loaded then. */
const startPatience = 60_000;

/** A line to a thread. Time that passes without any progress there counts against the strategy that runs. */
export class ThreadLine implements Line {
  readonly id: number;
  readonly frames: RingWriter;
  readonly answers: RingReader;
  readonly mail: Mailbox;
  readonly vitals = makeVitals();
  readonly #watchdog: Watchdog;
  readonly #budget: Budget;
  #since = NaN;
  #progress = 0;

  /** Starts the thread; it is ready when its greeting is in the mail. */
  constructor(id: number, traders: readonly TraderSpec[], of: { watchdog: Watchdog; budget: Budget }) {
    const { watchdog, budget } = of;
    const { port1, port2 } = new MessageChannel();
    const memory = { frames: ringMemory(frameRoom), answers: ringMemory(answerRoom) };
    this.id = id;
    this.frames = new RingWriter(memory.frames);
    this.answers = new RingReader(memory.answers);
    this.mail = new PortMailbox(port1);
    this.#watchdog = watchdog;
    this.#budget = budget;
    const cached = getCompileCacheDir();
    const { vitals } = this;
    Atomics.store(vitals, vital.runs, -1);
    const cache = cached === undefined ? undefined : dirname(cached);
    const data: StrategyTask = { traders, ...memory, mail: port2, vitals, budget, cache };
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    watchdog.start({
      id,
      file: new URL(`./strategy-worker${extension}`, import.meta.url).href,
      data,
      ports: [port2],
      gone: { cells: vitals, index: vital.state, value: workerState.gone },
      knock: memory.answers.cells,
      pinged: { name: `worker ${id}`, vitals, ring: memory.frames.cells, room: frameRoom },
      memory: budget.memory,
    });
  }

  get isStarting(): boolean {
    return Atomics.load(this.vitals, vital.state) === workerState.starting;
  }

  begin(): void {
    this.#since = NaN;
  }

  wait(): void {
    const { vitals } = this.#watchdog;
    const before = Atomics.load(vitals, vital.doing);
    Atomics.store(vitals, vital.doing, doing.deciding);
    this.answers.sleep(20);
    Atomics.store(vitals, vital.doing, before);
    this.#check();
  }

  waitForRoom(): void {
    this.frames.sleep(5);
    this.#check();
  }

  #check(): void {
    const { vitals, id } = this;
    const runs = Atomics.load(vitals, vital.runs);
    if (Atomics.load(vitals, vital.state) === workerState.gone) {
      const news = this.#watchdog.howGone(id);
      throw new WorkerGone(news?.cause ?? 'ended', runs, news?.detail ?? 'its thread ended');
    }
    const now = steadyNow();
    // To have started is progress, too.
    const progress = Atomics.load(vitals, vital.progress) * 2 + (this.isStarting ? 1 : 0);
    if (Number.isNaN(this.#since) || progress !== this.#progress) {
      this.#since = now;
      this.#progress = progress;
    }
    const most = this.isStarting ? startPatience : this.#budget.time;
    if (now - this.#since <= most) return;
    throw new WorkerGone('time', runs, `it gave no answer within ${most / 1000} s`);
  }
}
