import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { wallNow } from '../../bus/clock.ts';
import type { LogLevel, LogProfile } from '../../config/schema/log.ts';
import { hideSecrets, hideSecretsInText } from '../../config/secret.ts';
import type { SessionLine } from '../observer/session-line.ts';
import { RotatingFile } from './rotating-file.ts';

const fileName = 'siis.log';

/** Where the log of a session lies. @param folder of the session */
export function logPath(folder: string): string {
  return join(folder, fileName);
}

/** Lines that are kept until it is known where they belong. */
const mostWaiting = 1000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a session tells of itself, as lines of JSON in its own folder: times, levels and words for people, whole events for
 * programs. Secrets are left out. It can lose lines where the disk is full; it never stops a session.
 */
export class DaemonLog {
  #profile: LogProfile;
  readonly #logger: Logger;
  #folder: string | undefined;
  #file: RotatingFile | undefined;
  #waiting: string[] = [];

  constructor(profile: LogProfile) {
    this.#profile = profile;
    this.#logger = pino(
      {
        level: profile.level,
        base: { pid: process.pid },
        messageKey: 'message',
        timestamp: () => `,"time":${wallNow()}`,
        formatters: { level: (level) => ({ level }) },
      },
      { write: (line: string) => this.#write(line) },
    );
  }

  /** From here on it is written to the folder of a session; what came before goes first. */
  open(folder: string): void {
    const { maxMiB, keep } = this.#profile;
    this.#folder = folder;
    this.#file = new RotatingFile(logPath(folder), { bytes: maxMiB * 2 ** 20, keep }, lostLine);
    for (const line of this.#waiting.splice(0)) this.#file.write(line);
  }

  /** Something to say, in words. */
  say(level: LogLevel, message: string, fields: Fields = {}): void {
    this.#logger[level](asRecord(hideSecrets(fields)), hideSecretsInText(message));
  }

  /** Something that happened in the session. That it runs, once a second, is of interest to few. */
  happened(line: SessionLine): void {
    const told = line['level'];
    const isPulse = line['source'] === 'session' && told === 'info' && String(line['message']).startsWith('running');
    const level = told === 'warn' || told === 'error' ? told : isPulse ? 'debug' : 'info';
    this.#logger[level](asRecord(hideSecrets({ event: line })), line.type);
  }

  /** Goes by other settings from now on. */
  change(profile: LogProfile): void {
    this.#profile = profile;
    this.#logger.level = profile.level;
    if (this.#folder === undefined) return;
    this.close();
    this.open(this.#folder);
  }

  /** Goes on in a new file where the old one was moved away. */
  reopen(): void {
    this.#file?.reopen();
  }

  close(): void {
    this.#file?.close();
  }

  #write(line: string): void {
    if (this.#file !== undefined) this.#file.write(line);
    else if (this.#waiting.length < mostWaiting) this.#waiting.push(line);
  }
}

function lostLine(count: number, reason: string): string {
  const message = `${count} lines of this log could not be written: ${reason}`;
  return `${JSON.stringify({ level: 'warn', time: wallNow(), pid: process.pid, message })}\n`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
