import { groupSize, type TickColumns, type TickKind } from '../../market/tick-block.ts';
import { assert } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import type { BlockHead } from './block-layout.ts';
import type { BlockEntry } from './directory.ts';
import { type BlockMemory, type MemorySize, plainKernel, type TickKernel } from './kernel.ts';
import type { TickFile } from './tick-file.ts';

/** Once this many groups of a block were asked for piece by piece, all of it is read at once. */
const wholeFrom = 32;
/** Groups that follow those asked for last count this often: who reads on will read all. */
const onward = 4;

/** By how much a file's numbers are multiplied to count in a reader's steps. */
export interface ScaleFactor {
  readonly price: number;
  readonly lots: number;
}

/** Reads and decodes blocks into one memory: a few groups at a time, or all of them when many are wanted. */
export class BlockLoader {
  readonly #kind: TickKind;
  readonly #kernel: TickKernel;
  #size: MemorySize = { ticks: groupSize, bytes: 0 };
  #memory: BlockMemory;
  #file: TickFile | undefined;
  #entry: BlockEntry | undefined;
  #head: BlockHead | undefined;
  #factor: ScaleFactor = { price: 1, lots: 1 };
  #whole = false;
  #pieces = 0;
  /** Where the last request ended. */
  #end = 0;

  constructor(kind: TickKind, kernel: TickKernel = plainKernel) {
    this.#kind = kind;
    this.#kernel = kernel;
    this.#memory = kernel.allocate(kind, this.#size);
  }

  /** Makes room for the blocks of a file. The columns may be others after it. */
  prepare(file: TickFile): void {
    const size = file.largestBlock;
    if (size.ticks <= this.#size.ticks && size.bytes <= this.#size.bytes) return;
    this.#size = { ticks: Math.max(size.ticks, this.#size.ticks), bytes: Math.max(size.bytes, this.#size.bytes) };
    this.#memory = this.#kernel.allocate(this.#kind, this.#size);
  }

  /** The columns that groups are decoded into; of the block that `open` named last. */
  get columns(): TickColumns {
    return this.#memory.columns;
  }

  /** Turns to a block of a file that was prepared for. Reads nothing yet. */
  open(file: TickFile, entry: BlockEntry, factor: ScaleFactor): void {
    this.#file = file;
    this.#entry = entry;
    this.#head = undefined;
    this.#factor = factor;
    this.#whole = false;
    this.#pieces = 0;
    this.#end = 0;
  }

  /** True while `entry` is the block in memory. */
  holds(entry: BlockEntry): boolean {
    return this.#entry === entry;
  }

  /** Decodes the groups [from, to), each at most once per `open`. @throws SiisError DATA_CORRUPT */
  load(from: number, to: number): void {
    const file = this.#file;
    const entry = this.#entry;
    assert(file !== undefined && entry !== undefined, 'a block is opened before it is loaded');
    this.#head ??= file.readHead(entry, this.#memory);
    const head = this.#head;
    this.#pieces += (to - from) * (from === this.#end ? onward : 1);
    this.#end = to;
    if (!this.#whole && this.#pieces >= Math.min(wholeFrom, head.groupCount)) {
      file.readBody(entry, head, this.#memory);
      this.#whole = true;
    }
    if (!this.#whole) file.readGroups(entry, head, this.#memory, { from, to });
    this.#kernel.decode(this.#memory, head, from, to);
    this.#rescale(from * groupSize, Math.min(to * groupSize, entry.count));
  }

  #rescale(from: number, to: number): void {
    const { price: priceFactor, lots: lotsFactor } = this.#factor;
    const { price, ask, lots } = this.#memory.columns;
    if (priceFactor !== 1) {
      for (let k = from; k < to; k++) price[k] = inRange(price[k]! * priceFactor);
      if (ask !== price) for (let k = from; k < to; k++) ask[k] = inRange(ask[k]! * priceFactor);
    }
    if (lotsFactor === 1) return;
    for (let k = from; k < to; k++) {
      lots[k] = lots[k]! * lotsFactor;
      if (lots[k]! > Number.MAX_SAFE_INTEGER) throw tooFine('quantities');
    }
  }
}

/** @throws SiisError DATA_INVALID when `price` steps do not fit 32 bits. */
export function inRange(price: number): number {
  if ((price | 0) !== price) throw tooFine('prices');
  return price;
}

function tooFine(what: string): SiisError {
  return new SiisError(
    'DATA_INVALID',
    `the ${what} of this range have no common step: months with fine steps and months with large numbers are mixed; read them apart`,
  );
}
