import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { LogLevel } from '../../config/schema/log.ts';
import { logLevels } from '../../config/schema/log.ts';
import { isSessionLine, type SessionLine } from '../observer/session-line.ts';
import { logPath } from './daemon-log.ts';
import { rotatedFiles } from './rotating-file.ts';

/** One line of the log of a session. */
export interface LogEntry {
  readonly level: LogLevel;
  /** Wall time, ms. */
  readonly time: number;
  readonly message: string;
  /** What happened in the session; absent for what is only said. */
  readonly event: SessionLine | undefined;
  /** Everything else that the line holds. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The line as it is written. */
  readonly text: string;
}

/** The log of a session, and what is added to it later. What is no line of a log is passed over. */
export class LogReader {
  readonly #path: string;
  readonly #tail: Tail;

  /** @param folder of the session */
  constructor(folder: string) {
    this.#path = logPath(folder);
    this.#tail = new Tail(this.#path);
  }

  /** All that is there, the oldest line first. */
  start(): LogEntry[] {
    // Opened before the others are listed: what is moved away meanwhile is read once.
    const present = this.#tail.open();
    const older = rotatedFiles(this.#path).filter((file) => statSync(file).ino !== present);
    const lines = older.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
    return entriesOf([...lines, ...this.#tail.take()]);
  }

  /** What was added since the last look, also where the log goes on in another file. */
  added(): LogEntry[] {
    return entriesOf(this.#tail.take());
  }

  close(): void {
    this.#tail.close();
  }
}

/** The end of a file that grows, is put aside, and begins anew. */
class Tail {
  readonly #path: string;
  readonly #buffer = Buffer.alloc(65_536);
  #decoder = new StringDecoder('utf8');
  #file: number | undefined;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns what tells the file from others; `undefined` where there is none */
  open(): number | undefined {
    this.#file ??= openIfThere(this.#path);
    return this.#file === undefined ? undefined : fstatSync(this.#file).ino;
  }

  /** Whole lines since the last call. */
  take(): string[] {
    if (this.open() === undefined || this.#file === undefined) return [];
    const text = this.#read(this.#file);
    if (!isSame(this.#file, this.#path)) {
      // The old file has been read to its end: whoever writes moves it before going on in another.
      this.close();
      this.#file = openIfThere(this.#path);
      return this.#lines(text + (this.#file === undefined ? '' : this.#read(this.#file)));
    }
    return this.#lines(text);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#decoder = new StringDecoder('utf8');
  }

  #lines(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  #read(file: number): string {
    let text = '';
    for (;;) {
      const count = readSync(file, this.#buffer);
      if (count === 0) return text;
      text += this.#decoder.write(this.#buffer.subarray(0, count));
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function isSame(file: number, path: string): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now?.ino === fstatSync(file).ino;
}

function entriesOf(lines: readonly string[]): LogEntry[] {
  return lines.flatMap((line) => {
    const entry = entryOf(line);
    return entry === undefined ? [] : [entry];
  });
}

function entryOf(text: string): LogEntry | undefined {
  const found = parsed(text);
  if (typeof found !== 'object' || found === null) return undefined;
  const { level, time, message, event, pid: _pid, ...fields }: Record<string, unknown> = { ...found };
  const known = logLevels.find((each) => each === level);
  if (known === undefined || typeof time !== 'number' || typeof message !== 'string') return undefined;
  return { level: known, time, message, event: isSessionLine(event) ? event : undefined, fields, text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
