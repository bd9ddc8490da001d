import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { ensure } from '../../util/assert.ts';
import { faultOf } from './fault.ts';
import type { JobAnswer, JobLink, JobMessage, JobRequest } from './messages.ts';

/** What a worker is started with. */
export interface WorkerTask {
  readonly request: JobRequest;
  /** 1 asks it to end early. */
  readonly flag: Int32Array;
  /** Folder of compiled code: a thread does not inherit it. */
  readonly cache: string | undefined;
}

/** The thread of a job: does what `workerData` asks and posts the answer. */
const port = ensure(parentPort, 'the port to the main thread');
const { request, flag, cache }: WorkerTask = workerData;
if (cache !== undefined) enableCompileCache(cache);
const post = (message: JobMessage): void => port.postMessage(message);

const link: JobLink = {
  shouldStop: () => Atomics.load(flag, 0) === 1,
  progress: (progress) => post({ kind: 'progress', progress }),
  warn: (message) => post({ kind: 'warning', message }),
  line: (line) => post({ kind: 'line', line }),
  wait: (millis) => void Atomics.wait(flag, 0, 0, millis),
  log: (message, fields) => post({ kind: 'log', level: 'debug', said: { message, fields } }),
  said: (message, fields) => post({ kind: 'log', level: 'info', said: { message, fields } }),
};

try {
  post({ kind: 'answer', answer: await run() });
} catch (error) {
  post({ kind: 'fault', fault: faultOf(error) });
}

async function run(): Promise<JobAnswer> {
  if (request.kind === 'lookahead') return (await import('./lookahead.ts')).checkLookahead(request, link);
  if (request.kind === 'why') return (await import('./why.ts')).whyJob(request, link);
  if (request.kind === 'lines') return (await import('./replay.ts')).replayJob(request, link);
  if (request.bundle.read !== undefined) return (await import('./bundle.ts')).reproduceJob(request, link);
  return (await import('./backtest.ts')).backtestJob(request, link);
}
