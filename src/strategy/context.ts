import type { Direction } from '../market/record.ts';
import type { StrategyContext, TradeView } from './strategy.ts';
import type { Trade } from './trade/trade.ts';

/** Where a strategy's view of the world comes from. */
export interface ContextSource {
  /** Rises whenever a trade changed. */
  version(): number;
  tradesOf(traderId: string): readonly Trade[];
  priceOf(ticks: number): number;
  quantityOf(lots: number): number;
  /** Present prices, as doubles. */
  last(): number;
  bid(): number;
  ask(): number;
  equity(): number;
  available(): number;
}

/** The reused context object of one strategy-trader. What costs something is worked out only when it is asked for. */
export class Context implements StrategyContext {
  time = NaN;
  readonly #source: ContextSource;
  readonly #traderId: string;
  /** Versions of the trades that position and views were worked out for. */
  #positionVersion = -1;
  #tradesVersion = -1;
  #position: Direction | 'flat' = 'flat';
  #trades: readonly TradeView[] = [];

  constructor(source: ContextSource, traderId: string) {
    this.#source = source;
    this.#traderId = traderId;
  }

  /** Moves it to a moment. */
  at(time: number): void {
    this.time = time;
  }

  get price(): number {
    return this.#source.last();
  }

  get bid(): number {
    return this.#source.bid();
  }

  get ask(): number {
    return this.#source.ask();
  }

  get position(): Direction | 'flat' {
    if (this.#positionVersion !== this.#source.version()) this.#findPosition();
    return this.#position;
  }

  get trades(): readonly TradeView[] {
    if (this.#tradesVersion !== this.#source.version()) this.#viewTrades();
    return this.#trades;
  }

  get equity(): number {
    return this.#source.equity();
  }

  get available(): number {
    return this.#source.available();
  }

  #findPosition(): void {
    this.#positionVersion = this.#source.version();
    let net = 0;
    for (const trade of this.#source.tradesOf(this.#traderId)) net += trade.sign * trade.lots;
    this.#position = net === 0 ? 'flat' : net > 0 ? 'long' : 'short';
  }

  #viewTrades(): void {
    this.#tradesVersion = this.#source.version();
    this.#trades = this.#source.tradesOf(this.#traderId).map((trade) => this.#view(trade));
  }

  #view(trade: Trade): TradeView {
    const source = this.#source;
    return {
      id: trade.id,
      state: trade.state === 'pending' ? 'pending' : 'open',
      direction: trade.direction,
      quantity: source.quantityOf(trade.lots),
      entryPrice: source.priceOf(trade.entryPrice),
      entryTime: trade.entryTime,
      stop: Number.isNaN(trade.stop) ? undefined : source.priceOf(trade.stop),
      label: trade.signal.label,
    };
  }
}
