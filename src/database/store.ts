import { join } from 'node:path';
import type { BarSide, BarSource } from '../market/bar.ts';
import type { InstrumentId, InstrumentSpec } from '../market/instrument.ts';
import type { TickKind, TickScale, TickSource } from '../market/tick-block.ts';
import { assert } from '../util/assert.ts';
import { BarImporter } from './bar-import.ts';
import { BarReader } from './bar-reader.ts';
import { BarRows } from './bar-rows.ts';
import type { BarImport, ImportResult, TickImport } from './batch.ts';
import { Catalog, type StoredInstrument } from './catalog.ts';
import type { Coverage, Damage } from './coverage.ts';
import { asStoreError } from './disk.ts';
import { FileCommit, needsRecovery, recover } from './file-commit.ts';
import { barFingerprint, tickFingerprint } from './fingerprint.ts';
import { LockFile } from './lock-file.ts';
import { monthEnd, monthStart } from './month.ts';
import { listTickInstruments, listTicks, type TickPath } from './path.ts';
import { type Database, openDatabase, quickCheck } from './sqlite/database.ts';
import { coverBars, coverTicks } from './store-coverage.ts';
import { databasePath, importLock, prepareFolder } from './store-folder.ts';
import { verifyBars, verifyTicks } from './store-verify.ts';
import { headerOf } from './tick-file/header.ts';
import { common } from './tick-file/tick-file-appender.ts';
import { TickFileReader } from './tick-file/tick-file-reader.ts';
import { TickImporter } from './tick-import.ts';
import { TickRecorder } from './tick-recorder.ts';

/** How a store is opened. */
export interface StoreOptions {
  /** Make the folder, or make it a store, when it is none. Default false. */
  readonly create?: boolean;
  /** Never change data. Default false. */
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

/**
 * The data folder: ticks in month files, bars and the instrument catalog in SQLite. Any number of processes read at
 * once; one at a time imports.
 *
 * - STORE_UNUSABLE: the folder is missing, not a folder, not a store, not readable or writable, or in use
 * - DATA_CORRUPT: stored data are damaged; the message names instrument, file and time range
 */
export class Store {
  readonly #dir: string;
  readonly #readonly: boolean;
  readonly #db: Database;
  readonly #catalog: Catalog;
  readonly #bars: BarRows;
  readonly #notices = new Map<string, Damage>();

