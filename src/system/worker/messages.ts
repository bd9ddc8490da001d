import type { MessagePort } from 'node:worker_threads';
import type { RingMemory } from '../../util/ring.ts';
import type { Declaration, ErrorText, TraderSpec } from './frames.ts';

/** What may be used up before something is done about it. */
export interface Budget {
  /** Of wall time that one call of a strategy may take, ms. */
  readonly time: number;
  /** Of memory that the strategies of a worker may hold, heap and array buffers, MB. */
  readonly memory: number;
}

/** What a strategy worker is started with. */
export interface StrategyTask {
  readonly traders: readonly TraderSpec[];
  /** Bases for the look-up of strategy files are not needed: they are absolute. */
  readonly frames: RingMemory;
  readonly answers: RingMemory;
  readonly mail: MessagePort;
  readonly vitals: Int32Array;
  readonly budget: Budget;
  /** Folder of compiled code: a thread does not inherit it. */
  readonly cache: string | undefined;
}

/** First mail of a worker: what its strategy-traders declared, or what kept it from starting. */
export type Greeting =
  | { readonly kind: 'ready'; readonly declarations: readonly Declaration[] }
  | { readonly kind: 'failed'; readonly error: ErrorText };
