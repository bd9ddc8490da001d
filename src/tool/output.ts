import { wallNow } from '../bus/clock.ts';
import type { LogLevel } from '../config/schema/log.ts';

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: 'text' | 'json';
}

/** The two streams of a command line, as they are written to. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/**
 * What a verb says: results on stdout, everything about how it goes on stderr. Once nobody reads stdout any more
 * (`| head`), writing is quietly dropped and `onClosed` is called.
 */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly #logFormat: 'text' | 'json';
  readonly #streams: Streams;
  #isClosed = false;

  constructor(options: OutputOptions, streams: Streams = { out: process.stdout, err: process.stderr }) {
    this.json = options.json;
    this.quiet = options.quiet;
    this.verbose = options.verbose;
    this.#logFormat = options.logFormat;
    this.#streams = streams;
  }

  /** Calls `onClosed` when the reader of stdout has gone. */
  watchPipe(onClosed: () => void): void {
    const ended = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EPIPE') throw error;
      this.#isClosed = true;
      onClosed();
    };
    this.#streams.out.on('error', ended);
    this.#streams.err.on('error', () => undefined);
  }

  /** True when colours and a moving line make sense on that stream. */
  isTerminal(stream: 'out' | 'err'): boolean {
    return 'isTTY' in this.#streams[stream] && this.#streams[stream].isTTY === true;
  }

  /** True when colours are wanted on stdout: a terminal, and no `NO_COLOR`. */
  get hasColour(): boolean {
    const { NO_COLOR, TERM } = process.env;
    return this.isTerminal('out') && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
  }

  /** A result, for people. */
  print(text: string): void {
    if (!this.#isClosed) this.#streams.out.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A piece of a large result; resolves when the reader has kept up. */
  async printWhenReady(text: string): Promise<void> {
    const { out } = this.#streams;
    if (this.#isClosed || out.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        out.off('drain', done);
        out.off('error', done);
        resolve();
      };
      out.on('drain', done);
      out.on('error', done);
    });
  }

  /** A result, for programs: one line of JSON. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** A line about how it goes. `debug` shows with --verbose, `info` without --quiet, the others always. */
  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (level === 'debug' && !this.verbose) return;
    if (level === 'info' && this.quiet) return;
    const line =
      this.#logFormat === 'json'
        ? JSON.stringify({ level, time: wallNow(), message, ...fields })
        : `siis: ${level === 'warn' ? 'warning: ' : ''}${message}${formatFields(fields)}`;
    this.#streams.err.write(`${line}\n`);
  }

  /** Text on stderr as it is: a moving progress line. */
  raw(text: string): void {
    this.#streams.err.write(text);
  }
}

function formatFields(fields: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return parts.join('');
}
