import { type InstrumentName, parseInstrumentName } from '../../market/instrument.ts';
import { formatPlace } from '../../util/errors.ts';
import type { Faults } from './faults.ts';
import type { Fields } from './fields.ts';
import { plainName } from './header.ts';
import type { IdentityColumn } from './layout.ts';

const symbolNames = new Set('symbol instrument instrumentid instrumentname ticker pair'.split(' '));
const venueNames = new Set(['exchange', 'venue']);

/** The columns of a header that tell symbol or venue; none without a header. */
export function identityColumns(header: readonly string[] = []): IdentityColumn[] {
  return header.flatMap((name, index): IdentityColumn[] => {
    const plain = plainName(name);
    if (symbolNames.has(plain)) return [{ name, index, tells: 'symbol' }];
    return venueNames.has(plain) ? [{ name, index, tells: 'venue' }] : [];
  });
}

interface Told extends IdentityColumn {
  value: Uint8Array | undefined;
  /** Of the first row that says it. */
  line: number;
  /** Rows that say it. */
  count: number;
}

/** Sees to it that all rows of a file are of one symbol and venue: a mixture would become one wrong series. */
export class Identity {
  readonly #columns: readonly Told[];
  readonly #faults: Faults;

  constructor(columns: readonly IdentityColumn[], faults: Faults) {
    this.#columns = columns.map((column) => ({ ...column, value: undefined, line: 0, count: 0 }));
    this.#faults = faults;
  }

  /** @throws SiisError DATA_INVALID for a row of something else than the first one; empty fields say nothing. */
  check(fields: Fields): void {
    for (const column of this.#columns) {
      if (fields.isEmpty(column.index)) continue;
      const { value } = column;
      if (value === undefined) {
        column.value = fields.bytes.slice(fields.starts[column.index], fields.ends[column.index]);
        column.line = fields.line;
        column.count = 1;
      } else if (!isSame(value, fields, column.index)) {
        const came = fields.text(column.index);
        const expected = `expected ${textOf(value)} as in line ${column.line}, came ${came}`;
        throw this.#faults.row(
          fields.line,
          `${column.name}: ${expected}: a file is of one instrument; split it by ${column.name}`,
        );
      } else {
        column.count++;
      }
    }
  }

  /** Where what the rows say is not the instrument that they are imported as: the wrong file, most likely. */
  warnings(instrument: InstrumentName): string[] {
    return this.#columns.flatMap(({ name, tells, value, line, count }) => {
      const told = value === undefined ? '' : textOf(value);
      const fits = tells === 'symbol' ? isSymbol(told, instrument) : isVenue(told, instrument);
      if (told === '' || fits) return [];
      const place = formatPlace({ file: this.#faults.file, line });
      const rows = count === 1 ? '1 row says' : `${count} rows say`;
      return [
        `${place}: expected ${tells} of ${instrument.id}, ${rows} ${told} (column ${name}); stored as ${instrument.id}`,
      ];
    });
  }
}

function isSame(value: Uint8Array, fields: Fields, index: number): boolean {
  const start = fields.starts[index]!;
  if (fields.ends[index]! - start !== value.length) return false;
  for (let k = 0; k < value.length; k++) if (fields.bytes[start + k] !== value[k]) return false;
  return true;
}

function textOf(value: Uint8Array): string {
  return new TextDecoder().decode(value.subarray(0, 60));
}

/** Letters and digits alone: `BTC-USD` and `btc/usd` are the same. */
function letters(text: string): string {
  return text.toUpperCase().replace(/[^A-Z\d]/g, '');
}

function isSymbol(told: string, { id, venue, symbol, base, quote }: InstrumentName): boolean {
  const spellings = [symbol, `${base}${quote}`].map(letters);
  return (
    spellings.includes(letters(told)) || [told, `${venue}:${told}`].some((each) => parseInstrumentName(each)?.id === id)
  );
}

/** Files call a venue's departments by its name and more: `binance-futures`. */
function isVenue(told: string, { venue }: InstrumentName): boolean {
  const [one, other] = [letters(told), letters(venue)];
  return one.startsWith(other) || other.startsWith(one);
}
