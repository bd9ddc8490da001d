import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Ward, WatchdogNews, WatchdogOrder, WatchdogTask } from './messages.ts';
import { LoopDelay } from './loop-delay.ts';
import { makeGauges, makeVitals } from './vitals.ts';

/** The main thread's side of the watchdog: orders go out, news are fetched when there is time for them. */
export class Watchdog {
  readonly #port: MessagePort;
  readonly #thread: Worker;
  readonly #gone = new Map<number, Extract<WatchdogNews, { kind: 'gone' }>>();
  #stacks: Extract<WatchdogNews, { kind: 'stack' }>[] = [];

  /** What the session shows of itself and of its work. */
  readonly vitals = makeVitals();
  readonly gauges = makeGauges();
  /** Of the thread that made it. */
  readonly loopDelay = new LoopDelay();

  /** @param folder of the sessions: who looks there can ask it how this one is */
  constructor(folder?: string) {
    const { port1, port2 } = new MessageChannel();
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    const file = new URL(`./watchdog-worker${extension}`, import.meta.url);
    this.#port = port1;
    const task: WatchdogTask = { port: port2, vitals: this.vitals, gauges: this.gauges, folder };
    this.#thread = new Worker(file, { workerData: task, transferList: [port2] });
    // A session that is over must not be kept alive by its watchdog.
    this.#thread.unref();
  }

  start(ward: Ward): void {
    this.#order({ kind: 'start', ward }, ward.ports);
  }

  /** Ends a thread; nobody waits for it. @param looks it hangs: what it does is looked at first */
  end(id: number, looks: boolean): void {
    this.#order({ kind: 'end', id, looks });
  }

  /** How a thread ended; `undefined` while nothing is known of it. */
  howGone(id: number): Extract<WatchdogNews, { kind: 'gone' }> | undefined {
    this.#fetch();
    return this.#gone.get(id);
  }

  /** What threads did that hung, since the last call. */
  takeStacks(): readonly Extract<WatchdogNews, { kind: 'stack' }>[] {
    this.#fetch();
    return this.#stacks.splice(0);
  }

  /** Ends the watchdog and all that it looks after. */
  async close(): Promise<void> {
    this.loopDelay.stop();
    await this.#thread.terminate();
  }

  #order(order: WatchdogOrder, ports: readonly MessagePort[] = []): void {
    this.#port.postMessage(order, [...ports]);
  }

  #fetch(): void {
    for (;;) {
      const taken: { readonly message: WatchdogNews } | undefined = receiveMessageOnPort(this.#port);
      if (taken === undefined) return;
      if (taken.message.kind === 'gone') this.#gone.set(taken.message.id, taken.message);
      else this.#stacks.push(taken.message);
    }
  }
}
