import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, workerData } from 'node:worker_threads';
import { breakInto } from './break-into.ts';
import { stackOf } from './hung-stack.ts';
import { LookOut } from './look-out.ts';
import type { Ward, WatchdogNews, WatchdogOrder, WatchdogTask } from './messages.ts';
import { serveReports } from './report-socket.ts';

/**
 * The thread of the watchdog. It starts the threads that run strategies and hears how they end, also while the main thread waits
 * for one of them; it never waits itself.
 */
const { port, vitals, gauges, folder }: WatchdogTask = workerData;
const tell = (news: WatchdogNews): void => port.postMessage(news);

/** Wall time between two looks at a thread, ms. */
const lookEvery = 50;
/** V8 ends a thread, and sometimes the process, at its own limit: looks must come long before it. */
const hardLimit = 4;

interface Watched {
  readonly worker: Worker;
  readonly ward: Ward;
  timer: NodeJS.Timeout | undefined;
  isGone: boolean;
}

const watched = new Map<number, Watched>();
const lookOut = new LookOut({ vitals, gauges, others: () => [...watched.values()].map(({ ward }) => ward.pinged) });
/** The session hung at the last look: one stack is enough. */
let hung = false;

// A session that cannot be asked trades all the same.
if (folder !== undefined) serveReports(folder, () => lookOut.report()).catch(() => undefined);
setInterval(() => void watch(), 1000);

port.on('message', (order: WatchdogOrder) => {
  if (order.kind === 'start') start(order.ward);
  else void end(order.id, order.looks);
});

/**
 * Looks after the session itself. What it does that hangs is written down, for it cannot be asked any more, and signals end it at
 * once from then on.
 */
async function watch(): Promise<void> {
  lookOut.measure();
  const { state, cause } = await lookOut.pingSession();
  const hangs = state === 'late' && cause === 'unknown';
  if (hangs && !hung && folder !== undefined) {
    const lines = await breakInto();
    if (lines.length > 0) writeFileSync(join(folder, 'hung.txt'), `${lines.join('\n')}\n`);
  }
  hung = hangs;
}

function start(ward: Ward): void {
  const worker = new Worker(new URL(ward.file), {
    workerData: ward.data,
    transferList: [...ward.ports],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(1024, ward.memory * hardLimit) },
  });
  const each: Watched = { worker, ward, timer: undefined, isGone: false };
  watched.set(ward.id, each);
  worker.on('online', () => (each.timer = setInterval(look(each), lookEvery)));
  worker.on('message', (message: { readonly kind: 'heavy'; readonly used: number }) => tooHeavy(each, message.used));
  worker.on('error', (error: Error & { code?: string }) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    gone(each, isMemory ? 'memory' : 'ended', error.message);
  });
  worker.on('exit', (code) => gone(each, 'ended', `its thread ended with code ${code}`));
}

/** Looks at the memory of a thread, also while it is in the middle of a call. */
function look(each: Watched): () => void {
  let isAsked = false;
  return () => {
    if (isAsked || each.isGone) return;
    isAsked = true;
    void weigh(each).finally(() => (isAsked = false));
  };
}

async function weigh(each: Watched): Promise<void> {
  try {
    const { used_heap_size: heap, external_memory: buffers } = await each.worker.getHeapStatistics();
    const used = (heap + buffers) / 1_000_000;
    // Garbage counts here, so there is room for it; the thread itself looks closer between two calls.
    if (used > each.ward.memory * 2) tooHeavy(each, used);
  } catch {
    // It ended meanwhile, and says so itself.
  }
}

function tooHeavy(each: Watched, used: number): void {
  gone(each, 'memory', `it held ${Math.round(used)} MB, and ${each.ward.memory} MB are allowed`);
  void each.worker.terminate();
}

async function end(id: number, looks: boolean): Promise<void> {
  const each = watched.get(id);
  if (each === undefined) return;
  each.isGone = true;
  watched.delete(id);
  clearInterval(each.timer);
  if (looks) tell({ kind: 'stack', id, lines: await stackOf(each.worker) });
  await each.worker.terminate();
}

function gone(each: Watched, cause: 'memory' | 'ended', detail: string): void {
  if (each.isGone) return;
  each.isGone = true;
  watched.delete(each.ward.id);
  clearInterval(each.timer);
  tell({ kind: 'gone', id: each.ward.id, cause, detail });
  const { cells, index, value } = each.ward.gone;
  Atomics.store(cells, index, value);
  Atomics.notify(each.ward.knock, 0);
}
