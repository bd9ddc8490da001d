import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { RunRecord } from '../../market/record.ts';
import { ensure } from '../../util/assert.ts';
import { runBacktest } from '../../system/backtest/backtest.ts';
import { shardsOf } from '../../system/backtest/shard.ts';
import { openProfileStore } from '../run/data-folder.ts';
import { loadRequest, type ProfileRequest } from '../run/profile-request.ts';
import { faultOf } from './fault.ts';
import type { JobFault, Said } from './messages.ts';

/** One shard, to be run by a thread of the pool. Plain data and shared memory. */
export interface ShardTask {
  readonly request: ProfileRequest;
  /** Which of the run's shards. */
  readonly index: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** 1 once the run is to end. */
  readonly stop: Int32Array;
  /** Four cells a shard: part done, ticks, bars, market time. */
  readonly progress: Float64Array;
  /** Takes what the strategies say, each a `Said`; `null` once that is all. */
  readonly port: MessagePort;
}

/** Cells of `progress` that a shard fills. */
export const shardCells = 4;

/** What came of a shard. */
export type ShardAnswer = { readonly record: RunRecord } | { readonly fault: JobFault };

/** This file, as a worker of the pool is told of it. */
export const shardWorkerFile = fileURLToPath(import.meta.url);

/** Runs one shard. Never throws: an error crosses to the other thread as plain data, with its code. */
export async function runShard(task: ShardTask): Promise<ShardAnswer> {
  const { port } = task;
  try {
    return { record: await run(task) };
  } catch (error) {
    return { fault: faultOf(error) };
  } finally {
    // The pool puts this thread to sleep before it could close the port.
    port.postMessage(null);
  }
}

async function run(task: ShardTask): Promise<RunRecord> {
  const { port } = task;
  const loaded = await loadRequest(task.request);
  const shard = ensure(shardsOf(loaded.profile, loaded.strategies)[task.index], 'shard');
  const range = { from: task.from, to: task.to };
  const store = openProfileStore(loaded, {
    ...(task.from === undefined ? {} : { from: task.from }),
    ...(task.to === undefined ? {} : { to: task.to }),
  });
  try {
    const { record } = runBacktest({
      ...shard,
      store,
      ...range,
      onProgress: ({ done, ticks, bars, time }) =>
        task.progress.set([done, ticks, bars, time], task.index * shardCells),
      log: (message, fields) => port.postMessage({ message, fields } satisfies Said),
      shouldStop: () => Atomics.load(task.stop, 0) === 1,
    });
    return record;
  } finally {
    store.close();
  }
}
