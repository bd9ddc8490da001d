import { removeFrom } from '../../util/list.ts';
import { SmallMap } from '../../util/small-map.ts';
import type { TradeCounter } from './ports.ts';
import type { Trade } from './trade.ts';

/** Where trades are found: by strategy-trader, by market, by order. Tells the caps as trades come and go. */
export class TradeBook {
  /** Rises whenever a trade changed. */
  version = 0;
  /** By strategy-trader: open trades as they opened, then pending ones as they were asked for. */
  readonly #byTrader = new Map<string, Trade[]>();
  readonly #openByMarket: readonly Trade[][];
  readonly #byOrder = new SmallMap<Trade>();
  readonly #counter: TradeCounter;

  constructor(markets: number, counter: TradeCounter) {
    this.#openByMarket = Array.from({ length: markets }, () => []);
    this.#counter = counter;
  }

  /** Trades of a strategy-trader: open ones, first opened first, then pending ones. */
  tradesOf(traderId: string): readonly Trade[] {
    return this.#byTrader.get(traderId) ?? [];
  }

  /** The open trades of a market: one list for good, which changes in place. */
  openOn(market: number): readonly Trade[] {
    return this.#openByMarket[market] ?? [];
  }

  /** All open and pending trades. */
  get all(): readonly Trade[] {
    return [...this.#byTrader.values()].flat();
  }

  /** The trade that an order belongs to, while the order lives. */
  ownerOf(orderId: string): Trade | undefined {
    return this.#byOrder.get(orderId);
  }

  /** Takes a pending trade in. */
  add(trade: Trade): void {
    this.#listOf(trade).push(trade);
    this.#counter.tradeBegan(trade.market);
    this.version++;
  }

  /** Notes that an order works for a trade. */
  link(orderId: string, trade: Trade): void {
    this.#byOrder.set(orderId, trade);
  }

  /** The order is no more. */
  unlink(orderId: string): void {
    this.#byOrder.delete(orderId);
  }

  /** A trade opened: what opened first is closed first, however long ago it was asked for. */
  open(trade: Trade): void {
    const list = this.#listOf(trade);
    removeFrom(list, trade);
    const pending = list.findIndex((each) => each.state === 'pending');
    trade.state = 'open';
    if (pending < 0) list.push(trade);
    else list.splice(pending, 0, trade);
    this.#openByMarket[trade.market]!.push(trade);
    this.version++;
  }

  /** A trade is over. */
  end(trade: Trade): void {
    trade.state = 'closed';
    removeFrom(this.#listOf(trade), trade);
    removeFrom(this.#openByMarket[trade.market]!, trade);
    this.uncount(trade);
    this.version++;
  }

  /** Does not count for the caps any more: it is over, or a market exit of all of it is on its way. */
  uncount(trade: Trade): void {
    if (!trade.isCounted) return;
    trade.isCounted = false;
    this.#counter.tradeEnded(trade.market);
  }

  /** Counts again: the exit came to nothing. */
  recount(trade: Trade): void {
    if (trade.isCounted || trade.state === 'closed') return;
    trade.isCounted = true;
    this.#counter.tradeBegan(trade.market);
  }

  #listOf(trade: Trade): Trade[] {
    const present = this.#byTrader.get(trade.traderId);
    if (present !== undefined) return present;
    const made: Trade[] = [];
    this.#byTrader.set(trade.traderId, made);
    return made;
  }
}
