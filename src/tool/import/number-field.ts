import type { DecimalScan } from './decimal-scan.ts';
import type { Faults } from './faults.ts';
import type { Fields } from './fields.ts';
import type { Needs } from './scale.ts';

/** One number column: reads, checks and measures. */
export class NumberField {
  readonly name: string;
  readonly column: number;
  readonly #scan: DecimalScan;
  readonly #needs: Needs;
  readonly #faults: Faults;
  readonly #shift: number;
  readonly #positive: boolean;
  readonly #option: string | undefined;

  /** @param rule `step` names the option that set a step no value may miss. */
  constructor(
    place: { readonly name: string; readonly column: number },
    tools: { readonly scan: DecimalScan; readonly needs: Needs; readonly faults: Faults },
    rule: { readonly positive: boolean; readonly shift?: number; readonly option?: string | undefined },
  ) {
    this.name = place.name;
    this.column = place.column;
    this.#scan = tools.scan;
    this.#needs = tools.needs;
    this.#faults = tools.faults;
    this.#shift = rule.shift ?? 0;
    this.#positive = rule.positive;
    this.#option = rule.option;
  }

  /** @returns the value as a double; the exact one is in the scan. @throws SiisError when it cannot be. */
  read(fields: Fields): number {
    const { column } = this;
    const scan = this.#scan;
    if (!scan.read(fields.bytes, fields.starts[column]!, fields.ends[column]!)) throw this.#wrong(fields, 'a number');
    if (this.#shift !== 0) scan.shift(this.#shift);
    if (this.#positive ? scan.mantissa <= 0 : scan.mantissa < 0) {
      throw this.#wrong(fields, this.#positive ? 'a price above 0' : 'a number of 0 or more');
    }
    this.#needs.add(scan.mantissa, scan.decimals);
    if (this.#option !== undefined && !this.#needs.fitsKnown) {
      throw this.#wrong(fields, `a multiple of ${this.#option} ${this.#needs.known?.step}`);
    }
    return scan.toNumber();
  }

  #wrong(fields: Fields, expected: string): Error {
    const text = fields.text(this.column);
    return this.#faults.row(fields.line, `${this.name}: expected ${expected}, came ${text === '' ? 'nothing' : text}`);
  }
}
