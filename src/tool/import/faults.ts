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

  /** A wrong row. */
  row(line: number, message: string): SiisError {
    const hint = this.hint === '' ? '' : `; ${this.hint}`;
    const row = this.rowNumber === undefined ? '' : `row ${this.rowNumber()}: `;
    return new SiisError('DATA_INVALID', row + message + hint, { file: this.file, line });
  }

  /** A fault of the file as a whole. */
  whole(message: string, cause?: unknown): SiisError {
    return new SiisError('DATA_INVALID', message, { file: this.file }, { cause });
  }
}
