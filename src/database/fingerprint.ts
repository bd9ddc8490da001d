import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { BarSource } from '../market/bar.ts';
import type { TickPath } from './path.ts';
import { addSums, type ContentSum, ContentSummer } from './tick-file/content-sum.ts';
import type { BlockEntry } from './tick-file/directory.ts';
import { RowReader } from './tick-file/row-reader.ts';
import { TickFile } from './tick-file/tick-file.ts';
import { lowerBound } from './tick-file/tick-file-reader.ts';
import type { TickSpan } from './tick-file/tick-rows.ts';

/** A time range [from, to), ms UTC. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const noSum: ContentSum = { low: 0, high: 0 };

/**
 * Names the ticks of a range by what they are: equal ticks in equal steps give equal text, however they came into the
 * store and whatever lies around them. Sums of whole blocks are read from the index, so that a month takes ~1 ms.
 *
 * @throws SiisError DATA_CORRUPT
 */
export function tickFingerprint(dir: string, paths: readonly TickPath[], range: Range): string {
  const hash = createHash('sha256');
  for (const { path, kind } of paths) {
    const file = TickFile.open(join(dir, path));
    try {
      file.refuseLost(range.from, range.to);
      const { count, sum } = sumOf(file, range);
      const { priceStep, lotStep } = file.header.scale;
      if (count > 0) hash.update(`${kind} ${priceStep} ${lotStep} ${count} ${sum.low} ${sum.high}\n`);
    } finally {
      file.close();
    }
  }
  return short(hash);
}

/** Names the bars of a range, like `tickFingerprint`. Reads all of `source` and closes it. */
export function barFingerprint(source: BarSource): string {
  const hash = createHash('sha256');
  for (let block = source.next(); block !== undefined; block = source.next()) {
    const { time, open, high, low, close, volume } = block;
    hash.update(`${source.timeframe} ${block.priceStep} ${block.volumeStep} ${block.count}\n`);
    for (const column of [time, open, high, low, close, volume]) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  source.close();
  return short(hash);
}

function short(hash: Hash): string {
  return hash.digest('hex').slice(0, 32);
}

interface Part {
  readonly count: number;
  readonly sum: ContentSum;
}

function sumOf(file: TickFile, range: Range): Part {
  let count = 0;
  let sum = noSum;
  for (const [k, entry] of file.entries.entries()) {
    if (entry.lastTime < range.from || entry.baseTime >= range.to) continue;
    const part = indexed(entry, range) ?? decoded(file, k, range);
    count += part.count;
    sum = addSums(sum, part.sum);
  }
  return { count, sum };
}

/** The sum that the index has of a block inside the range. */
function indexed(entry: BlockEntry, range: Range): Part | undefined {
  const { index } = entry;
  if (index === undefined || entry.baseTime < range.from || entry.lastTime >= range.to) return undefined;
  return { count: entry.count, sum: { low: index.sumLow, high: index.sumHigh } };
}

/** The sum of the part of block `k` that lies in the range. */
function decoded(file: TickFile, k: number, range: Range): Part {
  // A tick's rank counts ticks of its time in the blocks before, too.
  let start = k;
  while (start > 0 && file.entries[start - 1]!.lastTime === file.entries[start]!.baseTime) start--;
  const reader = new RowReader(file, { price: 1, lots: 1 }, start);
  const summer = new ContentSummer();
  for (; start < k; start++) {
    reader.advance();
    summer.add(reader.span);
  }
  reader.advance();
  const span = cut(reader.span, range);
  return { count: span.count, sum: span.count === 0 ? noSum : summer.add(span) };
}

function cut({ baseTime, columns, count }: TickSpan, range: Range): TickSpan {
  const { offset, price, ask, lots, side } = columns;
  const from = lowerBound(offset, range.from - baseTime, 0, count);
  const to = lowerBound(offset, range.to - baseTime, from, count);
  return {
    count: to - from,
    baseTime,
    columns: {
      offset: offset.subarray(from, to),
      price: price.subarray(from, to),
      ask: ask.subarray(from, to),
      lots: lots.subarray(from, to),
      side: side.subarray(from, to),
    },
  };
}
