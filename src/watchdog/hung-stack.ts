import type { Worker } from 'node:worker_threads';
import { wallSleep } from '../bus/clock.ts';

/** How long a thread that hangs is looked at, ms, and how long it may take to answer. */
const lookFor = 50;
const patience = 1000;

interface ProfileNode {
  readonly id: number;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

/** What a thread does that does not answer: the functions it is in most of the time, innermost first. Empty where that cannot be had. */
export async function stackOf(worker: Worker): Promise<readonly string[]> {
  const given = new AbortController();
  const late = wallSleep(patience, given.signal).then((): undefined => undefined);
  try {
    const profile = await Promise.race([profileOf(worker), late]);
    return profile === undefined ? [] : linesOf(profile);
  } catch {
    return [];
  } finally {
    given.abort();
  }
}

async function profileOf(worker: Worker): Promise<string> {
  const handle = await worker.startCpuProfile();
  await wallSleep(lookFor);
  return handle.stop();
}

/** The lines of a profile's busiest function and of those that called it. */
export function linesOf(text: string): string[] {
  const { nodes }: { readonly nodes: readonly ProfileNode[] } = JSON.parse(text);
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  const seen = nodes.filter(({ callFrame }) => callFrame.url !== '');
  let node = seen.toSorted((a, b) => (b.hitCount ?? 0) - (a.hitCount ?? 0))[0];
  const lines: string[] = [];
  for (; node !== undefined; node = parents.get(node.id)) {
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    if (url === '') continue;
    const place = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url;
    lines.push(`at ${functionName || '(anonymous)'} (${place}:${lineNumber + 1}:${columnNumber + 1})`);
  }
  return lines;
}
