import { Bus } from '../../bus/bus.ts';
import { SimulatedClock } from '../../bus/clock.ts';
import type { Instrument } from '../../market/instrument.ts';
import { moneyToNumber, rateOf } from '../../market/money.ts';
import { StrategyTrader } from '../../strategy/strategy-trader.ts';
import type { StrategyDefinition } from '../../strategy/strategy.ts';
import type { TradeDefaults } from '../../strategy/trade/ports.ts';
import { OperationDesk, type OperationDeskParts } from '../../strategy/trade/operation/operation-desk.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import { Tracker } from '../../strategy/trade/tracker.ts';
import type { OrderJournal } from '../../trader/journal.ts';
import { MoneyManager } from '../../trader/money-manager.ts';
import { OrderDesk } from '../../trader/order-desk.ts';
import { type PaperAccount, PaperMarket } from '../../trader/paper/account.ts';
import { BarMatcher } from '../../trader/paper/bar-matcher.ts';
import type { PaperModel } from '../../trader/paper/model.ts';
import { PaperVenue } from '../../trader/paper/paper-venue.ts';
import { TickMatcher } from '../../trader/paper/tick-matcher.ts';
import { type DayCap, type RiskLimit, RiskState } from '../../trader/risk/risk.ts';
import type { Sizing } from '../../trader/sizing/index.ts';
import { assert, ensure } from '../../util/assert.ts';
import type { SiisError } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { type Lane, keyTime } from '../../watcher/lane/lane.ts';
import { DayLoss } from './day-loss.ts';
import { Engine } from '../engine/engine.ts';
import { FillLog } from './fill-log.ts';
import { type GuardPlan, Guards } from './guards.ts';
import { Lead } from '../engine/lead.ts';
import { barsOf, followedSeries, hubNamed } from './hub-named.ts';
import { MarketHub } from '../engine/market-hub.ts';
import { MarketView, mayReduceOnly } from './market-view.ts';
import { Notices } from './notices.ts';
import { noticeOf } from './order-notice.ts';
import { refuseAhead, strategySource } from './strategy-source.ts';

/** A strategy with its checked parameters and the instruments it trades. */
export interface SessionStrategy {
  readonly name: string;
  readonly definition: StrategyDefinition;
  readonly params: Readonly<Record<string, unknown>>;
  readonly instruments: readonly string[];
  /** Context of entries that name none. */
  readonly context?: string;
}

/** Everything a session is made of but its data. */
export interface SessionParts {
  readonly seed: string;
  /** Tag of this instance in client order ids. */
  readonly instance: string;
  /** Those traded and those that are only inputs, in a fixed order. */
  readonly instruments: readonly Instrument[];
  readonly strategies: readonly SessionStrategy[];
  readonly account: (markets: readonly PaperMarket[]) => (market: PaperMarket) => PaperAccount;
  readonly sizing: Sizing;
  readonly limits: readonly RiskLimit[];
  /** Caps on what may be lost on a UTC day. */
  readonly dayCaps: readonly DayCap[];
  readonly defaults: TradeDefaults;
  /** Regions that the profile draws. */
  readonly guards?: GuardPlan;
  readonly model: PaperModel;
  readonly journal: OrderJournal;
  /** First event number; a resumed session goes on. */
  readonly firstSequence?: number;
  readonly log?: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly onFailure: (error: SiisError) => void;
  /** Strategies may be exchanged while it runs. */
  readonly isSwapped?: boolean;
}

