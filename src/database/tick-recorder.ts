import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Grid } from '../market/grid.ts';
import type { InstrumentId } from '../market/instrument.ts';
import { sideSell, type TickKind, type TickScale } from '../market/tick-block.ts';
import { SiisError } from '../util/errors.ts';
import type { Damage } from './coverage.ts';
import { LockFile } from './lock-file.ts';
import { earliestTime, latestTime, type Month, monthOf, monthStart, timeText } from './month.ts';
import { listTicks, type TickPath, tickPath } from './path.ts';
import type { ScaleFactor } from './tick-file/block-loader.ts';
import { plainScale } from './tick-file/header.ts';
import { TickFile } from './tick-file/tick-file.ts';
import { factorOf, sealTickFile, TickFileAppender } from './tick-file/tick-file-appender.ts';

/** What is recorded, and where. */
export interface RecorderTarget {
  readonly dir: string;
  readonly instrument: InstrumentId;
  readonly kind: TickKind;
  readonly scale: TickScale;
  readonly onDamage: (damage: Damage) => void;
}

/**
 * Takes ticks as they come and appends them to the month's file; at the turn of a month the old file is sealed and a
 * new one begun. Nobody else writes a file that is recorded. ~70 ns a tick; sealing ~100 ns for each tick of the month.
 */
export class TickRecorder {
  readonly #target: RecorderTarget;
  readonly #scale: TickScale;
  #month: OpenMonth | undefined;
  #monthEnd = -Infinity;
  #last = -Infinity;
  #damage: Damage | undefined;

  /** Opens the latest month that was left unsealed, so that damage shows at once. @throws SiisError */
  constructor(target: RecorderTarget) {
    this.#target = target;
    this.#scale = plainScale(target.scale);
    const latest = listTicks(target.dir, target.instrument)
      .filter(({ kind }) => kind === target.kind)
      .at(-1);
    if (latest !== undefined) this.#continue(latest);
  }

  /** What was found torn and cut off when the recorder opened its file. */
  get damage(): Damage | undefined {
    return this.#damage;
  }

  /**
   * Records a print: price and lots in whole steps. @throws SiisError DATA_INVALID when time falls or a number does
   * not fit the file.
   */
  trade(time: number, price: number, lots: number, side: number): void {
    const { appender, factor } = this.#monthAt(time);
    const size = lots * factor.lots;
    if (!(size >= 0 && Number.isSafeInteger(size)) || side > sideSell) throw this.#badTrade(lots, side);
    appender.trade(time, this.#price(price, factor), size, side);
    this.#last = time;
  }

  /** Records the top of the book, in whole steps. @throws SiisError DATA_INVALID */
  quote(time: number, bid: number, ask: number): void {
    const { appender, factor } = this.#monthAt(time);
    appender.quote(time, this.#price(bid, factor), this.#price(ask, factor));
    this.#last = time;
  }

  /** Writes what is buffered; with `sync` it is on disk when this returns. Once a minute is often enough: each call makes a block. */
  flush(options: { readonly sync?: boolean } = {}): void {
    this.#month?.appender.flush(options);
  }

  /** Writes what is buffered, merges small blocks and closes the month's file with its index. Recording can go on. */
  seal(): void {
    const month = this.#month;
    if (month === undefined) return;
    this.#month = undefined;
    this.#monthEnd = -Infinity;
    try {
      month.appender.close({ sync: true });
      sealTickFile(month.path);
    } finally {
      month.lock.release();
    }
  }

  /** Flushes and lets go of the file, unsealed: the next recorder goes on with it. */
  close(): void {
    const month = this.#month;
    this.#month = undefined;
    this.#monthEnd = -Infinity;
    try {
      month?.appender.close({ sync: true });
    } finally {
      month?.lock.release();
    }
  }

  /** A sealed month is opened again only when a tick of it comes. */
  #continue({ path, month }: TickPath): void {
    const file = TickFile.open(join(this.#target.dir, path));
    file.close();
    if (file.header.seal === undefined) this.#openMonth(month);
    else this.#last = file.header.seal.last;
  }

  #monthAt(time: number): OpenMonth {
    if (!(time >= this.#last)) {
      throw this.#fault(`expected times that do not fall, but ${timeText(time)} follows ${timeText(this.#last)}`);
    }
    if (this.#month !== undefined && time < this.#monthEnd) return this.#month;
    if (!Number.isInteger(time) || time < earliestTime || time > latestTime) {
      throw this.#fault(`expected a time in whole ms of the years 1900 to 9999, was ${time}`);
    }
    this.seal();
    const month = this.#openMonth(monthOf(time));
    if (time >= this.#last) return month;
    throw this.#fault(
      `expected times that do not fall, but ${timeText(time)} follows the stored ${timeText(this.#last)}`,
    );
  }

  #openMonth(month: Month): OpenMonth {
    const { dir, instrument, kind, onDamage } = this.#target;
    const place: TickPath = tickPath(instrument, kind, month);
    const path = join(dir, place.path);
    mkdirSync(dirname(path), { recursive: true });
    const lock = LockFile.take(`${path}.lock`, `the tick file ${place.path}`);
    try {
      const appender = TickFileAppender.open(path, { instrument, kind, scale: this.#scale, month });
      this.#damage ??= appender.damage;
      if (appender.damage !== undefined) onDamage(appender.damage);
      this.#last = Math.max(this.#last, appender.last);
      this.#monthEnd = monthStart(month + 1);
      this.#month = { path, lock, appender, factor: factorOf(this.#scale, appender.header.scale) };
      return this.#month;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  #price(steps: number, factor: ScaleFactor): number {
    const price = steps * factor.price;
    if ((price | 0) === price) return price;
    const text = Number.isSafeInteger(steps) ? new Grid(this.#scale.priceStep).toText(steps) : String(steps);
    throw this.#fault(`price ${text} is not a whole number of at most 2147483647 steps; choose another price step`);
  }

  #badTrade(lots: number, side: number): SiisError {
    return this.#fault(`expected whole lots >= 0 and side 0, 1 or 2, was ${lots} and ${side}`);
  }

  #fault(message: string): SiisError {
    return new SiisError('DATA_INVALID', `${this.#target.instrument}: ${message}; the tick was not recorded`);
  }
}

interface OpenMonth {
  readonly path: string;
  readonly lock: LockFile;
  readonly appender: TickFileAppender;
  readonly factor: ScaleFactor;
}
