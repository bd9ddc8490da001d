import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, reasonOf } from '../database/disk.ts';
import { SiisError } from '../util/errors.ts';

/** Numbers that are set aside at once: a killed session skips at most so many, and gives none twice. */
const reserve = 1_000_000;

/** Keeps a session's event numbers rising over restarts, without a write per event. */
export class SequenceFile {
  readonly #file: string;
  readonly #first: number;
  #reserved: number;

  /** @throws SiisError STORE_UNUSABLE, here and later, when the file cannot be written. */
  constructor(file: string) {
    this.#file = file;
    this.#first = readNext(file);
    this.#reserved = this.#first + reserve;
    this.#write(this.#reserved);
  }

  /** Number of the first event of this start. */
  get first(): number {
    return this.#first;
  }

  /** Makes sure that `sequence` and those soon after it are set aside. */
  passed(sequence: number): void {
    if (sequence < this.#reserved - reserve / 2) return;
    this.#reserved = sequence + reserve;
    this.#write(this.#reserved);
  }

  /** A clean end: the next start goes on right after `sequence`. */
  close(sequence: number): void {
    this.#write(sequence + 1);
  }

  #write(next: number): void {
    const temporary = `${this.#file}.new`;
    makeFolder(dirname(this.#file));
    try {
      writeFileSync(temporary, `${next}\n`, { flush: true });
      renameSync(temporary, this.#file);
    } catch (error) {
      const reason = reasonOf(error) ?? String(error);
      throw new SiisError('STORE_UNUSABLE', `the event numbers cannot be kept in ${this.#file}: ${reason}`);
    }
  }
}

function readNext(file: string): number {
  try {
    const next = Number(readFileSync(file, 'utf8').trim());
    return Number.isSafeInteger(next) && next >= 1 ? next : 1;
  } catch {
    return 1;
  }
}