/** A wired system without data: open its lanes, start it, run its engine. */
export class Session {
  readonly bus: Bus;
  readonly clock = new SimulatedClock(0);
  readonly venue: PaperVenue;
  readonly desk: OrderDesk;
  readonly tracker: Tracker;
  /** Regions that signals have to lie in. */
  readonly guards: Guards;
  readonly operations: OperationDesk;
  readonly money: MoneyManager;
  readonly traders: readonly StrategyTrader[];
  readonly hubs: readonly MarketHub[];
  readonly accounts: readonly PaperAccount[];
  /** Fills in the order they happened. */
  readonly fills = new FillLog();
  /** Funding received so far (negative: paid), settlement currency. */
  funding = 0n;
  /** Refusals by reason. */
  readonly denials = new Map<string, number>();
  readonly #markets: readonly PaperMarket[];
  readonly #accountOf: (market: PaperMarket) => PaperAccount;
  readonly #notices: Notices;
  /** What the caps count, by account. */
  readonly #risks: ReadonlyMap<PaperAccount, RiskState>;
  /** The same by market. */
  readonly #riskOf: readonly RiskState[];
  readonly #dayLoss: DayLoss;
  readonly #lead: Lead;
  #lanes: readonly Lane[] = [];
  /** Somebody hears of orders. */
  #isTold = false;

