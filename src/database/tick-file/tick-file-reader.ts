import { TickBlock, type TickKind, type TickScale, type TickSource } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';
import type { Damage } from '../coverage.ts';
import { stepFactor } from '../step.ts';
import { type BlockIndex, buildIndex, indexBytes, viewIndex } from './block-index.ts';
import { BlockLoader, inRange, type ScaleFactor } from './block-loader.ts';
import type { BlockEntry } from './directory.ts';
import type { TickKernel } from './kernel.ts';
import { groupsOf, TickFile } from './tick-file.ts';

/** What a reader reads: ticks of [from, to), ms UTC, out of month files, oldest first. */
export interface TickRange {
  readonly kind: TickKind;
  /** The steps that all files are brought to. */
  readonly scale: TickScale;
  readonly from: number;
  readonly to: number;
  readonly paths: readonly string[];
  readonly kernel?: TickKernel;
  /** Told of damage that was made good. */
  readonly onDamage?: (damage: Damage) => void;
}

/**
 * Ticks of a range as blocks, in constant memory. Blocks that lie inside the range come with the index of their file
 * and are read when their ticks are asked for; those that the range cuts, and those of a file that is being recorded,
 * are decoded at once and indexed anew.
 */
export class TickFileReader implements TickSource {
  readonly kind: TickKind;
  readonly scale: TickScale;
  readonly #range: TickRange;
  readonly #loader: BlockLoader;
  #file: TickFile | undefined;
  #factor: ScaleFactor = { price: 1, lots: 1 };
  #nextFile = 0;
  #nextEntry = 0;
  #section = new ArrayBuffer(8192);
  #ahead: TickBlock | undefined;

  constructor(range: TickRange) {
    this.kind = range.kind;
    this.scale = range.scale;
    this.#range = range;
    this.#loader = new BlockLoader(range.kind, range.kernel);
  }

  /** True when the range holds no tick. Looks ahead; `next` loses nothing. */
  isEmpty(): boolean {
    this.#ahead ??= this.#advance();
    return this.#ahead === undefined;
  }

  /** @throws SiisError DATA_CORRUPT, also out of the block's `decode`. */
  next(): TickBlock | undefined {
    const ready = this.#ahead;
    this.#ahead = undefined;
    return ready ?? this.#advance();
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#nextFile = this.#range.paths.length;
  }

  #advance(): TickBlock | undefined {
    for (;;) {
      const file = this.#file ?? this.#openNext();
      if (file === undefined) return undefined;
      const entry = file.entries[this.#nextEntry++];
      if (entry === undefined || entry.baseTime >= this.#range.to) {
        file.close();
        this.#file = undefined;
        continue;
      }
      const block = this.#block(file, entry);
      if (block !== undefined) return block;
    }
  }

  #openNext(): TickFile | undefined {
    const path = this.#range.paths[this.#nextFile++];
    if (path === undefined) return undefined;
    const file = TickFile.open(path);
    this.#file = file;
    for (const damage of file.damage) this.#range.onDamage?.(damage);
    file.refuseLost(this.#range.from, this.#range.to);
    this.#loader.prepare(file);
    const { scale } = file.header;
    this.#factor = {
      price: stepFactor(scale.priceStep, this.scale.priceStep),
      lots: stepFactor(scale.lotStep, this.scale.lotStep),
    };
    this.#nextEntry = firstAt(file.entries, this.#range.from);
    return file;
  }

  #block(file: TickFile, entry: BlockEntry): TickBlock | undefined {
    this.#loader.open(file, entry, this.#factor);
    const whole = entry.baseTime >= this.#range.from && entry.lastTime < this.#range.to;
    const index = whole && entry.index !== undefined ? this.#readIndex(file, entry) : undefined;
    if (index === undefined) return this.#cut(entry);
    return new TickBlock({
      kind: this.kind,
      count: entry.count,
      baseTime: entry.baseTime,
      lastTime: entry.lastTime,
      ...index,
      columns: this.#loader.columns,
      decoder: (_block, from, to) => {
        assert(this.#loader.holds(entry), 'a block is valid until the next one is read');
        this.#loader.load(from, to);
      },
    });
  }

  #readIndex(file: TickFile, entry: BlockEntry): BlockIndex | undefined {
    const shape = { kind: this.kind, groupCount: groupsOf(entry.count), minuteCount: entry.index?.minuteCount ?? 0 };
    const length = indexBytes(shape);
    if (this.#section.byteLength < length) this.#section = new ArrayBuffer(length * 2);
    if (!file.readIndex(entry, new Uint8Array(this.#section, 0, length))) {
      const range = { from: entry.baseTime, to: entry.lastTime };
      const message = `${file.header.instrument}: the index of a block is damaged; it is rebuilt from the ticks on each use`;
      this.#range.onDamage?.(file.damaged('index', range, length, message));
      return undefined;
    }
    const index = viewIndex(this.#section, 0, shape);
    rescaleIndex(this.kind, index, this.#factor);
    return index;
  }

  /** The part of a block that lies in the range, decoded, with an index of its own; `undefined` when it is empty. */
  #cut(entry: BlockEntry): TickBlock | undefined {
    this.#loader.load(0, groupsOf(entry.count));
    const { offset, price, ask, lots, side } = this.#loader.columns;
    const from = lowerBound(offset, this.#range.from - entry.baseTime, 0, entry.count);
    const to = lowerBound(offset, this.#range.to - entry.baseTime, 0, entry.count);
    if (from === to) return undefined;
    const skipped = offset[from]!;
    for (let k = from; k < to; k++) offset[k] = offset[k]! - skipped;
    const prices = price.subarray(from, to);
    const span = {
      count: to - from,
      baseTime: entry.baseTime + skipped,
      columns: {
        offset: offset.subarray(from, to),
        price: prices,
        ask: ask === price ? prices : ask.subarray(from, to),
        lots: lots.subarray(from, to),
        side: side.subarray(from, to),
      },
    };
    const { index } = buildIndex(this.kind, span);
    const lastTime = span.baseTime + span.columns.offset[span.count - 1]!;
    return new TickBlock({ kind: this.kind, lastTime, ...span, ...index });
  }
}

function rescaleIndex(kind: TickKind, { groups, minutes }: BlockIndex, factor: ScaleFactor): void {
  if (factor.price !== 1) {
    const plain = [groups, minutes.open, minutes.high, minutes.low, minutes.close];
    const asks = [minutes.askOpen, minutes.askHigh, minutes.askLow, minutes.askClose];
    for (const column of kind === 'quote' ? [...plain, ...asks] : plain) {
      for (let k = 0; k < column.length; k++) column[k] = inRange(column[k]! * factor.price);
    }
  }
  if (factor.lots === 1) return;
  for (let k = 0; k < minutes.count; k++) minutes.volume[k] = minutes.volume[k]! * factor.lots;
}

/** The first block that ends at or after `time`. */
function firstAt(entries: readonly BlockEntry[], time: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.lastTime < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index in [from, to) whose value is not below `wanted`, of values that do not fall; `to` when there is none. */
export function lowerBound(values: Uint32Array | Float64Array, wanted: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
