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
  const decoder = new PartDecoder(file);
  let count = 0;
  let sum = noSum;
  for (const [k, entry] of file.entries.entries()) {
    if (entry.lastTime < range.from || entry.baseTime >= range.to) continue;
    const part = indexed(entry, range) ?? decoder.part(k, range);
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

/** Sums blocks from their ticks. */
class PartDecoder {
  readonly #file: TickFile;
  #reader: RowReader;
  #summer = new ContentSummer();
  /** The block that the reader reads next. */
  #next = 0;

  constructor(file: TickFile) {
    this.#file = file;
    this.#reader = new RowReader(file, { price: 1, lots: 1 });
  }

  /** The sum of the part of block `k` that lies in the range. */
  part(k: number, range: Range): Part {
    if (k !== this.#next) this.#moveTo(k);
    this.#reader.advance();
    this.#next = k + 1;
    const span = cut(this.#reader.span, range);
    return { count: span.count, sum: span.count === 0 ? noSum : this.#summer.add(span) };
  }

  /** A tick's rank counts the ticks of its time in the blocks before, too. */
  #moveTo(k: number): void {
    const { entries } = this.#file;
    let start = k;
    while (start > 0 && entries[start - 1]!.lastTime === entries[start]!.baseTime) start--;
    this.#reader = new RowReader(this.#file, { price: 1, lots: 1 }, start);
    this.#summer = new ContentSummer();
    for (; start < k; start++) {
      this.#reader.advance();
      this.#summer.add(this.#reader.span);
    }
  }
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
