import { Grid } from '../market/grid.ts';
import { sideSell, type TickKind, type TickScale } from '../market/tick-block.ts';
import { assert } from '../util/assert.ts';
import { SiisError } from '../util/errors.ts';
import type { TickBatch } from './batch.ts';
import { earliestTime, latestTime, timeText } from './month.ts';
import type { ScaleFactor } from './tick-file/block-loader.ts';
import { makeRows, type TickRows } from './tick-file/tick-rows.ts';

/** Turns batches of an import into rows in a file's steps, and refuses what cannot be stored. */
export class RowCheck {
  readonly #kind: TickKind;
  readonly #scale: TickScale;
  readonly #source: string;
  #rows = makeRows(0);

  constructor(kind: TickKind, scale: TickScale, source: string) {
    this.#kind = kind;
    this.#scale = scale;
    this.#source = source;
  }

  /** @throws SiisError DATA_INVALID with the line of a time that falls below `last` or is none. */
  times(batch: TickBatch, last: number): void {
    let before = last;
    for (let k = 0; k < batch.count; k++) {
      const time = batch.time[k]!;
      if (!(time >= before))
        throw this.#fault(
          batch,
          k,
          `expected times that do not fall, but ${timeText(time)} follows ${timeText(before)}`,
        );
      if (!Number.isInteger(time) || time < earliestTime || time > latestTime) {
        throw this.#fault(batch, k, `expected a time in whole ms of the years 1900 to 9999, was ${time}`);
      }
      before = time;
    }
  }

  /**
   * Rows [from, to) of a batch at the same indexes, multiplied by `factor`; valid until the next call.
   *
   * @throws SiisError DATA_INVALID with the line of a number that does not fit.
   */
  rows(batch: TickBatch, from: number, to: number, factor: ScaleFactor): TickRows {
    if (this.#rows.time.length < to) this.#rows = makeRows(Math.max(to, batch.count));
    const rows = this.#rows;
    rows.time.set(batch.time.subarray(from, to), from);
    rows.side.set(batch.side.subarray(from, to), from);
    const asks = this.#kind === 'quote' ? batch.ask : batch.price;
    assert(asks !== undefined, 'quotes have an ask column');
    for (let k = from; k < to; k++) {
      const price = batch.price[k]! * factor.price;
      const ask = asks[k]! * factor.price;
      const lots = batch.lots[k]! * factor.lots;
      if ((price | 0) !== price) throw this.#badPrice(batch, k, batch.price[k]!, factor.price);
      if ((ask | 0) !== ask) throw this.#badPrice(batch, k, asks[k]!, factor.price);
      if (!(lots >= 0 && Number.isSafeInteger(lots))) throw this.#badLots(batch, k);
      if (batch.side[k]! > sideSell) throw this.#fault(batch, k, `expected side 0, 1 or 2, was ${batch.side[k]}`);
      rows.price[k] = price;
      rows.ask[k] = ask;
      rows.lots[k] = lots;
    }
    return rows;
  }

  #badPrice(batch: TickBatch, k: number, steps: number, factor: number): SiisError {
    if (!Number.isSafeInteger(steps)) return this.#fault(batch, k, `expected a price in whole steps, was ${steps}`);
    const price = new Grid(this.#scale.priceStep).toText(steps);
    const step = factor === 1 ? this.#scale.priceStep : `${this.#scale.priceStep} / ${factor}`;
    return this.#fault(
      batch,
      k,
      `price ${price} is more than 2147483647 steps of ${step}; choose a coarser price step`,
    );
  }

  #badLots(batch: TickBatch, k: number): SiisError {
    return this.#fault(
      batch,
      k,
      `expected a quantity of 0 to 9007199254740991 whole steps of ${this.#scale.lotStep}, was ${batch.lots[k]} steps`,
    );
  }

  #fault(batch: TickBatch, k: number, message: string): SiisError {
    return new SiisError('DATA_INVALID', `${message}; nothing was stored`, {
      file: this.#source,
      line: batch.line[k]!,
    });
  }
}