  private constructor(dir: string, options: StoreOptions) {
    this.#dir = dir;
    this.#readonly = options.readonly ?? false;
    prepareFolder(dir, { create: options.create ?? false, readonly: this.#readonly });
    this.#db = this.#guard(() => openDatabase(databasePath(dir), { readonly: this.#readonly }));
    this.#catalog = new Catalog(this.#db);
    this.#bars = new BarRows(this.#db);
  }

  /** @throws SiisError STORE_UNUSABLE */
  static open(dir: string, options: StoreOptions = {}): Store {
    return new Store(dir, options);
  }

  /** Torn tails cut, footers and indexes rebuilt since the store was opened, each once. */
  get notices(): readonly Damage[] {
    return [...this.#notices.values()];
  }

  instrument(id: InstrumentId): StoredInstrument | undefined {
    return this.#catalog.get(id);
  }

  /** All of the catalog, by id. */
  instruments(): StoredInstrument[] {
    return this.#catalog.all();
  }

  /** Adds or replaces an instrument. */
  putInstrument(id: InstrumentId, spec: InstrumentSpec, inferred: readonly (keyof InstrumentSpec)[] = []): void {
    this.#guard(() => this.#catalog.put({ id, spec, inferred }));
  }

  /**
   * Stores ticks, all or none, also when the process dies half-way. Where they overlap stored ones both must be
   * equal: every stored tick of the import's time range has to be among the new ones.
   *
   * @throws SiisError DATA_INVALID with file and line: time falls, a number does not fit, or stored ticks differ;
   *   what was stored stays as it was.
   */
  importTicks(id: InstrumentId, ticks: TickImport): ImportResult {
    return this.#importing(() => {
      const commit = new FileCommit(this.#dir);
      const importer = new TickImporter({ dir: this.#dir, instrument: id, commit, onDamage: this.#notice }, ticks);
      try {
        const result = importer.run();
        commit.commit();
        return result;
      } catch (error) {
        commit.abort();
        throw error;
      } finally {
        importer.close();
      }
    });
  }

  /** Stores bars by the rules of `importTicks`; times rise strictly. A damaged month is replaced and noticed. */
  importBars(id: InstrumentId, bars: BarImport): ImportResult {
    return this.#importing(() => new BarImporter(this.#bars, id, bars, this.#notice).run());
  }

  /**
   * Ticks of the range, oldest first; `undefined` when there are none. The caller closes the source. Blocks of months
   * in different steps are brought to common ones. @throws SiisError DATA_CORRUPT, also while reading
   */
  openTicks(id: InstrumentId, query: TickQuery): TickSource | undefined {
    return this.#guard(() => {
      for (const kind of query.kind === undefined ? (['trade', 'quote'] as const) : [query.kind]) {
        const source = this.#reader(id, kind, query);
        if (source?.isEmpty() === false) return source;
        source?.close();
      }
      return undefined;
    });
  }

  /** Bars of the range, oldest first, a month at a time; `undefined` when there are none. */
  openBars(id: InstrumentId, query: BarQuery): BarSource | undefined {
    for (const side of query.side === undefined ? (['trade', 'bid', 'ask'] as const) : [query.side]) {
      const source = new BarReader(this.#bars, { instrument: id, timeframe: query.timeframe, side }, query);
      if (!source.isEmpty()) return source;
    }
    return undefined;
  }

  /**
   * What is stored, of one instrument or of all, with its gaps. Cheap: reads directories and times. What cannot be read
   * is left out and noticed.
   */
  coverage(id?: InstrumentId): Coverage[] {
    return this.#guard(() => {
      const found: (Coverage | undefined)[] = [];
      for (const instrument of id === undefined ? listTickInstruments(this.#dir) : [id]) {
        const paths = listTicks(this.#dir, instrument);
        for (const kind of ['trade', 'quote'] as const) {
          const ofKind = paths.filter((path) => path.kind === kind);
          found.push(coverTicks(this.#dir, ofKind, this.#notice));
        }
      }
      for (const series of this.#bars.series(id)) found.push(coverBars(this.#bars, series, this.#notice));
      return found.filter((each) => each !== undefined);
    });
  }

  /** Names the data of a range by their content, for reproducing a run; `undefined` when there are none. */
  fingerprint(id: InstrumentId, query: TickQuery | BarQuery): string | undefined {
    if ('timeframe' in query) {
      const bars = this.openBars(id, query);
      return bars === undefined ? undefined : barFingerprint(bars);
    }
    const ticks = this.openTicks(id, query);
    ticks?.close();
    if (ticks === undefined) return undefined;
    return this.#guard(() => tickFingerprint(this.#dir, this.#paths(id, ticks.kind, query), query));
  }

  /** Looks through the database before a session relies on it. @throws SiisError STORE_UNUSABLE, DATA_CORRUPT */
  quickCheck(): void {
    this.#guard(() => quickCheck(this.#db, databasePath(this.#dir)));
    this.#catalog.all();
  }

  /** Reads every byte of the store and lists all damage; empty means sound. Changes nothing. */
  verify(): Damage[] {
    return this.#guard(() => {
      const paths = listTickInstruments(this.#dir).flatMap((id) => listTicks(this.#dir, id));
      const ticks = paths.flatMap((path) => verifyTicks(this.#dir, path)).filter((damage) => !isBeingWritten(damage));
      return [...ticks, ...verifyBars(this.#bars)];
    });
  }

  /**
   * Records ticks as they come, from where the last recorder left off. Nobody else writes the same month meanwhile.
   *
   * @throws SiisError STORE_UNUSABLE when the month is being written, DATA_CORRUPT when its file is damaged
   */
  recorder(id: InstrumentId, kind: TickKind, scale: TickScale): TickRecorder {
    assert(!this.#readonly, 'a store that was opened read-only records nothing');
    return this.#guard(() => new TickRecorder({ dir: this.#dir, instrument: id, kind, scale, onDamage: this.#notice }));
  }

  close(): void {
    this.#db.close();
  }

  readonly #keep = (damage: Damage): void => {
    this.#notices.set(`${damage.file} ${damage.kind} ${damage.from}`, damage);
  };

  readonly #notice = (damage: Damage): void => {
    if (!isBeingWritten(damage)) this.#keep(damage);
  };

  #paths(id: InstrumentId, kind: TickKind, { from, to }: TickQuery): TickPath[] {
    return listTicks(this.#dir, id).filter(
      (path) => path.kind === kind && monthStart(path.month) < to && monthEnd(path.month) > from,
    );
  }

  #reader(id: InstrumentId, kind: TickKind, { from, to }: TickQuery): TickFileReader | undefined {
    const paths = this.#paths(id, kind, { from, to }).map(({ path }) => join(this.#dir, path));
    const [start, ...rest] = paths.map((path) => headerOf(path).scale);
    if (start === undefined) return undefined;
    return new TickFileReader({ kind, scale: rest.reduce(common, start), from, to, paths, onDamage: this.#notice });
  }

  #importing<T>(work: () => T): T {
    assert(!this.#readonly, 'a store that was opened read-only imports nothing');
    return this.#guard(() => {
      const lock = LockFile.take(importLock(this.#dir), `importing into ${this.#dir}`);
      try {
        if (needsRecovery(this.#dir)) recover(this.#dir);
        return work();
      } finally {
        lock.release();
      }
    });
  }

  /** Errors of the disk, in words. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreError(this.#dir, error);
    }
  }
}

/** A reader may catch a recorder in the middle of a write; that is no damage. */
function isBeingWritten({ kind, file }: Damage): boolean {
  return kind === 'torn-tail' && LockFile.isHeld(`${file}.lock`);
}
