import { SiisError } from '../../util/errors.ts';
import type { Faults } from './faults.ts';

/** One stream of rows: a plain or gzip file, or an entry of a zip. */
export interface Entry {
  /** `file.csv`, `file.csv.gz`, `file.zip!entry.csv`: names it in messages. */
  readonly name: string;
  /** Size of the packed bytes, for progress. */
  readonly size: number;
  /** Damage of packed bytes may show only at their end, after rows that make no sense. */
  readonly isPacked: boolean;
  /** The unpacked bytes. @throws SiisError DATA_INVALID when they cannot be unpacked whole. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A chunk of a stream. */
export function bytesOf(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

/** What an error of inflating means. */
export function unpackMessage(text: string): string {
  return /unexpected end/.test(text)
    ? 'the packed data end in the middle: the file is truncated or damaged'
    : `the packed data are damaged: ${text}`;
}

/** Errors of the reader of the rows pass through the streams above; only the streams' own are translated. */
export function passOn(error: unknown, faults: Faults, message: (text: string) => string): SiisError {
  return error instanceof SiisError ? error : faults.whole(message(textOf(error)), error);
}

/** The message of what was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
