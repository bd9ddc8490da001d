import type { Profile } from '../../config/profile.ts';
import { moneyToNumber } from '../../market/money.ts';
import type { Order } from '../../market/order-fold.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import type { ThreadFacts } from '../../view/machine.ts';
import type {
  AccountFacts,
  MarketFacts,
  OrderFacts,
  PerformanceFacts,
  PositionFacts,
  Standing,
  TradeFacts,
  TraderFacts,
} from '../../view/snapshot.ts';
import type { BarRecorder, DayRange } from './bar-recorder.ts';
import { traderName } from '../command/manual.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';
import { programVersion } from '../version.ts';
import { unownedLots } from '../command/holding.ts';
import { restingTrigger } from '../command/manual-trading.ts';
import { operationFacts, regionFacts, waitingFacts } from './guard-facts.ts';
import { laneFacts } from './lane-facts.ts';

/** How the market keeps its pace, as the one who drives it knows: ms of wall time it is late, and its first moment. */
export interface Pace {
  readonly lag: number;
  readonly startTime: number;
  /** How the session trades, in a word for people; market time per wall time. */
  readonly mode: string;
  readonly speed: number;
  /** Threads that work for the session. */
  readonly threads: readonly ThreadFacts[];
}

/** What was seen of the equity so far. */
export interface Seen {
  readonly startEquity: number;
  readonly dayEquity: number;
  readonly peak: number;
  readonly maxDrawdown: number;
  /** UTC day of `dayEquity`. */
  readonly day: number;
}

/** What the observer knows beside the session. */
export interface Known {
  readonly time: number;
  readonly pace: Pace;
  readonly seen: Seen;
  readonly days: readonly DayRange[];
  readonly performance: readonly PerformanceFacts[];
  readonly directions: Standing['directions'];
  readonly recorders: readonly BarRecorder[];
}

/** How a session stands now, in plain facts. Doubles: for eyes, never for booking. */
export function standingOf(session: Session, profile: Profile, known: Known): Standing {
  const trades = session.tracker.trades.map((trade) => tradeFacts(session, session.hubs[trade.market]!, trade));
  const { ticks, bars } = session.passed;
  return {
    time: known.time,
    session: {
      profile: profile.name,
      mode: known.pace.mode,
      state: session.desk.state,
      startTime: known.pace.startTime,
      speed: known.pace.speed,
      lag: known.pace.lag,
      ticks,
      bars,
      events: session.bus.sequence,
      memory: process.memoryUsage.rss(),
      version: programVersion(),
    },
    accounts: accountFacts(session, trades, known),
    assets: session.accounts.flatMap((account) =>
      account.balances().map(([asset, amount]) => ({ account: account.name, asset, amount: moneyToNumber(amount) })),
    ),
    markets: session.hubs.map((hub, index) => marketFacts(session, hub, known.days[index]!)),
    trades,
    orders: session.desk.live.map((order) => orderFacts(session, order)),
    positions: session.hubs.flatMap((hub) => positionFacts(session, hub, trades)),
    traders: traderFacts(session, trades, known.recorders),
    performance: known.performance,
    directions: known.directions,
    regions: regionFacts(session),
    waiting: waitingFacts(session),
    operations: operationFacts(session),
    lanes: laneFacts(session, profile.data.source),
    threads: known.pace.threads,
  };
}

function totalOf(values: readonly number[]): number {
  return values.reduce((total, each) => total + (each || 0), 0);
}

function accountFacts(session: Session, trades: readonly TradeFacts[], known: Known): AccountFacts[] {
  const { seen, performance } = known;
  const whole = session.equity();
  return session.accounts.map((account) => {
    const ids = new Set<string>(
      session.hubs.filter((hub) => session.accountOf(hub) === account).map(({ instrument }) => instrument.id),
    );
    const own = trades.filter(({ instrument }) => ids.has(instrument));
    const over = performance.filter(({ instrument }) => ids.has(instrument));
    const equity = moneyToNumber(account.equity());
    // Peaks are kept of all accounts together: a single one is what a session nearly always has.
    const share = session.accounts.length === 1 ? 1 : equity / whole;
    return {
      name: account.name,
      currency: account.currency,
      equity,
      cash: moneyToNumber(account.cash()),
      available: moneyToNumber(account.available()),
      leverage: account.leverage,
      isMargin: account.isMargin,
      unrealised: totalOf(own.map(({ profit }) => profit)),
      startEquity: seen.startEquity * share,
      dayEquity: seen.dayEquity * share,
      drawdown: seen.peak > 0 ? Math.max(0, 1 - whole / seen.peak) : 0,
      maxDrawdown: seen.maxDrawdown,
      openTrades: own.filter(({ state }) => state !== 'pending').length,
      closedTrades: totalOf(over.map(({ closed }) => closed)),
      profit: totalOf(over.map(({ profit }) => profit)),
      fees: totalOf(over.map(({ fees }) => fees)),
    };
  });
}

