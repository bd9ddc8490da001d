import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SiisError } from '../../util/errors.ts';
import type { SessionLine } from '../../system/observer/session-line.ts';
import type { Call } from '../call.ts';
import { RunProgress } from '../progress.ts';
import { errorOf } from './fault.ts';
import type { JobAnswer, JobMessage, JobRequest } from './messages.ts';
import type { WorkerTask } from './worker.ts';

/**
 * Runs a job on its own thread. The engine never waits, so this thread has to stay free for Ctrl-C and the progress
 * line. The first Ctrl-C asks the job to end early; the second ends the process.
 *
 * @param onLine told each line of a session that the job does again @throws whatever the job threw.
 */
export async function runJob(
  request: JobRequest,
  call: Call,
  onLine: (line: SessionLine) => void = () => undefined,
): Promise<JobAnswer> {
  const progress = new RunProgress(call.out);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const told = new Set<string>();
  const warn = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    call.out.log('warn', message);
  };
  const stop = (): void => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  call.stop.addEventListener('abort', stop, { once: true });
  if (call.stop.aborted) stop();
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const cached = getCompileCacheDir();
  const workerData: WorkerTask = { request, flag, cache: cached === undefined ? undefined : dirname(cached) };
  const worker = new Worker(new URL(`./worker${extension}`, import.meta.url), { workerData });
  try {
    return await new Promise<JobAnswer>((resolve, reject) => {
      worker.on('message', (message: JobMessage) => {
        if (message.kind === 'progress') progress.update(message.progress);
        else if (message.kind === 'warning') warn(message.message);
        else if (message.kind === 'log') call.out.log(message.level, message.said.message, message.said.fields);
        else if (message.kind === 'line') onLine(message.line);
        else if (message.kind === 'answer') resolve(message.answer);
        else reject(errorOf(message.fault));
      });
      worker.on('error', (error) => reject(describe(error)));
      worker.on('exit', (code) => reject(new Error(`the run's thread ended without an answer, code ${code}`)));
    });
  } finally {
    progress.end();
    call.stop.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

function describe(error: unknown): unknown {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isMemory) return error;
  return new SiisError(
    'STRATEGY_FAILED',
    'the run needed more memory than a thread may have; a strategy may keep too much',
  );
}
