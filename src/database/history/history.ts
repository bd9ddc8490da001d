import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { wallSleep } from '../../bus/clock.ts';
import type { FactBatch } from './facts.ts';
import { historyPath } from './history-file.ts';
import type { HistoryNews, HistoryOrder, HistoryTask } from './messages.ts';

/** Facts that may wait to be written; more, and the history stays behind until the next start. */
const mostWaiting = 100_000;
/** Wall time that an end waits for what is not written yet, ms. */
const endPatience = 2000;

/**
 * The history of a folder of sessions, written by a thread of its own: nothing here waits for a disk. What it cannot take is not
 * lost, for it is made from the journal: the next start, or `siis history`, makes it again.
 */
export class History {
  readonly #port: MessagePort;
  readonly #thread: Worker;
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  readonly #warn: (message: string) => void;
  #cursors: ReadonlyMap<string, number> = new Map();
  #sent = 0;
  #isOff = false;

  private constructor(sessions: string, warn: (message: string) => void) {
    const { port1, port2 } = new MessageChannel();
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    const task: HistoryTask = { port: port2, path: historyPath(sessions), done: this.#done };
    this.#warn = warn;
    this.#port = port1;
    this.#thread = new Worker(new URL(`./history-worker${extension}`, import.meta.url), {
      workerData: task,
      transferList: [port2],
    });
    // A session that is over must not be kept alive by its history.
    this.#thread.unref();
  }

  /**
   * Opens the history, or begins one. One that is damaged is begun anew; where that cannot be done either, the session goes on
   * without. @param warn told in a sentence what is wrong with it
   */
  static async open(sessions: string, warn: (message: string) => void): Promise<History> {
    const history = new History(sessions, warn);
    await new Promise<void>((resolve) => {
      history.#port.on('message', (news: HistoryNews) => {
        history.#hear(news);
        if (news.kind === 'opened' || news.kind === 'closed') resolve();
      });
      history.#thread.on('error', (error) => {
        history.#turnOff(error instanceof Error ? error.message : String(error));
        resolve();
      });
    });
    history.#port.unref();
    return history;
  }

  /** Number of the last record of a session's journal that it had when it was opened; 0 for none. */
  cursor(session: string): number {
    return this.#cursors.get(session) ?? 0;
  }

  /** Facts that wait to be written. */
  get waiting(): number {
    // The counter of the other side wraps around.
    return (this.#sent - Atomics.load(this.#done, 0)) | 0;
  }

  /** Hands over what a turn did; it is written some time later. */
  take(batch: FactBatch): void {
    if (this.#isOff) return;
    if (this.waiting > mostWaiting) {
      this.#turnOff(`${mostWaiting} facts wait to be written`);
      return;
    }
    this.#sent = (this.#sent + batch.facts.length) | 0;
    this.#order({ kind: 'take', batch });
  }

  /** Forgets sessions that are no longer kept. */
  forget(sessions: readonly string[]): void {
    if (!this.#isOff && sessions.length > 0) this.#order({ kind: 'forget', sessions });
  }

  /** Writes what waits, within a moment, and ends the thread. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    if (!this.#isOff) {
      this.#order({ kind: 'end' });
      const late = new AbortController();
      await Promise.race([ended, wallSleep(endPatience, late.signal)]);
      late.abort();
    }
    this.#port.close();
    await this.#thread.terminate();
  }

  #order(order: HistoryOrder): void {
    this.#port.postMessage(order, []);
  }

  #hear(news: HistoryNews): void {
    if (news.kind === 'opened') this.#cursors = news.cursors;
    else if (news.kind === 'closed') this.#turnOff(news.reason);
    else if (news.kind === 'damaged')
      this.#warn(`history.db was damaged: it is kept as ${news.kept}, and made again from the journal`);
    else if (news.kind === 'waits')
      this.#warn(`history.db cannot be written now: ${news.reason}; trading goes on, and it is tried again`);
    else this.#warn('history.db can be written again');
  }

  #turnOff(reason: string): void {
    if (this.#isOff) return;
    this.#isOff = true;
    this.#warn(`no history is written: ${reason}; trading goes on, and the next start makes it from the journal`);
  }
}