function marketFacts(session: Session, hub: MarketHub, day: DayRange): MarketFacts {
  const { instrument, market, series } = hub;
  const { price, quantity, filters } = instrument;
  const fixed = session.money.fixedOn(market.index);
  const free = unownedLots(session, hub);
  const at = (ticks: number): number => (Number.isNaN(ticks) ? NaN : price.toNumber(ticks));
  return {
    id: instrument.id,
    venue: instrument.venue,
    symbol: instrument.symbol,
    base: instrument.base,
    quote: instrument.quote,
    settlement: instrument.settlement,
    kind: instrument.kind,
    tickSize: price.toNumber(1),
    lotSize: quantity.toNumber(1),
    priceDecimals: price.decimals,
    quantityDecimals: quantity.decimals,
    contractSize: Number(instrument.contractSize),
    minQuantity: Number(filters.minQuantity ?? NaN),
    maxQuantity: Number(filters.maxQuantity ?? NaN),
    minNotional: Number(filters.minNotional ?? NaN),
    makerFee: instrument.makerFee,
    takerFee: instrument.takerFee,
    leverage: session.accountOf(hub).leverage,
    fixedQuantity: fixed === undefined ? NaN : quantity.toNumber(fixed),
    unowned: quantity.toNumber(Math.abs(free)) * Math.sign(free),
    bid: at(market.bid),
    ask: at(market.ask),
    last: at(market.last),
    open: day.open,
    high: day.high,
    low: day.low,
    volume: day.volume,
    timeframes: series.map(({ frame }) => frame.name),
  };
}

/** Prices of a market as doubles; averages lie between two ticks. */
function pricesOf({ instrument: { price } }: MarketHub): (ticks: number | undefined) => number {
  const divisor = 10 ** price.decimals;
  return (ticks) => (ticks === undefined ? NaN : (ticks * price.units) / divisor);
}

/** What an open trade has won or lost so far; all NaN for one that waits. */
function resultOf(
  hub: MarketHub,
  trade: Trade,
): Pick<TradeFacts, 'profit' | 'profitPercent' | 'cost' | 'best' | 'worst'> {
  if (trade.state !== 'open') return { profit: NaN, profitPercent: NaN, cost: NaN, best: 0, worst: 0 };
  const value = hub.market.valuer.rough * trade.lots;
  const gain = (ticks: number): number => (ticks - trade.entryPrice) * trade.sign * value;
  const profit = gain(markOf(hub, trade)) - moneyToNumber(trade.entryFees) + moneyToNumber(trade.funding);
  const cost = trade.entryPrice * value;
  const moves = [gain(trade.highest), gain(trade.lowest)].filter((each) => Number.isFinite(each));
  return {
    profit,
    profitPercent: (profit / cost) * 100,
    cost,
    best: Math.max(0, ...moves),
    worst: Math.min(0, ...moves),
  };
}

/** What it could be closed at, ticks. */
function markOf({ market }: MarketHub, { sign }: Trade): number {
  return sign > 0 ? market.bid : market.ask;
}

function stateOf(trade: Trade): TradeFacts['state'] {
  if (trade.leaving !== undefined) return 'closing';
  return trade.state === 'open' ? 'open' : 'pending';
}

