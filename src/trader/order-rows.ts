import { type EndedOrder, Order } from '../market/order-fold.ts';
import type { OrderPurpose, OrderRequest, OrderType, TimeInForce } from '../market/order.ts';
import type { OrderSide, OrderState } from '../market/record.ts';
import type { InstrumentId } from '../market/instrument.ts';
import type { OrderFacts } from './order-facts.ts';
import { Words } from './words.ts';

const sides: readonly OrderSide[] = ['buy', 'sell'];
const types: readonly OrderType[] = [
  'market',
  'limit',
  'stop',
  'stop-limit',
  'take-profit',
  'take-profit-limit',
  'trailing-stop',
];
const purposes: readonly OrderPurpose[] = ['entry', 'exit', 'stop', 'target'];
const forces: readonly TimeInForce[] = ['GTC', 'IOC', 'FOK', 'GTD'];
const states: readonly OrderState[] = [
  'pending',
  'unknown',
  'absent',
  'open',
  'filled',
  'canceled',
  'rejected',
  'expired',
  'denied',
];

/** Numbers of a row; NaN stands for what is not there. */
const numbers = 10;
/** Codes of a row: a word of kinds and flags, market, and the words of trader, instrument and reason. */
const codes = 5;

/**
 * Orders that are over as rows of numbers: a fifth of the memory, and nothing for the collector to look at. Only what is
 * plain fits a row; the id is kept by whoever numbers the rows.
 */
export class OrderRows {
  readonly #clientOrderId: (orderId: string) => string;
  readonly #traders = new Words<string>();
  readonly #instruments = new Words<InstrumentId>();
  readonly #reasons = new Words<string>();
  #numbers = new Float64Array(64 * numbers);
  #codes = new Int32Array(64 * codes);
  #tradeIds: string[] = [];
  #fillIds: (string | undefined)[] = [];

  /** @param clientOrderId of the first attempt of an order */
  constructor(clientOrderId: (orderId: string) => string) {
    this.#clientOrderId = clientOrderId;
  }

  /** Puts an order that is over into a row. False when it does not fit: then the row is as it was. */
  put(row: number, order: Order): boolean {
    const { request } = order;
    if (!order.isPlain || !isPlain(request)) return false;
    this.#reserve(row);
    const cells = this.#numbers;
    const at = row * numbers;
    cells[at] = order.lots;
    cells[at + 1] = order.limit ?? NaN;
    cells[at + 2] = order.trigger ?? NaN;
    cells[at + 3] = request.lots;
    cells[at + 4] = request.limit ?? NaN;
    cells[at + 5] = request.trigger ?? NaN;
    cells[at + 6] = request.plannedStop ?? NaN;
    cells[at + 7] = order.filledLots;
    cells[at + 8] = order.filledValue;
    cells[at + 9] = request.time;
    const words = this.#codes;
    const first = row * codes;
    words[first] =
      sides.indexOf(request.side) |
      (types.indexOf(request.type) << 1) |
      (purposes.indexOf(request.purpose) << 4) |
      (forces.indexOf(request.timeInForce) << 6) |
      (states.indexOf(order.state) << 8) |
      (request.postOnly ? 1 << 12 : 0) |
      (request.reduceOnly ? 1 << 13 : 0);
    words[first + 1] = request.market;
    words[first + 2] = this.#traders.codeOf(request.traderId);
    words[first + 3] = this.#instruments.codeOf(request.instrument);
    words[first + 4] = order.reason === undefined ? -1 : this.#reasons.codeOf(order.reason);
    this.#tradeIds[row] = request.tradeId;
    this.#fillIds[row] = order.fillId;
    return true;
  }

  /** The order of a row. */
  orderOf(row: number, id: string): Order {
    const cells = this.#numbers;
    const at = row * numbers;
    const words = this.#codes;
    const first = row * codes;
    const kinds = words[first]!;
    const state = states[(kinds >> 8) & 15]!;
    const tradeId = this.#tradeIds[row]!;
    const request: OrderRequest = {
      id,
      tradeId,
      signalId: tradeId,
      traderId: this.#traders.wordOf(words[first + 2]!),
      market: words[first + 1]!,
      instrument: this.#instruments.wordOf(words[first + 3]!),
      side: sides[kinds & 1]!,
      type: types[(kinds >> 1) & 7]!,
      purpose: purposes[(kinds >> 4) & 3]!,
      limit: numberOr(cells[at + 4]!),
      trigger: numberOr(cells[at + 5]!),
      trailing: undefined,
      timeInForce: forces[(kinds >> 6) & 3]!,
      expireTime: undefined,
      postOnly: (kinds & (1 << 12)) !== 0,
      reduceOnly: (kinds & (1 << 13)) !== 0,
      group: undefined,
      lots: cells[at + 3]!,
      fraction: undefined,
      plannedStop: numberOr(cells[at + 6]!),
      time: cells[at + 9]!,
      cap: undefined,
      clientOrderId: state === 'denied' ? '' : this.#clientOrderId(id),
    };
    const ended: EndedOrder = {
      state,
      lots: cells[at]!,
      limit: numberOr(cells[at + 1]!),
      trigger: numberOr(cells[at + 2]!),
      filledLots: cells[at + 7]!,
      filledValue: cells[at + 8]!,
      reason: this.#reasonOf(words[first + 4]!),
      fillId: this.#fillIds[row],
    };
    return Order.ended(request, ended);
  }

  /** What is told of the order of a row. */
  read(row: number, id: string, into: OrderFacts): void {
    const cells = this.#numbers;
    const at = row * numbers;
    const first = row * codes;
    const kinds = this.#codes[first]!;
    const limit = cells[at + 1]!;
    const sentLimit = cells[at + 4]!;
    into.id = id;
    into.state = states[(kinds >> 8) & 15]!;
    into.clientOrderId = into.state === 'denied' ? '' : undefined;
    into.market = this.#codes[first + 1]!;
    into.side = sides[kinds & 1]!;
    into.type = types[(kinds >> 1) & 7]!;
    into.lots = cells[at]!;
    into.level = Number.isNaN(limit) ? cells[at + 2]! : limit;
    into.sentLots = cells[at + 3]!;
    into.sentLevel = Number.isNaN(sentLimit) ? cells[at + 5]! : sentLimit;
    into.filledLots = cells[at + 7]!;
    into.filledValue = cells[at + 8]!;
    into.time = cells[at + 9]!;
    into.reason = this.#reasonOf(this.#codes[first + 4]!);
  }

  #reasonOf(code: number): string | undefined {
    return code < 0 ? undefined : this.#reasons.wordOf(code);
  }

  #reserve(row: number): void {
    if ((row + 1) * codes <= this.#codes.length) return;
    const rows = Math.max(row + 1, 2 * (this.#codes.length / codes));
    const cells = new Float64Array(rows * numbers);
    const words = new Int32Array(rows * codes);
    cells.set(this.#numbers);
    words.set(this.#codes);
    this.#numbers = cells;
    this.#codes = words;
  }
}

/** Has nothing that there is no column for. */
function isPlain(request: OrderRequest): boolean {
  return (
    request.signalId === request.tradeId &&
    request.trailing === undefined &&
    request.expireTime === undefined &&
    request.group === undefined &&
    request.fraction === undefined &&
    request.cap === undefined
  );
}

function numberOr(cell: number): number | undefined {
  return Number.isNaN(cell) ? undefined : cell;
}
