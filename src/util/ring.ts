/** The memory of a ring, to be handed to the threads at both of its ends: positions, and the words that travel. */
export interface RingMemory {
  /** Words written, words read, 1 where the reader sleeps, 1 where the writer sleeps. Positions run over at 2^32. */
  readonly cells: Int32Array;
  readonly words: Float64Array;
}

const written = 0;
const read = 1;
const readerSleeps = 2;
const writerSleeps = 3;

/** Makes the memory of a ring. @param capacity words it holds, a power of two; 8 bytes each */
export function ringMemory(capacity: number): RingMemory {
  return {
    cells: new Int32Array(new SharedArrayBuffer(16)),
    words: new Float64Array(new SharedArrayBuffer(capacity * 8)),
  };
}

/**
 * The end of a ring that one thread writes: doubles in shared memory, first in, first out, for one writer and one reader, without
 * a lock. Words are written first and published together, so the reader sees a frame whole or not at all.
 */
export class RingWriter {
  readonly #cells: Int32Array;
  readonly #words: Float64Array;
  readonly #mask: number;
  #at = 0;
  #published = 0;

  constructor({ cells, words }: RingMemory) {
    this.#cells = cells;
    this.#words = words;
    this.#mask = words.length - 1;
  }

  /** Words that have been published, modulo 2^32. */
  get position(): number {
    return this.#published;
  }

  /** Words that can be written before the reader has to read. */
  get room(): number {
    return this.#words.length - ((this.#at - Atomics.load(this.#cells, read)) | 0);
  }

  /** Words that are published and not read yet. */
  get backlog(): number {
    return (this.#published - Atomics.load(this.#cells, read)) | 0;
  }

  /** Writes the first words of a frame; there is room for them. */
  write(frame: Float64Array, count: number): void {
    const words = this.#words;
    const mask = this.#mask;
    let at = this.#at;
    for (let k = 0; k < count; k++) words[at++ & mask] = frame[k]!;
    this.#at = at | 0;
  }

  /** Shows the reader all that was written. */
  publish(): void {
    this.#published = this.#at;
    Atomics.store(this.#cells, written, this.#at);
    if (Atomics.load(this.#cells, readerSleeps) === 1) Atomics.notify(this.#cells, written);
  }

  /** Sleeps until the reader has read on, or for so many ms. */
  sleep(millis: number): void {
    const cells = this.#cells;
    const seen = Atomics.load(cells, read);
    Atomics.store(cells, writerSleeps, 1);
    if (((this.#at - seen) | 0) > 0) Atomics.wait(cells, read, seen, millis);
    Atomics.store(cells, writerSleeps, 0);
  }
}

/** The end of a ring that one thread reads. */
export class RingReader {
  readonly #cells: Int32Array;
  readonly #words: Float64Array;
  readonly #mask: number;
  #at = 0;

  constructor({ cells, words }: RingMemory) {
    this.#cells = cells;
    this.#words = words;
    this.#mask = words.length - 1;
  }

  /** Words that can be read now. */
  get available(): number {
    return (Atomics.load(this.#cells, written) - this.#at) | 0;
  }

  /** The next word; there is one. */
  next(): number {
    const word = this.#words[this.#at & this.#mask]!;
    this.#at = (this.#at + 1) | 0;
    return word;
  }

  /** Gives the room of all that was read back to the writer. */
  release(): void {
    Atomics.store(this.#cells, read, this.#at);
    if (Atomics.load(this.#cells, writerSleeps) === 1) Atomics.notify(this.#cells, read);
  }

  /** Sleeps until something is there to be read, for so many ms at most, or until somebody knocks. */
  sleep(millis: number): void {
    const cells = this.#cells;
    Atomics.store(cells, readerSleeps, 1);
    Atomics.wait(cells, written, this.#at, millis);
    Atomics.store(cells, readerSleeps, 0);
  }
}

/** Wakes the reader of a ring although nothing came: it has to look at something else. */
export function knock({ cells }: RingMemory): void {
  Atomics.notify(cells, written);
}
