import { type MessagePort, workerData } from 'node:worker_threads';
import { wallSleep } from '../../bus/clock.ts';
import { reasonOf } from '../disk.ts';
import type { FactBatch } from './facts.ts';
import { HistoryFile } from './history-file.ts';
import type { HistoryNews, HistoryOrder, HistoryTask } from './messages.ts';

/**
 * The thread that writes the history. It takes all that waits in one transaction; a disk that refuses is asked again until it gives
 * way, and what waits meanwhile is counted by the other side.
 */
const { port, path, done }: HistoryTask = workerData;
const tell = (news: HistoryNews): void => port.postMessage(news);

/** Wall time until a disk that refused is asked again, ms. */
const patience = 500;
const waiting: FactBatch[] = [];
/** What the disk said last. */
let fault = '';
let isAsked = false;

const file = open();
if (file === undefined) port.close();
else serve(file, port);

function open(): HistoryFile | undefined {
  try {
    const found = HistoryFile.open(path, (kept) => tell({ kind: 'damaged', kept }));
    tell({ kind: 'opened', cursors: found.cursors() });
    return found;
  } catch (error) {
    tell({ kind: 'closed', reason: wordsOf(error) });
    return undefined;
  }
}

function serve(history: HistoryFile, orders: MessagePort): void {
  orders.on('message', (order: HistoryOrder) => {
    if (order.kind === 'take') {
      waiting.push(order.batch);
      ask(history, 0);
    } else if (order.kind === 'forget') tryTo(() => history.forget(order.sessions));
    else {
      write(history);
      history.close();
      port.close();
    }
  });
}

function ask(history: HistoryFile, after: number): void {
  if (isAsked) return;
  isAsked = true;
  void later(history, after);
}

async function later(history: HistoryFile, after: number): Promise<void> {
  await wallSleep(after);
  isAsked = false;
  write(history);
  if (waiting.length > 0) ask(history, patience);
}

function write(history: HistoryFile): void {
  while (waiting.length > 0) {
    const batches = waiting.slice(0, 1000);
    if (!tryTo(() => history.take(batches))) return;
    waiting.splice(0, batches.length);
    for (const { facts } of batches) Atomics.add(done, 0, facts.length);
  }
}

function tryTo(act: () => void): boolean {
  try {
    act();
    if (fault !== '') tell({ kind: 'writes' });
    fault = '';
    return true;
  } catch (error) {
    const words = wordsOf(error);
    if (words !== fault) tell({ kind: 'waits', reason: words });
    fault = words;
    return false;
  }
}

function wordsOf(error: unknown): string {
  return (
    reasonOf(error)?.replaceAll('siis.db', 'history.db') ?? (error instanceof Error ? error.message : String(error))
  );
}
