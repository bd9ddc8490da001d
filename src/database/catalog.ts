import { type InstrumentId, instrumentId, type InstrumentSpec } from '../market/instrument.ts';
import { SiisError } from '../util/errors.ts';
import { type Database, sumOfText } from './sqlite/database.ts';
import { Statements } from './sqlite/statements.ts';

/** An instrument as the catalog keeps it. */
export interface StoredInstrument {
  readonly id: InstrumentId;
  readonly spec: InstrumentSpec;
  /** Fields of `spec` that were guessed from data instead of told by a venue or a person. */
  readonly inferred: readonly (keyof InstrumentSpec)[];
}

interface Row {
  readonly id: string;
  readonly spec: string;
  readonly inferred: string;
  readonly checksum: number;
}

/** The instruments that the store knows. */
export class Catalog {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  get(id: InstrumentId): StoredInstrument | undefined {
    const row = this.#statements.rows<Row>('SELECT * FROM instruments WHERE id = ?').get(id);
    return row === undefined ? undefined : parse(row);
  }

  /** By id. */
  all(): StoredInstrument[] {
    return this.#statements.rows<Row>('SELECT * FROM instruments ORDER BY id').all().map(parse);
  }

  /** Adds or replaces. */
  put({ id, spec, inferred }: StoredInstrument): void {
    const texts = [id, JSON.stringify(spec), JSON.stringify(inferred)];
    this.#statements
      .rows('INSERT OR REPLACE INTO instruments (id, spec, inferred, checksum) VALUES (?, ?, ?, ?)')
      .run(...texts, sumOfText(texts.join('\n')));
  }
}

function parse(row: Row): StoredInstrument {
  const isWhole = row.checksum === sumOfText([row.id, row.spec, row.inferred].join('\n'));
  const spec: unknown = isWhole ? parseJson(row.spec) : undefined;
  const inferred: unknown = parseJson(row.inferred);
  if (!isSpec(spec) || !isInferred(inferred)) {
    throw new SiisError(
      'DATA_CORRUPT',
      `the entry of ${row.id} in siis.db is damaged; restore a backup, or import it again`,
    );
  }
  return { id: instrumentId(row.id), spec, inferred };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The steps are what nothing works without; the rest was typed when it was put in. */
function isSpec(value: unknown): value is InstrumentSpec {
  if (typeof value !== 'object' || value === null || !('tickSize' in value) || !('lotSize' in value)) return false;
  return typeof value.tickSize === 'string' && typeof value.lotSize === 'string';
}

function isInferred(value: unknown): value is (keyof InstrumentSpec)[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
