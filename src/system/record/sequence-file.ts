import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, makeFolder, reasonOf, replaceFile } from '../../database/disk.ts';
import { checksum } from '../../database/tick-file/format.ts';
import { SiisError } from '../../util/errors.ts';

/** Numbers that are set aside at once: a killed session skips at most so many, and gives none twice. */
const reserve = 1_000_000;

/** Keeps a session's event numbers rising over restarts, without a write per event. */
export class SequenceFile {
  readonly #file: string;
  readonly #first: number;
  #reserved: number;

  /** @throws SiisError STORE_UNUSABLE when the file is damaged, or, here and later, cannot be written */
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
      writeFileSync(temporary, sealed(next), { flush: true });
      replaceFile(temporary, this.#file);
    } catch (error) {
      const reason = reasonOf(error) ?? String(error);
      throw new SiisError('STORE_UNUSABLE', `the event numbers cannot be kept in ${this.#file}: ${reason}`);
    }
  }
}

function readNext(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 1;
    throw new SiisError(
      'STORE_UNUSABLE',
      `the event numbers cannot be read from ${file}: ${reasonOf(error) ?? String(error)}`,
    );
  }
  const next = Number.parseInt(text, 10);
  // Files of before there were checksums hold the number alone.
  if (next >= 1 && (text === sealed(next) || text === `${next}\n`)) return next;
  throw new SiisError(
    'STORE_UNUSABLE',
    `the event numbers in ${file} are damaged: expected a number and its checksum, came ${JSON.stringify(text.slice(0, 40))}; remove the file to let them begin again at 1`,
    { file },
  );
}

/** The number with its checksum. */
function sealed(next: number): string {
  const number = String(next);
  return `${number} ${checksum(Buffer.from(number)).toString(16).padStart(8, '0')}\n`;
}
