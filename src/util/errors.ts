/**
 * Everything the world can do wrong, by code. `exit` is the process's exit code when the error reaches the
 * command line: 1 error, 2 not found, 3 not running, 4 config or secret, 5 timeout, 130 interrupted.
 */
export const errorTable = {
  CONFIG_INVALID: { exit: 4, meaning: 'a profile or option is wrong; nothing was started' },
  PROFILE_NOT_FOUND: { exit: 4, meaning: 'no profile of that name in the workspace' },
  STRATEGY_INVALID: { exit: 4, meaning: 'a strategy is unknown, does not load, or refuses its parameters' },
  STRATEGY_FAILED: { exit: 1, meaning: 'a strategy threw while it ran' },
  INSTRUMENT_INVALID: { exit: 4, meaning: 'an instrument is unknown or its description contradicts itself' },
  INDICATOR_INVALID: { exit: 4, meaning: 'an indicator is unknown or refuses its parameters' },
  DATA_MISSING: { exit: 4, meaning: 'the store holds no data for what was asked' },
  DATA_INVALID: { exit: 1, meaning: 'an input file holds what cannot be true; nothing of it was stored' },
  DATA_CORRUPT: { exit: 1, meaning: 'a stored file is damaged; the damage is named' },
  STORE_UNUSABLE: { exit: 1, meaning: 'the data folder cannot be read or written' },
  JOURNAL_FAILED: { exit: 1, meaning: 'the journal could not be written; it takes no more records' },
  SESSION_DIFFERS: { exit: 1, meaning: 'a session does not do again what its record says it did' },
  JOURNAL_UNREADABLE: { exit: 1, meaning: 'the journal is damaged, incomplete or of another version' },
  BUNDLE_INVALID: { exit: 1, meaning: 'a bundle is damaged, of another version, or holds what it must not' },
  BUNDLE_DIFFERS: { exit: 1, meaning: 'a bundle does not come to the results that it holds' },
  BACKUP_INVALID: { exit: 1, meaning: 'a backup is damaged, incomplete or of another version' },
  FILE_NOT_FOUND: { exit: 2, meaning: 'a file named on the command line does not exist' },
  NOT_RUNNING: { exit: 3, meaning: 'no process runs a session of the profile' },
  TIMED_OUT: { exit: 5, meaning: 'something did not happen in time' },
  USAGE: { exit: 1, meaning: 'the command line is wrong' },
  INTERRUPTED: { exit: 130, meaning: 'stopped by the user' },
} as const;

/** The name of one row of the table. */
export type ErrorCode = keyof typeof errorTable;

/** Where the fault stands in a file the user wrote or handed over. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An error of the world (not of the program): coded, with a message a user can act on, never a stack trace. */
export class SiisError extends Error {
  override readonly name = 'SiisError';
  readonly code: ErrorCode;
  readonly place: Place | undefined;

  /** @param message one sentence: what was expected and what came. The place is put in front when printed. */
  constructor(code: ErrorCode, message: string, place?: Place, options?: { cause?: unknown }) {
    super(place === undefined ? message : `${formatPlace(place)}: ${message}`, options);
    this.code = code;
    this.place = place;
  }

  get exitCode(): number {
    return errorTable[this.code].exit;
  }
}

/** `file:line:column`, with what is known of it. */
export function formatPlace(place: Place): string {
  if (place.line === undefined) return place.file;
  return place.column === undefined ? `${place.file}:${place.line}` : `${place.file}:${place.line}:${place.column}`;
}
