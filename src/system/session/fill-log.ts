import type { Money } from '../../market/money.ts';
import type { FillReport } from '../../market/order.ts';

/** One execution, as it is told of after a run. Price in ticks. */
export interface Fill extends Pick<FillReport, 'fillId' | 'orderId' | 'time' | 'price' | 'lots' | 'fee'> {
  /** Index of its instrument in the run. */
  readonly market: number;
}

/** The same for one fill after the other: to be read before the next one comes. */
export class FillFacts {
  fillId = '';
  orderId = '';
  time: number = NaN;
  price: number = NaN;
  lots: number = NaN;
  /** Money units, exact unless there is a `largeFee`. */
  fee: number = NaN;
  largeFee: Money | undefined = undefined;
  market: number = 0;
}

/** Numbers of a row: time, price, lots, fee, market. */
const numbers = 5;

/** The fills of a run in the order they happened, as rows of numbers: there may be millions. */
export class FillLog implements Iterable<Fill> {
  #orderIds: string[] = [];
  #fillIds: string[] = [];
  #numbers = new Float64Array(64 * numbers);
  /** By row: those that no double tells exactly. */
  readonly #largeFees = new Map<number, Money>();

  get length(): number {
    return this.#fillIds.length;
  }

  /** Fees of all. */
  get fees(): Money {
    let fees = 0n;
    // In doubles as long as they are exact.
    let few = 0;
    for (let row = 0; row < this.length; row++) {
      const fee = this.#numbers[row * numbers + 3]!;
      if (Number.isSafeInteger(fee) && Number.isSafeInteger(few + fee)) few += fee;
      else {
        fees += BigInt(few) + this.#feeOf(row);
        few = 0;
      }
    }
    return fees + BigInt(few);
  }

  add(report: FillReport, market: number): void {
    const row = this.#fillIds.length;
    const at = row * numbers;
    if (at === this.#numbers.length) this.#grow();
    const fee = Number(report.fee);
    const cells = this.#numbers;
    cells[at] = report.time;
    cells[at + 1] = report.price;
    cells[at + 2] = report.lots;
    cells[at + 3] = fee;
    cells[at + 4] = market;
    if (!Number.isSafeInteger(fee)) this.#largeFees.set(row, report.fee);
    this.#orderIds.push(report.orderId);
    this.#fillIds.push(report.fillId);
  }

  /** Keeps no fill any longer. */
  clear(): void {
    this.#orderIds = [];
    this.#fillIds = [];
    this.#numbers = new Float64Array(64 * numbers);
    this.#largeFees.clear();
  }

  /** Tells of all fills, one after the other, in one object. */
  tell(hear: (facts: FillFacts) => void): void {
    const facts = new FillFacts();
    const cells = this.#numbers;
    const hasLarge = this.#largeFees.size > 0;
    for (let row = 0; row < this.length; row++) {
      const at = row * numbers;
      facts.fillId = this.#fillIds[row]!;
      facts.orderId = this.#orderIds[row]!;
      facts.time = cells[at]!;
      facts.price = cells[at + 1]!;
      facts.lots = cells[at + 2]!;
      facts.fee = cells[at + 3]!;
      facts.largeFee = hasLarge ? this.#largeFees.get(row) : undefined;
      facts.market = cells[at + 4]!;
      hear(facts);
    }
  }

  *[Symbol.iterator](): Generator<Fill, undefined> {
    const cells = this.#numbers;
    for (let row = 0; row < this.length; row++) {
      const at = row * numbers;
      yield {
        fillId: this.#fillIds[row]!,
        orderId: this.#orderIds[row]!,
        time: cells[at]!,
        price: cells[at + 1]!,
        lots: cells[at + 2]!,
        fee: this.#feeOf(row),
        market: cells[at + 4]!,
      };
    }
  }

  #feeOf(row: number): Money {
    return this.#largeFees.get(row) ?? BigInt(this.#numbers[row * numbers + 3]!);
  }

  #grow(): void {
    const cells = new Float64Array(this.#numbers.length * 2);
    cells.set(this.#numbers);
    this.#numbers = cells;
  }
}
