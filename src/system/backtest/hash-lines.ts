import type { Grid } from '../../market/grid.ts';
import type { Instrument } from '../../market/instrument.ts';
import { type Money, moneyScale, moneyToText } from '../../market/money.ts';
import { clientOrderId, isIdKept } from '../../trader/client-order-id.ts';
import type { OrderFacts } from '../../trader/order-facts.ts';
import { TextBytes } from '../../util/text-bytes.ts';
import type { FillFacts } from '../session/fill-log.ts';
import { averageText } from './order-text.ts';

const bar = 0x7c;
const lineEnd = 0x0a;

/**
 * The lines that the hash of a run is made of. What stands in a line already, or stood in the one before, is not made of
 * numbers again but copied: times, amounts, ids.
 */
export class HashLines {
  readonly #to: TextBytes;
  readonly #instance: string;
  readonly #prefix: string;
  /** The last time that was written, and where. */
  #time = NaN;
  #timeFrom = 0;
  #timeTo = 0;

  constructor(full: (bytes: Uint8Array) => void, instance: string) {
    this.#to = new TextBytes(full);
    this.#instance = instance;
    this.#prefix = `${instance}-`;
  }

  /** What was sent, and what became of it. */
  order(order: OrderFacts, { id, price, quantity }: Instrument): void {
    const to = this.#to;
    const { lots, level, sentLevel, filledLots } = order;
    this.#ids(order);
    this.#field(id);
    this.#field(order.side);
    this.#field(order.type);
    const lotsFrom = to.position;
    steps(to, quantity, lots);
    const levelFrom = to.position;
    if (Number.isNaN(level)) to.byte(bar);
    else steps(to, price, level);
    const levelTo = to.position;
    this.#field(order.state);
    if (order.sentLots !== lots || !to.again(lotsFrom, levelFrom)) steps(to, quantity, order.sentLots);
    if (!Number.isNaN(sentLevel) && (sentLevel !== level || !to.again(levelFrom, levelTo))) steps(to, price, sentLevel);
    if (filledLots !== lots || !to.again(lotsFrom, levelFrom)) steps(to, quantity, filledLots);
    const average = order.filledValue / filledLots;
    if (filledLots === 0) to.byte(bar);
    else if (Number.isSafeInteger(average)) steps(to, price, average);
    else this.#field(averageText(price, order.filledValue, filledLots));
    this.#moment(order.time);
    to.byte(bar);
    if (order.reason !== undefined) to.text(order.reason);
    to.byte(lineEnd);
  }

  fill(fill: FillFacts, { price, quantity }: Instrument): void {
    const to = this.#to;
    this.#field(fill.fillId);
    this.#field(fill.orderId);
    steps(to, quantity, fill.lots);
    steps(to, price, fill.price);
    if (fill.largeFee === undefined) to.decimal(fill.fee, moneyScale);
    else to.text(moneyToText(fill.largeFee));
    to.byte(bar);
    this.#moment(fill.time);
    to.byte(lineEnd);
  }

  balance(account: string, asset: string, held: Money): void {
    this.#to.text(`${account}|${asset}|${moneyToText(held)}\n`);
  }

  /** Hands on what is left. */
  end(): void {
    this.#to.end();
  }

  #ids({ id, clientOrderId: given }: OrderFacts): void {
    const to = this.#to;
    const from = to.position;
    to.text(id);
    const end = to.position;
    to.byte(bar);
    if (given !== undefined) return this.#field(given);
    const instance = this.#instance;
    if (!isIdKept(instance, id)) return this.#field(clientOrderId(instance, id, 0));
    to.text(this.#prefix);
    if (!to.again(from, end)) to.text(id);
    this.#field('-0');
  }

  #moment(time: number): void {
    const to = this.#to;
    if (time === this.#time && to.again(this.#timeFrom, this.#timeTo)) return;
    this.#time = time;
    this.#timeFrom = to.position;
    to.decimal(time, 0);
    this.#timeTo = to.position;
  }

  #field(text: string): void {
    this.#to.text(text);
    this.#to.byte(bar);
  }
}

function steps(to: TextBytes, grid: Grid, count: number): void {
  const whole = count * grid.units;
  if (Number.isSafeInteger(whole)) to.decimal(whole, grid.decimals);
  else to.text(grid.toText(count));
  to.byte(bar);
}
