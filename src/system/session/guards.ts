import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../bus/clock.ts';
import type { AlertPlan, AlertSpec } from '../../market/alert.ts';
import type { TradeContext } from '../../market/context.ts';
import type { SignalEvent } from '../../market/event.ts';
import type { Direction } from '../../market/record.ts';
import type { RegionSpec } from '../../market/region.ts';
import type { EnterSignal } from '../../market/signal.ts';
import type { AlertWorld } from '../../strategy/alert/alert.ts';
import { type Alert, AlertBook, type Armed } from '../../strategy/alert/alert-book.ts';
import type { Origin, WatchedMarket } from '../../strategy/market.ts';
import { priceOfSignal, type Region, RegionBook } from '../../strategy/region/region-book.ts';
import { TradeContexts } from '../../strategy/trade-contexts.ts';
import type { SignalGate, TradeDefaults } from '../../strategy/trade/ports.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import { SiisError } from '../../util/errors.ts';

/** What the profile of a session guards its signals with. */
export interface GuardPlan {
  readonly regions: readonly RegionSpec[];
  readonly alerts: readonly AlertSpec[];
  /** Bars that operations will look at. */
  readonly timeframes: readonly string[];
  readonly contexts: Readonly<Record<string, TradeContext>>;
}

/** What guards are made of. */
interface GuardParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly markets: readonly WatchedMarket[];
  /** How to be told of the bars of a market. */
  readonly onBar: (market: number) => AlertWorld['onBar'];
  /** Name of the strategy of a strategy-trader. */
  readonly nameOf: (traderId: string) => string | undefined;
  /** The strategies of the session and what they trade. */
  readonly strategies: readonly {
    readonly name: string;
    readonly instruments: readonly string[];
    readonly context?: string;
  }[];
  /** Open and pending trades. */
  readonly trades: () => readonly Trade[];
  readonly plan: GuardPlan | undefined;
}

/** What stands between the signals of strategies and their trades. What no strategy decided passes. */
export class Guards implements SignalGate {
  readonly regions: RegionBook;
  readonly alerts: AlertBook;
  readonly contexts: TradeContexts;
  readonly #hasContexts: boolean;
  /** Alerts of the profile on their markets. */
  readonly #planned: readonly { readonly plan: AlertPlan; readonly market: number; readonly armed?: Armed }[];
  readonly #parts: GuardParts;

  constructor(parts: GuardParts) {
    this.#parts = parts;
    this.regions = new RegionBook(parts);
    this.alerts = new AlertBook(parts);
    const { plan, strategies, nameOf, markets, trades } = parts;
    const contexts = plan?.contexts ?? {};
    this.#hasContexts = Object.keys(contexts).length > 0;
    const contextOf = (traderId: string): string | undefined =>
      strategies.find(({ name }) => name === nameOf(traderId))?.context;
    this.contexts = new TradeContexts({ contexts, markets, contextOf, trades });
    for (const frame of parts.plan?.timeframes ?? [])
      parts.markets.forEach((_, market) => void parts.onBar(market)(frame, () => undefined));
    this.#planned = (parts.plan?.alerts ?? []).flatMap((spec) => this.#prepare(spec));
  }

  /** Makes what the profile plans, when decisions begin. */
  begin(time: number): void {
    const { clock, plan } = this.#parts;
    if (plan === undefined || plan.regions.length + plan.alerts.length === 0) return;
    clock.at(time, () => {
      for (const region of plan.regions) {
        const made = this.addRegion(region, 'profile');
        if (typeof made === 'string') throw new SiisError('CONFIG_INVALID', `regions: ${made}`);
      }
      for (const { plan: alert, ...of } of this.#planned) {
        const made = this.alerts.make(alert, { ...of, traderId: undefined, origin: 'profile' });
        if (typeof made === 'string') throw new SiisError('CONFIG_INVALID', `alerts: ${made}`);
      }
    });
  }

  /** Makes a region on the instruments that it concerns. @returns them, or what is wrong */
  addRegion({ instrument, strategy, ...plan }: RegionSpec, origin: Origin): readonly Region[] | string {
    const markets = this.#marketsOf(instrument, strategy);
    if (typeof markets === 'string') return markets;
    return this.regions.make(plan, { markets, strategy, origin });
  }

  /** Makes an alert on the instruments that it looks at. @returns them, or what is wrong */
  addAlert({ instrument, ...plan }: AlertSpec): readonly Alert[] | string {
    const markets = this.#marketsOf(instrument, undefined);
    if (typeof markets === 'string') return markets;
    const made: Alert[] = [];
    for (const market of markets) {
      const alert = this.alerts.make(plan, { market, traderId: undefined, origin: 'command' });
      if (typeof alert === 'string') return alert;
      made.push(alert);
    }
    return made;
  }

  #prepare({ instrument, ...plan }: AlertSpec): { plan: AlertPlan; market: number; armed?: Armed }[] {
    const markets = this.#marketsOf(instrument, undefined);
    if (typeof markets === 'string') throw new SiisError('CONFIG_INVALID', `alerts: ${markets}`);
    return markets.map((market) => {
      const armed = this.alerts.prepare(plan, market);
      if (typeof armed === 'string') throw new SiisError('CONFIG_INVALID', `alerts: ${armed}`);
      return { plan, market, ...(armed === undefined ? {} : { armed }) };
    });
  }

  entry(event: SignalEvent, signal: EnterSignal): string | undefined {
    const refusal =
      this.#hasContexts || signal.context !== undefined ? this.contexts.refusal(event, signal) : undefined;
    return refusal ?? (this.#lets(event, 'entry', signal.direction) ? undefined : 'outside-region');
  }

  defaults(event: SignalEvent, signal: EnterSignal, own: TradeDefaults): TradeDefaults {
    return this.#hasContexts ? this.contexts.defaults(event, signal, own) : own;
  }

  exit(event: SignalEvent, direction: Direction): string | undefined {
    return this.#lets(event, 'exit', direction) ? undefined : 'outside-region';
  }

  #lets(event: SignalEvent, stage: 'entry' | 'exit', direction: Direction): boolean {
    if (this.regions.isEmpty) return true;
    const strategy = this.#parts.nameOf(event.traderId);
    if (strategy === undefined) return true;
    const { market, time } = event;
    return this.regions.lets({ market, strategy, stage, direction, price: priceOfSignal(event), time });
  }

  /** The markets that are traded, or those of a strategy, or the one of an instrument; or what is wrong. */
  #marketsOf(instrument: string | undefined, strategy: string | undefined): readonly number[] | string {
    const { markets, strategies } = this.#parts;
    const meant = strategies.filter(({ name }) => strategy === undefined || name === strategy);
    if (meant.length === 0)
      return `expected one of the strategies ${strategies.map(({ name }) => name).join(', ')}; came ${strategy}`;
    const traded = new Set(meant.flatMap(({ instruments }) => instruments));
    const found = [...markets.keys()].filter((index) => {
      const { id } = markets[index]!.instrument;
      return traded.has(id) && (instrument === undefined || id === instrument);
    });
    if (found.length > 0) return found;
    return `expected one of the instruments ${[...traded].join(', ')}; came ${instrument}`;
  }
}
