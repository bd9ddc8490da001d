import type { BarSide, BarSource } from '../market/bar.ts';
import type { InstrumentId, InstrumentSpec } from '../market/instrument.ts';
import type { TickKind, TickScale, TickSource } from '../market/tick-block.ts';
import { AssertionError } from '../util/assert.ts';
import type { BarImport, ImportResult, TickImport } from './batch.ts';
import type { Coverage, Damage } from './coverage.ts';

/** An instrument as the catalog keeps it. */
export interface StoredInstrument {
  readonly id: InstrumentId;
  readonly spec: InstrumentSpec;
  /** Fields of `spec` that were guessed from data instead of told by a venue or a person. */
  readonly inferred: readonly (keyof InstrumentSpec)[];
}

export interface StoreOptions {
  /** Make the folder when it is missing or empty. Default false. */
  readonly create?: boolean;
  /** Never change anything. Default false. */
  readonly readonly?: boolean;
}

/** Ticks of [from, to), ms UTC. */
export interface TickQuery {
  readonly from: number;
  readonly to: number;
  /** Default: trades when the range holds any, else quotes. */
  readonly kind?: TickKind;
}

/** Bars that start in [from, to), ms UTC. */
export interface BarQuery {
  readonly from: number;
  readonly to: number;
  readonly timeframe: string;
  /** Default: trade, bid or ask, the first of them that the range holds. */
  readonly side?: BarSide;
}

/** Takes ticks as they come and appends them to the month's file. */
export interface TickRecorder {
  /** What was found damaged and cut when the recorder opened its file. */
  readonly damage: Damage | undefined;
  /** @throws SiisError DATA_INVALID when `time` falls or a number does not fit the file. */
  trade(time: number, price: number, lots: number, side: number): void;
  quote(time: number, bid: number, ask: number): void;
  /** Writes what is buffered; with `sync` it is on disk when this returns. */
  flush(options?: { readonly sync?: boolean }): void;
  /** Writes what is buffered, merges small blocks and closes the file with its index. Recording can go on. */
  seal(): void;
  /** Flushes and lets go of the file, unsealed. */
  close(): void;
}

/**
 * The data folder: ticks in month files, bars and the instrument catalog in SQLite. Any number of processes read at
 * once; one at a time imports.
 *
 * - STORE_UNUSABLE: the folder is missing, not a folder, not a store, not readable or writable, or in use
 * - DATA_CORRUPT: stored data are damaged; the message names instrument, file and time range
 */
export class Store {
  /** @throws SiisError STORE_UNUSABLE */
  static open(dir: string, options: StoreOptions = {}): Store {
    return missing(dir, options);
  }

  /** Torn tails cut, footers and indexes rebuilt since the store was opened. */
  get notices(): readonly Damage[] {
    return missing();
  }

  instrument(id: InstrumentId): StoredInstrument | undefined {
    return missing(id);
  }

  /** All of the catalog, by id. */
  instruments(): StoredInstrument[] {
    return missing();
  }

  /** Adds or replaces an instrument. */
  putInstrument(id: InstrumentId, spec: InstrumentSpec, inferred: readonly (keyof InstrumentSpec)[] = []): void {
    missing(id, spec, inferred);
  }

  /**
   * Stores ticks, all or none, also when the process dies half-way. Where they overlap stored ones both must be
   * equal: every stored tick of the import's time range has to be among the new ones.
   *
   * @throws SiisError DATA_INVALID with file and line: time falls, a number does not fit, or stored ticks differ;
   *   what was stored stays as it was.
   */
  importTicks(id: InstrumentId, ticks: TickImport): ImportResult {
    return missing(id, ticks);
  }

  /** Stores bars by the rules of `importTicks`; times rise strictly. */
  importBars(id: InstrumentId, bars: BarImport): ImportResult {
    return missing(id, bars);
  }

  /** Ticks of the range, oldest first; `undefined` when there are none. The caller closes the source. */
  openTicks(id: InstrumentId, query: TickQuery): TickSource | undefined {
    return missing(id, query);
  }

  /** Bars of the range, oldest first, a month at a time; `undefined` when there are none. */
  openBars(id: InstrumentId, query: BarQuery): BarSource | undefined {
    return missing(id, query);
  }

  /** What is stored, of one instrument or of all, with its gaps. */
  coverage(id?: InstrumentId): Coverage[] {
    return missing(id);
  }

  /** Reads every byte of the store and lists all damage; empty means sound. Changes nothing. */
  verify(): Damage[] {
    return missing();
  }

  /** Records into the current month's file, continuing one that was left open. */
  recorder(id: InstrumentId, kind: TickKind, scale: TickScale): TickRecorder {
    return missing(id, kind, scale);
  }

  close(): void {
    missing();
  }
}

function missing(..._given: unknown[]): never {
  throw new AssertionError('the store is being built');
}
