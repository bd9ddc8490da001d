import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { reasonOf, writeAll } from '../../database/disk.ts';
import { assert } from '../../util/assert.ts';
import { SiisError } from '../../util/errors.ts';
import { frame, frameWords, longestFrame } from './frames.ts';

/** Words of a part of a history that is put away at once. */
const chunkWords = 4096;

/** Where the histories of a session's strategy-traders are put away: a file that nobody needs once the process is gone. */
export class HistoryFile {
  readonly #file: number;
  #bytes = 0;

  /**
   * The file has no name once it is open, so that nothing is left of it, however the process ends.
   *
   * @throws SiisError STORE_UNUSABLE where the temporary folder takes no file
   */
  constructor() {
    let folder = tmpdir();
    try {
      folder = mkdtempSync(join(folder, 'siis-history-'));
      this.#file = openSync(join(folder, 'words'), 'w+', 0o600);
    } catch (error) {
      throw unusable(folder, error);
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // It keeps its name then, and the system's own care of such folders ends it.
    }
  }

  /** @returns where it lies @throws SiisError STORE_UNUSABLE where the disk takes no more */
  put(words: Float64Array): number {
    const at = this.#bytes;
    try {
      writeAll(this.#file, new Uint8Array(words.buffer, words.byteOffset, words.byteLength), at);
    } catch (error) {
      throw unusable(tmpdir(), error);
    }
    this.#bytes += words.byteLength;
    return at;
  }

  get(at: number, into: Float64Array): void {
    const count = readSync(this.#file, into, 0, into.byteLength, at);
    assert(count === into.byteLength, 'a history is whole');
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What an error of the disk means for a session; other errors come back as they are. */
function unusable(folder: string, error: unknown): unknown {
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  const message = `the temporary folder ${folder} cannot be used: ${reason}`;
  return new SiisError('STORE_UNUSABLE', message, undefined, { cause: error });
}

/** Who is told a history again, from its beginning. */
export interface HistoryReader {
  readonly frame: (words: Float64Array, count: number) => void;
  /** Mail that came before the frame that follows. */
  readonly mail: (letter: unknown) => void;
}

/** All that a strategy-trader on a worker was ever told, in order: who hears it again stands where it stood. */
export class History {
  readonly #file: HistoryFile;
  readonly #chunk = new Float64Array(chunkWords);
  #used = 0;
  readonly #away: number[] = [];

  constructor(file: HistoryFile) {
    this.#file = file;
  }

  append(words: Float64Array, count: number): void {
    for (let k = 0; k < count; k++) this.#word(words[k]!);
  }

  /** Mail stands before the frame that announces it. */
  appendMail(trader: number, letter: unknown): void {
    const bytes = serialize(letter);
    const words = new Float64Array(Math.ceil(bytes.length / 8));
    new Uint8Array(words.buffer).set(bytes);
    this.#word(frame.mail);
    this.#word(trader);
    this.#word(bytes.length);
    for (const word of words) this.#word(word);
  }

  /** Tells all of it, in order. */
  tell(reader: HistoryReader): void {
    const source = new WordSource(this.#file, this.#away, this.#chunk.subarray(0, this.#used));
    const words = new Float64Array(longestFrame);
    while (source.hasMore) {
      const kind = source.next();
      words[0] = kind;
      words[1] = source.next();
      if (kind === frame.mail) {
        reader.mail(mailOf(source));
        reader.frame(words, frameWords.mail);
        continue;
      }
      let count = lengthOf(kind);
      let have = 2;
      if (kind === frame.ticks) {
        words[have++] = source.next();
        count += words[2]! * 4;
      }
      while (have < count) words[have++] = source.next();
      reader.frame(words, count);
    }
  }

  #word(word: number): void {
    this.#chunk[this.#used++] = word;
    if (this.#used < chunkWords) return;
    this.#away.push(this.#file.put(this.#chunk));
    this.#used = 0;
  }
}

/** The words of a history, one after the other: the parts that were put away, then the last one. */
class WordSource {
  readonly #file: HistoryFile;
  readonly #away: readonly number[];
  readonly #last: Float64Array;
  #chunk: Float64Array;
  #part = 0;
  #at = 0;

  constructor(file: HistoryFile, away: readonly number[], last: Float64Array) {
    this.#file = file;
    this.#away = [...away];
    // It may be overwritten while it is told.
    this.#last = last.slice();
    this.#chunk = this.#load();
  }

  get hasMore(): boolean {
    return this.#part < this.#away.length || this.#at < this.#chunk.length;
  }

  next(): number {
    if (this.#at === this.#chunk.length) {
      this.#part++;
      this.#at = 0;
      this.#chunk = this.#load();
    }
    return this.#chunk[this.#at++]!;
  }

  #load(): Float64Array {
    const at = this.#away[this.#part];
    if (at === undefined) return this.#last;
    const chunk = new Float64Array(chunkWords);
    this.#file.get(at, chunk);
    return chunk;
  }
}

function lengthOf(kind: number): number {
  switch (kind) {
    case frame.bar:
      return frameWords.bar;
    case frame.ask:
      return frameWords.ask;
    case frame.reply:
      return frameWords.reply;
    default:
      assert(kind === frame.ticks, 'a frame of no known kind');
      return frameWords.ticks;
  }
}

function mailOf(source: WordSource): unknown {
  const bytes = source.next();
  const words = Float64Array.from({ length: Math.ceil(bytes / 8) }, () => source.next());
  return deserialize(new Uint8Array(words.buffer, 0, bytes));
}