  constructor(parts: SessionParts) {
    this.bus = new Bus(parts.firstSequence);
    this.#markets = parts.instruments.map(
      (instrument, index) =>
        new PaperMarket(index, instrument, { maker: rateOf(instrument.makerFee), taker: rateOf(instrument.takerFee) }),
    );
    this.#accountOf = parts.account(this.#markets);
    this.accounts = [...new Set(this.#markets.map((market) => this.#accountOf(market)))];
    this.venue = this.#makeVenue(parts);
    this.#notices = new Notices(this.clock, () => this.venue.isMatchingBars);
    const matchers = { ticks: new TickMatcher(this.venue), bars: new BarMatcher(this.venue) };
    this.hubs = this.#markets.map(
      (market) => new MarketHub({ bus: this.bus, clock: this.clock, venue: this.venue, ...matchers }, market),
    );
    this.#risks = new Map(
      this.accounts.map((account) => [account, new RiskState(() => account.equity(), parts.dayCaps)]),
    );
    this.#riskOf = this.#markets.map((market) => ensure(this.#risks.get(this.#accountOf(market)), 'risk'));
    // The desk folds a report before the tracker acts on it.
    this.desk = new OrderDesk({
      bus: this.bus,
      clock: this.clock,
      venue: this.venue,
      journal: parts.journal,
      instance: parts.instance,
    });
    const views = this.hubs.map(
      (hub) => new MarketView(hub, this.#accountOf(hub.market), mayReduceOnly(parts, hub.instrument.id)),
    );
    this.guards = this.#makeGuards(parts, views);
    this.tracker = this.#makeTracker(parts, views);
    this.operations = this.#makeOperations(views);
    // It knows of a fill before the money manager looks at what the day has lost.
    this.#dayLoss = new DayLoss({
      bus: this.bus,
      clock: this.clock,
      hubs: this.hubs,
      accountOf: this.#accountOf,
      risks: this.#risks,
      look: (risks) => this.money.watchLoss(risks),
      isCapped: parts.dayCaps.length > 0,
    });
    this.#lead = new Lead({
      bus: this.bus,
      clock: this.clock,
      venue: this.venue,
      accounts: this.accounts,
      lossOf: (account) => this.#dayLoss.watchOf(account),
    });
    this.money = this.#makeMoneyManager(parts, views);
    for (const hub of this.hubs) hub.follow(this.tracker);
    this.traders = this.#makeTraders(parts);
    this.rewire();
    this.#listen();
  }

  /** The handlers of strategies are others than before. */
  rewire(): void {
    this.#isTold = this.traders.some((trader) => trader.handlers.onOrder !== undefined);
  }

  /** Equity of all accounts, settlement currency, as a double. */
  equity(): number {
    let total = 0;
    for (const account of this.accounts) total += moneyToNumber(account.equity());
    return total;
  }

  /**
   * Puts the lanes in, one a market by index, and begins market time.
   *
   * @param time decisions begin here; data before it only warm up
   */
  begin(lanes: readonly Lane[], time: number, onClose?: (time: number) => void): Engine {
    this.#lanes = lanes;
    this.clock.advanceTo(lanes.reduce((first, lane) => Math.min(first, keyTime(lane.next[0]!)), time));
    lanes.forEach((lane, index) => this.hubs[index]!.attach(lane));
    lanes.forEach((lane, index) => {
      const bid = lane.first();
      if (bid !== undefined) this.venue.opens(this.#markets[index]!, bid);
    });
    for (const trader of this.traders) trader.opensAt = time;
    for (const hub of this.hubs) hub.opensAt = time;
    for (const trader of this.traders) trader.start();
    this.#startFunding(time);
    this.guards.begin(time);
    this.#startDays(time);
    const { clock, venue, hubs, traders } = this;
    return new Engine({ clock, venue, hubs, lanes, traders, onClose, lead: this.#lead });
  }

  /** The account that a market's orders are booked on. */
  accountOf(hub: MarketHub): PaperAccount {
    return this.#accountOf(hub.market);
  }

  /** Ticks and bars that passed. */
  get passed(): { ticks: number; bars: number } {
    let ticks = 0;
    let bars = 0;
    for (const lane of this.#lanes) {
      ticks += lane.ticks;
      bars += lane.bars;
    }
    return { ticks, bars };
  }

  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  #makeGuards({ strategies, guards: plan }: SessionParts, views: readonly MarketView[]): Guards {
    const nameOf = (traderId: string): string | undefined => this.traders.find(({ id }) => id === traderId)?.name;
    return new Guards({ ...this.#facts(views), nameOf, strategies, plan, trades: () => this.tracker.trades });
  }

  #makeOperations(views: readonly MarketView[]): OperationDesk {
    const { tracker } = this;
    const tradesOf = (traderId: string): readonly Trade[] => tracker.tradesOf(traderId);
    return new OperationDesk({ ...this.#facts(views), hands: tracker.hands, tradesOf, trades: () => tracker.trades });
  }

  #facts(markets: readonly MarketView[]): Pick<OperationDeskParts, 'bus' | 'clock' | 'markets' | 'onBar'> {
    const { bus, clock } = this;
    return { bus, clock, markets, onBar: (market) => barsOf(this.hubs[market]!) };
  }

  #makeTracker(parts: SessionParts, views: readonly MarketView[]): Tracker {
    return new Tracker({
      bus: this.bus,
      clock: this.clock,
      defaults: parts.defaults,
      gate: this.guards,
      markets: views,
      counter: {
        tradeBegan: (market) => this.#riskAt(market).tradeBegan(market),
        tradeEnded: (market) => this.#riskAt(market).tradeEnded(market),
      },
    });
  }

  #makeVenue(parts: SessionParts): PaperVenue {
    const chances = new Map(this.accounts.map((account) => [account, Random.derive(parts.seed, account.name)]));
    return new PaperVenue({
      bus: this.bus,
      clock: this.clock,
      model: parts.model,
      randomOf: (market) => ensure(chances.get(this.#accountOf(market)), 'chance'),
      markets: this.#markets,
      accountOf: this.#accountOf,
      // Every liquidation is an event, so event numbers are ahead of all that were given before.
      firstOwnOrder: (parts.firstSequence ?? 1) - 1,
    });
  }

  #makeMoneyManager(parts: SessionParts, views: readonly MarketView[]): MoneyManager {
    return new MoneyManager({
      bus: this.bus,
      clock: this.clock,
      sizing: parts.sizing,
      limits: parts.limits,
      stateOf: (market) => this.#riskAt(market),
      orders: this.desk.orders,
      marketOf: (index) => ensure(views[index], 'market', index),
      takesFractions: this.venue.takesFractions,
    });
  }

  #riskAt(market: number): RiskState {
    return ensure(this.#riskOf[market], 'risk of market', market);
  }

  #makeTraders(parts: SessionParts): StrategyTrader[] {
    const traders: StrategyTrader[] = [];
    for (const strategy of parts.strategies) {
      for (const id of strategy.instruments) traders.push(this.#makeTrader(parts, strategy, hubNamed(this.hubs, id)));
    }
    const ids = new Set(traders.map((trader) => trader.id));
    assert(ids.size === traders.length, 'two strategy-traders have one id: rename a strategy');
    return traders;
  }

  #makeTrader(parts: SessionParts, strategy: SessionStrategy, hub: MarketHub): StrategyTrader {
    const { market, instrument } = hub;
    const account = this.#accountOf(market);
    const isShared = this.#markets.some((each) => each !== market && this.#accountOf(each) === account);
    return new StrategyTrader({
      definition: strategy.definition,
      name: strategy.name,
      params: strategy.params,
      market: market.index,
      instrument: instrument.id,
      steps: instrument,
      // Every signal is an event, so event numbers are ahead of all that were given before.
      firstSignal: (parts.firstSequence ?? 1) - 1,
      bus: this.bus,
      clock: this.clock,
      random: Random.derive(parts.seed, `${strategy.name}@${instrument.id}`),
      series: (timeframe, options) =>
        followedSeries(this.hubs, { strategy: strategy.name, instrument: instrument.id, timeframe, options }),
      openBar: (series) => hubNamed(this.hubs, instrument.id).openBar(series),
      source: strategySource(this.tracker, market, { account, isShared }),
      log: (message, fields) => {
        refuseAhead(market);
        parts.log?.(message, fields);
      },
      tell: (notice) => this.#notices.tell(notice),
      onFailure: parts.onFailure,
      isSwapped: parts.isSwapped === true,
    });
  }

  /** Notices for strategies, fills and refusals for the record. */
  #listen(): void {
    const byId = new Map(this.traders.map((trader) => [trader.id, trader]));
    this.bus.on('order-report', ({ report, request }) => {
      if (report.kind === 'fill') this.fills.add(report, request.market);
      if (report.kind === 'rejected' || (report.kind === 'canceled' && report.reason.startsWith('insufficient')))
        this.#count(report.reason);
      else if (report.kind === 'refused' && report.request === 'amend' && request.purpose === 'entry')
        this.#count(report.reason);
      const trader = this.#isTold ? byId.get(request.traderId) : undefined;
      if (trader?.handlers.onOrder === undefined) return;
      const order = ensure(this.desk.orders.get(report.orderId), 'order');
      const state = noticeOf(report, order);
      const reason = report.kind === 'refused' ? report.reason : order.reason;
      if (state !== undefined) trader.onOrder(order, report.time, state, reason);
    });
    this.bus.on('denied', (event) => {
      this.#count(event.reason);
      const trader = byId.get(event.traderId);
      const standing = event.standing === undefined ? undefined : this.desk.orders.get(event.standing);
      if (standing === undefined) trader?.onDenied(event);
      else trader?.onOrder(standing, event.time, 'not-moved', event.reason);
    });
    this.bus.on('alert', (event) => {
      const { state, traderId } = event;
      if (state === 'triggered' && traderId !== undefined) byId.get(traderId)?.onAlert(event);
    });
    this.bus.on('account', (event) => {
      if (event.change === 'funding') this.funding += event.amount;
    });
  }

  #count(reason: string): void {
    this.denials.set(reason, (this.denials.get(reason) ?? 0) + 1);
  }

  #startFunding(time: number): void {
    const { funding } = this.venue.model;
    if (funding === undefined) return;
    const rate = rateOf(funding.rate);
    this.#every(funding.every, time, (now) => {
      for (const market of this.#markets) this.venue.fund(market, rate, now);
    });
  }

  /** The daily caps count from the equity at 00:00 UTC, or at the start. */
  #startDays(time: number): void {
    this.#dayLoss.begin();
    this.#every(86_400_000, time, () => this.#dayLoss.begin());
    if (this.#dayLoss.needsLooks) this.#every(60_000, time, () => this.#dayLoss.look());
  }

  /** Acts at all multiples of a time, from the first after `time` on. */
  #every(step: number, time: number, act: (now: number) => void): void {
    const arm = (after: number): void => {
      this.clock.at((Math.floor(after / step) + 1) * step, (now) => {
        act(now);
        arm(now);
      });
    };
    arm(time);
  }
}
