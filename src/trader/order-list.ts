import type { Order } from '../market/order-fold.ts';
import { TextIndex } from '../util/text-index.ts';
import { OrderFacts } from './order-facts.ts';
import { OrderRows } from './order-rows.ts';

/** Orders that stay as they are for a while after their end: what happens next is about them. A power of two. */
const recent = 16;
/** Rows below which nothing is gained by moving them together. */
const fewRows = 4096;

/** Orders by id, to look at. */
export interface OrderView {
  get(id: string): Order | undefined;
  values(): Iterable<Order>;
}

/**
 * All orders of a run by id, in the order they were placed. Those that are over, and plain, are kept as rows of numbers: a
 * run may place millions.
 */
export class OrderList implements OrderView {
  readonly #clientOrderId: (orderId: string) => string;
  /** The rows, in the order they were placed. */
  #index = new TextIndex();
  /** By row: those that live, that ended a moment ago or that do not fit a row. */
  #whole: (Order | undefined)[] = [];
  #rows: OrderRows;
  /** Rows of those that ended last. */
  readonly #ended = new Int32Array(recent);
  #endedCount = 0;

  /** @param clientOrderId of the first attempt of an order */
  constructor(clientOrderId: (orderId: string) => string) {
    this.#clientOrderId = clientOrderId;
    this.#rows = new OrderRows(clientOrderId);
  }

  get size(): number {
    return this.#index.size;
  }

  has(id: string): boolean {
    return this.#index.find(id) >= 0;
  }

  /** The order of an id: the same object whenever it is asked for. */
  get(id: string): Order | undefined {
    const row = this.#index.find(id);
    if (row < 0) return undefined;
    return this.#whole[row] ?? this.#unpack(row, id);
  }

  /** Takes a new order in. */
  add(order: Order): void {
    order.place = this.#index.add(order.request.id);
    this.#whole.push(order);
  }

  /** An order is over. It may still change, by `get`. */
  ended({ place }: Order): void {
    const slot = this.#endedCount++ & (recent - 1);
    if (this.#endedCount > recent) this.#pack(this.#ended[slot]!);
    this.#ended[slot] = place;
  }

  /** Keeps orders no longer. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.#index.find(id);
      if (row < 0) continue;
      this.#whole[row] = undefined;
      this.#index.remove(row);
    }
    if (this.#index.end > Math.max(fewRows, 2 * this.size)) this.#moveTogether();
  }

  /** To look at: what is changed on them may be lost. */
  *values(): Generator<Order, undefined> {
    for (let row = 0; row < this.#index.end; row++) {
      const id = this.#index.textOf(row);
      if (id !== undefined) yield this.#whole[row] ?? this.#rows.orderOf(row, id);
    }
  }

  /** Tells of all orders, one after the other, in one object. */
  tell(hear: (facts: OrderFacts) => void): void {
    const facts = new OrderFacts();
    for (let row = 0; row < this.#index.end; row++) {
      const id = this.#index.textOf(row);
      if (id === undefined) continue;
      const whole = this.#whole[row];
      if (whole === undefined) this.#rows.read(row, id, facts);
      else facts.of(whole);
      hear(facts);
    }
  }

  #unpack(row: number, id: string): Order {
    const order = this.#rows.orderOf(row, id);
    order.place = row;
    this.#whole[row] = order;
    return order;
  }

  #pack(row: number): void {
    const order = this.#whole[row];
    if (order !== undefined && !order.isLive && this.#rows.put(row, order)) this.#whole[row] = undefined;
  }

  /** Gives the orders that are left the first rows. */
  #moveTogether(): void {
    const index = new TextIndex();
    const rows = new OrderRows(this.#clientOrderId);
    const whole: (Order | undefined)[] = [];
    for (let row = 0; row < this.#index.end; row++) {
      const id = this.#index.textOf(row);
      if (id === undefined) continue;
      const present = this.#whole[row];
      const order = present ?? this.#rows.orderOf(row, id);
      order.place = index.add(id);
      const isPacked = present === undefined && rows.put(order.place, order);
      whole.push(isPacked ? undefined : order);
    }
    this.#index = index;
    this.#rows = rows;
    this.#whole = whole;
    this.#endedCount = 0;
  }
}
