import { makeRows, type TickRows } from './tick-rows.ts';

/** A list of ticks that grows. */
export class RowList {
  #rows = makeRows(16);
  #count = 0;

  get rows(): TickRows {
    return this.#rows;
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds row `k` of `rows`. */
  push(rows: TickRows, k: number): void {
    if (this.#count === this.#rows.time.length) this.#grow();
    const at = this.#count++;
    this.#rows.time[at] = rows.time[k]!;
    this.#rows.price[at] = rows.price[k]!;
    this.#rows.ask[at] = rows.ask[k]!;
    this.#rows.lots[at] = rows.lots[k]!;
    this.#rows.side[at] = rows.side[k]!;
  }

  #grow(): void {
    const old = this.#rows;
    const rows = makeRows(old.time.length * 2);
    rows.time.set(old.time);
    rows.price.set(old.price);
    rows.ask.set(old.ask);
    rows.lots.set(old.lots);
    rows.side.set(old.side);
    this.#rows = rows;
  }
}

/** True when row `k` of `one` and row `j` of `other` are the same tick. */
export function sameRow(one: TickRows, k: number, other: TickRows, j: number): boolean {
  return (
    one.time[k] === other.time[j] &&
    one.price[k] === other.price[j] &&
    one.ask[k] === other.ask[j] &&
    one.lots[k] === other.lots[j] &&
    one.side[k] === other.side[j]
  );
}
