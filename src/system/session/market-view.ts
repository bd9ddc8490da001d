import type { Instrument } from '../../market/instrument.ts';
import type { Valuer } from '../../market/money.ts';
import type { PriceWatch } from '../../market/price-watch.ts';
import type { WatchedMarket } from '../../strategy/market.ts';
import type { TrackedMarket, TradeDefaults } from '../../strategy/trade/ports.ts';
import type { SizingMarket } from '../../trader/money-manager.ts';
import type { PaperAccount, PaperMarket } from '../../trader/paper/account.ts';
import type { MarketHub } from '../engine/market-hub.ts';

/**
 * A market as tracker and money manager see it: its prices are brought up to now when they are read. A class, for literals
 * with getters of their own are kept as dictionaries, which are slow.
 */
export class MarketView implements TrackedMarket, SizingMarket, WatchedMarket {
  readonly instrument: Instrument;
  readonly valuer: Valuer;
  readonly tickLotValue: number;
  readonly account: PaperAccount;
  readonly takerFee: number;
  /** Not any more once a person trades beside the strategies. */
  reduceOnly: boolean;
  readonly #market: PaperMarket;
  readonly #hub: MarketHub;

  constructor(hub: MarketHub, account: PaperAccount, reduceOnly: boolean) {
    const { market } = hub;
    this.#hub = hub;
    this.instrument = market.instrument;
    this.valuer = market.valuer;
    this.tickLotValue = market.valuer.rough;
    this.account = account;
    this.takerFee = market.instrument.takerFee;
    this.reduceOnly = reduceOnly;
    this.#market = market;
  }

  get last(): number {
    this.#market.sync();
    return this.#market.last;
  }

  get bid(): number {
    this.#market.sync();
    return this.#market.bid;
  }

  get ask(): number {
    this.#market.sync();
    return this.#market.ask;
  }

  watch(watch: PriceWatch): void {
    this.#hub.watches.add(watch);
  }

  unwatch(watch: PriceWatch): void {
    this.#hub.watches.remove(watch);
  }
}

/** Whether orders may be marked reduce-only: the venue's net position is then what the trades of one strategy come to. */
export function mayReduceOnly(
  of: { readonly defaults: TradeDefaults; readonly strategies: readonly { readonly instruments: readonly string[] }[] },
  instrument: string,
): boolean {
  return (
    of.defaults.opposite !== 'hedge' &&
    of.strategies.filter((each) => each.instruments.includes(instrument)).length <= 1
  );
}
