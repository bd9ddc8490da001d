import { BlockLoader, type ScaleFactor } from './block-loader.ts';
import { groupsOf, type TickFile } from './tick-file.ts';
import type { TickRows, TickSpan } from './tick-rows.ts';

/** Reads a whole file as rows, block by block, in memory of its own. A block's rows are valid until the next one. */
export class RowReader {
  readonly #file: TickFile;
  readonly #factor: ScaleFactor;
  readonly #loader: BlockLoader;
  readonly #rows: TickRows;
  #next: number;
  #baseTime = 0;
  #count = 0;

  /** @param start the first block to read. */
  constructor(file: TickFile, factor: ScaleFactor, start = 0) {
    this.#file = file;
    this.#factor = factor;
    this.#loader = new BlockLoader(file.header.kind);
    this.#loader.prepare(file);
    const { price, ask, lots, side } = this.#loader.columns;
    this.#rows = { time: new Float64Array(price.length), price, ask, lots, side };
    this.#next = start;
  }

  get rows(): TickRows {
    return this.#rows;
  }

  /** Rows that the last `advance` read. */
  get count(): number {
    return this.#count;
  }

  /** The same rows as a block's columns. */
  get span(): TickSpan {
    return { count: this.#count, baseTime: this.#baseTime, columns: this.#loader.columns };
  }

  /** Reads the next block; false at the end. @throws SiisError DATA_CORRUPT */
  advance(): boolean {
    const entry = this.#file.entries[this.#next++];
    this.#count = entry?.count ?? 0;
    if (entry === undefined) return false;
    this.#loader.open(this.#file, entry, this.#factor);
    this.#loader.load(0, groupsOf(entry.count));
    this.#baseTime = entry.baseTime;
    const { offset } = this.#loader.columns;
    for (let k = 0; k < entry.count; k++) this.#rows.time[k] = entry.baseTime + offset[k]!;
    return true;
  }
}
