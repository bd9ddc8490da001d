import { AsyncLocalStorage } from 'node:async_hooks';
import { enableCompileCache } from 'node:module';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { steadyNow } from '../../bus/clock.ts';
import { loadStrategy } from '../../config/strategy-loader.ts';
import { knock, RingReader, RingWriter } from '../../util/ring.ts';
import { errorText } from './frames.ts';
import { WorkerHost } from './host.ts';
import { PortMailbox } from './mailbox.ts';
import type { Greeting, StrategyTask } from './messages.ts';
import { TraderMirror } from './mirror.ts';
import { pong, vital, workerState } from '../../watchdog/vitals.ts';

/** The thread of a strategy worker. It serves the ring for as long as it lives; what a strategy leaves behind runs between. */
const task: StrategyTask = workerData;
const { vitals } = task;
if (task.cache !== undefined) enableCompileCache(task.cache);

/** Wall time between two looks at the memory, ms. */
const weighEvery = 100;
/** Longest sleep: timers of a strategy's own, which it should not have, may be as late as that, ms. */
const longestSleep = 100;

/** Whose code runs, also where it goes on later. */
const owner = new AsyncLocalStorage<number>();
const frames = new RingReader(task.frames);
const mail = new PortMailbox(task.mail);
const host = new WorkerHost({
  frames,
  answers: new RingWriter(task.answers),
  mail,
  wait: () => frames.sleep(longestSleep),
  waitForRoom: () => frames.sleep(1),
  within: (trader, act) => owner.run(trader, act),
  runs: (trader) => {
    Atomics.store(vitals, vital.runs, trader);
    Atomics.add(vitals, vital.progress, 1);
  },
});

let weighedAt = 0;
let collector: (() => void) | undefined;

process.on('uncaughtException', (error) => blame('uncaught error', error));
process.on('unhandledRejection', (error) => blame('unhandled rejection', error));

try {
  await start();
} catch (error) {
  greet({ kind: 'failed', error: errorText(error) });
}

turn();

async function start(): Promise<void> {
  const definitions = new Map<string, Awaited<ReturnType<typeof loadStrategy>>['definition']>();
  for (const { use } of task.traders) {
    // oxlint-disable-next-line no-await-in-loop -- one file after the other
    if (!definitions.has(use)) definitions.set(use, (await loadStrategy(use, { base: [] })).definition);
  }
  const mirrors = task.traders.map((spec) =>
    owner.run(spec.index, () => new TraderMirror(definitions.get(spec.use)!, spec, host)),
  );
  for (const mirror of mirrors) host.add(mirror);
  greet({ kind: 'ready', declarations: mirrors.map(({ declaration }) => declaration) });
}

function greet(greeting: Greeting): void {
  mail.post(greeting);
  Atomics.store(vitals, vital.runs, -1);
  Atomics.store(vitals, vital.state, workerState.ready);
  knock(task.answers);
}

/** A strategy did something outside of its handlers that would end a process. */
function blame(what: string, error: unknown): void {
  const trader = owner.getStore();
  const { message } = errorText(error);
  // Nobody's: the thread cannot be trusted any more.
  if (trader === undefined) throw new Error(`${what}: ${message}`);
  host.broke(trader, new Error(`${what}: ${message}`));
}

function turn(): void {
  pong(vitals);
  if (host.drain() === 0) {
    frames.sleep(longestSleep);
    pong(vitals);
    host.drain();
  }
  if (steadyNow() - weighedAt >= weighEvery) weigh();
  // Promises and rejections get their turn.
  setImmediate(turn);
}

/** Heap and array buffers count together; what is only garbage does not count. */
function weigh(): void {
  let used = measure();
  if (used > task.budget.memory) {
    collect();
    used = measure();
  }
  if (used > task.budget.memory) parentPort?.postMessage({ kind: 'heavy', used }, []);
  weighedAt = steadyNow();
}

/** @returns MB */
function measure(): number {
  const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
  Atomics.store(vitals, vital.heap, heap / 1_000_000);
  Atomics.store(vitals, vital.buffers, buffers / 1_000_000);
  return (heap + buffers) / 1_000_000;
}

function collect(): void {
  if (collector === undefined) {
    setFlagsFromString('--expose-gc');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the flag above makes it so
    collector = runInNewContext('gc') as () => void;
  }
  collector();
}
