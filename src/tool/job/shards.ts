import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { steadyNow, wallSleep } from '../../bus/clock.ts';
import type { LoadedProfile } from '../../config/load.ts';
import type { TimeRange } from '../../config/time.ts';
import type { Store } from '../../database/store.ts';
import type { RunRecord } from '../../market/record.ts';
import type { BacktestStore } from '../../system/data/market-data.ts';
import { mergeRecords, shardsOf } from '../../system/backtest/shard.ts';
import { runBacktest } from '../../system/backtest/backtest.ts';
import { errorOf } from './fault.ts';
import type { BacktestRequest, JobLink, Said } from './messages.ts';
import { type ShardAnswer, type ShardTask, shardCells, shardWorkerFile } from './shard-worker.ts';

/** Wall time between two looks at how far the shards are, ms. */
const lookEvery = 100;

/** What is run, and how far. */
export interface ShardRun {
  readonly request: BacktestRequest;
  readonly link: JobLink;
}

/** One account: here and now. Independent accounts: as shards, on as many threads as wanted. @throws SiisError */
export async function runAll(loaded: LoadedProfile, store: Store, run: ShardRun): Promise<RunRecord> {
  const shards = shardsOf(loaded.profile, loaded.strategies);
  const threads = Math.min(shards.length, run.request.workers ?? availableParallelism());
  if (shards.length > 1 && threads > 0) return onThreads(shards.length, threads, run);
  return runHere(loaded, store, run.request.range, run.link);
}

/** The same, shard after shard, on this thread. @throws SiisError */
export function runHere(loaded: LoadedProfile, store: BacktestStore, range: TimeRange, link: JobLink): RunRecord {
  const shards = shardsOf(loaded.profile, loaded.strategies);
  const began = steadyNow();
  const records = shards.map((shard, index) => {
    const { record } = runBacktest({
      ...shard,
      store,
      from: range.from,
      to: range.to,
      onProgress: (each) => link.progress({ ...each, done: (index + each.done) / shards.length }),
      shouldStop: link.shouldStop,
      log: link.said,
      onWarning: link.warn,
    });
    return record;
  });
  return mergeRecords(records, (steadyNow() - began) / 1000);
}

/**
 * Runs the shards of a profile on threads of their own and puts their records together. Which thread runs what, and how
 * many there are, changes nothing in the result.
 *
 * @throws SiisError that of a shard; the others are told to stop then
 */
async function onThreads(count: number, threads: number, { request, link }: ShardRun): Promise<RunRecord> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const progress = new Float64Array(new SharedArrayBuffer(count * shardCells * 8));
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: shardWorkerFile, name: 'runShard', minThreads: threads, maxThreads: threads });
  const began = steadyNow();
  const over = new AbortController();
  try {
    const ears = Array.from({ length: count }, () => listening(link.said));
    const tasks = Array.from({ length: count }, (_, index): ShardTask => {
      const { profile, range } = request;
      return { request: profile, index, from: range.from, to: range.to, stop, progress, port: ears[index]!.port };
    });
    const watching = watch(over.signal, () => report(progress, link, stop));
    const answers = await Promise.all(
      tasks.map(async (task): Promise<ShardAnswer> => {
        const answer: ShardAnswer = await pool.run(task, { transferList: [task.port] });
        if ('fault' in answer) Atomics.store(stop, 0, 1);
        return answer;
      }),
    );
    over.abort();
    await Promise.all([watching, ...ears.map(({ heard }) => heard)]);
    for (const answer of answers) if ('fault' in answer) throw errorOf(answer.fault);
    const records = answers.flatMap((answer) => ('record' in answer ? [answer.record] : []));
    return mergeRecords(records, (steadyNow() - began) / 1000);
  } finally {
    over.abort();
    await pool.destroy();
  }
}

/** A port for what the strategies of a shard say, and when all of it has been heard. */
function listening(said: JobLink['said']): { readonly port: MessagePort; readonly heard: Promise<void> } {
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise<void>((done) => {
    port1.on('message', (each: Said | null) => {
      if (each !== null) return said(each.message, each.fields);
      port1.close();
      done();
    });
  });
  return { port: port2, heard };
}

async function watch(over: AbortSignal, look: () => void): Promise<void> {
  while (!over.aborted) {
    await wallSleep(lookEvery, over);
    look();
  }
}

function report(progress: Float64Array, link: JobLink, stop: Int32Array): void {
  if (link.shouldStop()) Atomics.store(stop, 0, 1);
  const sum = { done: 0, ticks: 0, bars: 0, time: 0 };
  for (let k = 0; k < progress.length; k += shardCells) {
    sum.done += progress[k]! / (progress.length / shardCells);
    sum.ticks += progress[k + 1]!;
    sum.bars += progress[k + 2]!;
    sum.time = Math.max(sum.time, progress[k + 3]!);
  }
  if (sum.time > 0) link.progress(sum);
}
