import { SiisError } from '../../util/errors.ts';

/** Makes the errors of one file: each names file, line and what was expected. */
export class Faults {
  readonly file: string;
  /** Added to the message of every wrong row, where the layout was a guess. */
  hint = '';
  /** Number of the row at hand, for lists whose rows need not stand on lines of their own. */
  rowNumber: (() => number) | undefined;

  constructor(file: string) {
    this.file = file;
  }

  /** A wrong row. @param number its `rowNumber`, when it is no longer the row at hand */
  row(line: number, message: string, number = this.rowNumber?.()): SiisError {
    const hint = this.hint === '' ? '' : `; ${this.hint}`;
    const row = number === undefined ? '' : `row ${number}: `;
    return new SiisError('DATA_INVALID', row + message + hint, { file: this.file, line });
  }

  /** A fault of the file as a whole. */
  whole(message: string, cause?: unknown): SiisError {
    return new SiisError('DATA_INVALID', message, { file: this.file }, { cause });
  }
}
