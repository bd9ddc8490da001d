import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** How large a file may grow, and how many of its forerunners are kept. */
export interface Rotation {
  readonly bytes: number;
  readonly keep: number;
}

/**
 * A file of lines that is put aside as `.1` once it is full; what was `.1` becomes `.2`, and the oldest goes. A disk that takes no
 * more loses lines and nothing else: the next line that can be written says how many.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  readonly #lost: (count: number, reason: string) => string;
  #file: number | undefined;
  #size = 0;
  #missing = 0;
  #reason = '';

  /** @param lost the line that stands for lines that could not be written */
  constructor(path: string, rotation: Rotation, lost: (count: number, reason: string) => string) {
    this.#path = path;
    this.#rotation = rotation;
    this.#lost = lost;
  }

  /** Appends a line. Never throws. */
  write(line: string): void {
    try {
      if (this.#missing > 0) {
        this.#append(this.#lost(this.#missing, this.#reason));
        this.#missing = 0;
      }
      this.#append(line);
    } catch (error) {
      this.#missing++;
      this.#reason = error instanceof Error ? error.message : String(error);
      this.close();
    }
  }

  /** Goes on in the file of the name, which may be another one by now: it was moved away. */
  reopen(): void {
    this.close();
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      closeSync(file);
    } catch {
      // Nothing more can be done for it.
    }
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    this.#open();
    if (this.#size > 0 && this.#size + bytes.length > this.#rotation.bytes) {
      this.close();
      shift(this.#path, this.#rotation.keep);
      this.#open();
    }
    // One call a line: a reader, and a process that is killed, see whole lines.
    writeSync(this.#file!, bytes);
    this.#size += bytes.length;
  }

  #open(): void {
    if (this.#file !== undefined) return;
    this.#file = openSync(this.#path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
  }
}

/** Files of a log, the oldest first. */
export function rotatedFiles(path: string): string[] {
  const files: string[] = [];
  for (let k = 1; existsSync(`${path}.${k}`); k++) files.unshift(`${path}.${k}`);
  return existsSync(path) ? [...files, path] : files;
}

function shift(path: string, keep: number): void {
  rmSync(`${path}.${keep}`, { force: true });
  for (let k = keep - 1; k >= 1; k--) if (existsSync(`${path}.${k}`)) renameSync(`${path}.${k}`, `${path}.${k + 1}`);
  if (keep >= 1) renameSync(path, `${path}.1`);
  else rmSync(path);
}