function tradeFacts(session: Session, hub: MarketHub, trade: Trade): TradeFacts {
  const { instrument } = hub;
  const price = pricesOf(hub);
  const order = session.desk.orders.get(trade.entryOrderId);
  const stop = trade.exitOf('stop');
  return {
    id: trade.id,
    strategy: traderName(session, trade.traderId),
    instrument: instrument.id,
    direction: trade.direction,
    state: stateOf(trade),
    quantity: instrument.quantity.toNumber(trade.lots),
    orderedQuantity: order === undefined ? NaN : instrument.quantity.toNumber(order.lots),
    entryType: trade.signal.type ?? 'market',
    entryPrice: price(trade.entryPrice),
    orderPrice: price(order?.limit ?? order?.trigger),
    signalTime: trade.origin.signalTime,
    entryTime: trade.entryTime,
    stop: price(restingTrigger(hub, stop?.id) ?? trade.stop),
    firstStop: price(trade.origin.firstStop),
    target: price(trade.targets.find((slot) => slot.order !== undefined)?.ticks),
    isTrailing: trade.isTrailing,
    mark: price(markOf(hub, trade)),
    ...resultOf(hub, trade),
    fees: moneyToNumber(trade.entryFees),
    label: trade.signal.label ?? '',
    why: trade.signal.why ?? '',
  };
}

function orderFacts(session: Session, order: Order): OrderFacts {
  const { request } = order;
  const hub = session.hubs[request.market]!;
  const price = pricesOf(hub);
  return {
    id: request.id,
    trade: request.tradeId,
    strategy: traderName(session, request.traderId),
    instrument: request.instrument,
    side: request.side,
    type: request.type,
    purpose: request.purpose,
    state: order.state,
    quantity: hub.instrument.quantity.toNumber(order.lots),
    filled: hub.instrument.quantity.toNumber(order.filledLots),
    limit: price(order.limit),
    trigger: price(restingTrigger(hub, request.id) ?? order.trigger),
    timeInForce: request.timeInForce,
    reduceOnly: request.reduceOnly,
    postOnly: request.postOnly,
    time: request.time,
  };
}

function positionFacts(session: Session, hub: MarketHub, trades: readonly TradeFacts[]): PositionFacts[] {
  const { market, instrument } = hub;
  if (market.lots === 0) return [];
  const account = session.accountOf(hub);
  const price = pricesOf(hub);
  const own = trades.filter((trade) => trade.instrument === instrument.id && trade.state !== 'pending');
  const quantity = own.reduce((sum, { quantity: each }) => sum + each, 0);
  const paid = own.reduce((sum, each) => sum + each.entryPrice * each.quantity, 0);
  const value = Math.abs(market.mark * market.lots * market.valuer.rough);
  return [
    {
      instrument: instrument.id,
      direction: market.lots > 0 ? 'long' : 'short',
      quantity: instrument.quantity.toNumber(Math.abs(market.lots)),
      entryPrice: quantity === 0 ? NaN : paid / quantity,
      mark: price(market.mark),
      value,
      margin: value / account.leverage,
      profit: own.reduce((sum, { profit }) => sum + (profit || 0), 0),
      liquidation: account.isMargin ? price(account.liquidationPrice(market)) : NaN,
      leverage: account.leverage,
      trades: own.length,
    },
  ];
}

function traderFacts(
  session: Session,
  trades: readonly TradeFacts[],
  recorders: readonly BarRecorder[],
): TraderFacts[] {
  return session.traders.map((trader) => {
    const { instrument } = session.hubs[trader.market]!;
    const own = trades.filter((each) => each.strategy === trader.name && each.instrument === instrument.id);
    const cold = trader.needs.find((need) => need.series.count < need.bars);
    const open = own.find(({ state }) => state !== 'pending');
    const recorder = recorders.find((each) => each.instrument === instrument.id);
    const last = recorder?.bars.items.at(-1);
    return {
      id: trader.id,
      strategy: trader.name,
      instrument: instrument.id,
      state: trader.isPaused ? 'paused' : trader.isWarm ? 'playing' : 'warming',
      warm: cold?.series.count ?? 0,
      needed: cold?.bars ?? 0,
      timeframes: trader.inputs.map(({ frame }) => frame.name),
      position: open?.direction ?? 'flat',
      openTrades: own.length,
      params: trader.params,
      values: Object.fromEntries((recorder?.labels ?? []).map((label, k) => [label, last?.values[k] ?? NaN])),
    };
  });
}
