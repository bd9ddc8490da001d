import { money, moneyToText } from '../../market/money.ts';
import type { Order } from '../../market/order-fold.ts';
import type {
  ClosingRecord,
  FillRecord,
  GapRecord,
  MarketRecord,
  OrderRecord,
  RunRecord,
  TradeRecord,
} from '../../market/record.ts';
import type { ClosedTrade, Trade } from '../../strategy/trade/trade.ts';
import { clientOrderId } from '../../trader/client-order-id.ts';
import { OrderFacts } from '../../trader/order-facts.ts';
import { ensure } from '../../util/assert.ts';
import { formatCount } from '../../util/decimal.ts';
import { joinFills } from './closed-parts.ts';
import type { EquityRecorder } from './equity-recorder.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import { averageText } from './order-text.ts';
import { runHash } from './run-hash.ts';
import type { Session } from '../session/session.ts';
import { idleHandlerWarnings } from '../session/tick-handlers.ts';

/** Products of doubles up to here are off by less than a hundredth. */
const exactMax = 2 ** 45;

/** What a record needs beside the session itself. */
export interface RecordFacts {
  readonly id: string;
  readonly version: string;
  readonly seed: string;
  readonly profile: string;
  readonly currency: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly interrupted: boolean;
  readonly calendar: 'continuous' | 'weekdays' | undefined;
  readonly seconds: number;
  /** What is missing of the data; none when absent. */
  readonly gaps?: readonly GapRecord[];
  /** When markets were closed. */
  readonly closings?: readonly ClosingRecord[];
}

/** Puts what a session did into the plain form of reports. */
export function runRecord(session: Session, equity: EquityRecorder, facts: RecordFacts): RunRecord {
  const names = new Map(session.traders.map((trader) => [trader.id, trader.name]));
  const open = session.hubs.flatMap((hub) => session.tracker.openOn(hub.market.index));
  const { ticks, bars } = session.passed;
  for (const { market } of session.hubs) market.sync();
  return Object.assign(new LazyOrders(session), {
    id: facts.id,
    version: facts.version,
    seed: facts.seed,
    hash: runHash(session),
    paths: Object.fromEntries(session.lanes.map((lane) => [session.hubs[lane.market]!.instrument.id, lane.path])),
    profile: facts.profile,
    currency: facts.currency,
    startTime: facts.startTime,
    endTime: facts.endTime,
    startEquity: equity.daily[0]?.[1] ?? session.equity(),
    interrupted: facts.interrupted,
    warnings: [...idleHandlerWarnings(session), ...volumeWarnings(session)],
    trades: joinFills(session.tracker.closed).map((trade) => tradeRecord(session, trade, names)),
    openTrades: open.map((trade) => tradeRecord(session, atMark(session, trade, facts.endTime), names)),
    equity: equity.curve,
    dailyEquity: equity.daily,
    calendar: facts.calendar,
    markets: session.hubs.map((hub) => marketRecord(session, hub, equity)),
    gaps: facts.gaps ?? [],
    closings: facts.closings ?? [],
    denials: Object.fromEntries([...session.denials].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    exposure: exposureOf(session, open, facts.endTime),
    fees: moneyToText(session.fills.fees),
    funding: moneyToText(-session.funding),
    slippage: amountText(session.venue.costs.slippage),
    turnover: amountText(session.venue.costs.turnover),
    speed: {
      ticks,
      bars,
      seconds: facts.seconds,
      ticksPerSecond: facts.seconds > 0 ? Math.round((ticks > 0 ? ticks : bars) / facts.seconds) : 0,
    },
  });
}

/**
 * The orders of a record, put into plain form when they are first asked for: not every report needs them, and there may be
 * many. All records share one getter: one of its own would keep its run in memory until the collector looks at all there is.
 */
class LazyOrders {
  declare readonly orders: readonly OrderRecord[];
  readonly #session: Session;
  #made: readonly OrderRecord[] | undefined;

  constructor(session: Session) {
    this.#session = session;
    Object.defineProperty(this, 'orders', LazyOrders.#property);
  }

  static readonly #property = {
    enumerable: true,
    get(this: LazyOrders): readonly OrderRecord[] {
      this.#made ??= orderRecords(this.#session);
      return this.#made;
    },
  };
}

/** What the model could not do as it was asked to. */
function volumeWarnings(session: Session): string[] {
  if (session.venue.model.participation === 0) return [];
  return session.hubs
    .filter(({ market }) => !market.tellsVolume)
    .map(({ instrument }) => `the data of ${instrument.id} tell no volume: paper.partialFill fills its orders whole`);
}

function orderRecords(session: Session): OrderRecord[] {
  const records: OrderRecord[] = [];
  session.desk.orders.tell((facts) => void records.push(factsRecord(session, facts)));
  return records;
}

/** The fills of a session, in the order they happened. */
export function* fillRecords(session: Session): Generator<FillRecord> {
  for (const fill of session.fills) {
    const { request } = ensure(session.desk.orders.get(fill.orderId), 'order');
    const { price, quantity } = session.hubs[request.market]!.instrument;
    yield {
      id: fill.fillId,
      orderId: fill.orderId,
      clientOrderId: request.clientOrderId,
      instrument: request.instrument,
      side: request.side,
      quantity: quantity.toText(fill.lots),
      price: price.toText(fill.price),
      fee: moneyToText(fill.fee),
      time: fill.time,
    };
  }
}

/** An order in plain form. */
export function orderRecord(session: Session, order: Order): OrderRecord {
  return factsRecord(session, new OrderFacts().of(order));
}

function factsRecord({ desk, hubs }: Session, order: OrderFacts): OrderRecord {
  const { id: instrument, price, quantity } = hubs[order.market]!.instrument;
  const { id, level, sentLevel, filledLots } = order;
  return {
    id,
    clientOrderId: order.clientOrderId ?? clientOrderId(desk.instance, id, 0),
    instrument,
    side: order.side,
    type: order.type,
    quantity: quantity.toText(order.lots),
    price: Number.isNaN(level) ? undefined : price.toText(level),
    state: order.state,
    sentQuantity: quantity.toText(order.sentLots),
    ...(Number.isNaN(sentLevel) ? {} : { sentPrice: price.toText(sentLevel) }),
    filledQuantity: quantity.toText(filledLots),
    averagePrice: filledLots === 0 ? undefined : averageText(price, order.filledValue, filledLots),
    time: order.time,
    reason: order.reason,
  };
}

/** A finished trade in plain text. @param names of strategies, by strategy-trader */
export function tradeRecord(session: Session, closed: ClosedTrade, names: ReadonlyMap<string, string>): TradeRecord {
  const { trade } = closed;
  const hub = session.hubs[trade.market]!;
  const { price, quantity } = hub.instrument;
  const { valuer } = hub.market;
  const worth = (ticks: number): string => amountText(Math.max(0, ticks) * closed.lots * valuer.rough);
  const best = trade.sign > 0 ? closed.highest - closed.entryPrice : closed.entryPrice - closed.lowest;
  const worst = trade.sign > 0 ? closed.entryPrice - closed.lowest : closed.highest - closed.entryPrice;
  return {
    id: closed.id,
    instrument: hub.instrument.id,
    strategy: names.get(trade.traderId) ?? trade.traderId,
    side: trade.sign > 0 ? 'buy' : 'sell',
    quantity: quantity.toText(closed.lots),
    entryTime: closed.entryTime,
    entryPrice: averageText(price, closed.entryTotal, closed.entryLots),
    exitTime: closed.exitTime,
    exitPrice: averageText(price, closed.exitPrice * closed.lots, closed.lots),
    fees: moneyToText(closed.fees),
    profit: moneyToText(closed.profit),
    exitReason: closed.reason,
    label: trade.label,
    risk: Number.isNaN(trade.firstStop) ? undefined : worth(Math.abs(closed.entryPrice - trade.firstStop)),
    bestExcursion: worth(best),
    worstExcursion: worth(worst),
    notional: amountText(closed.entryPrice * closed.lots * valuer.rough),
  };
}

/** An open trade as if it were closed at mark. */
function atMark(session: Session, trade: Trade, time: number): ClosedTrade {
  const { market } = session.hubs[trade.market]!;
  const mark = trade.sign > 0 ? market.bid : market.ask;
  const gross = market.valuer.notional(mark, trade.lots) - trade.entryValue;
  return {
    trade: trade.origin,
    id: trade.id,
    lots: trade.lots,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    entryTotal: trade.filledValue,
    entryLots: trade.filledLots,
    exitTime: time,
    exitPrice: mark,
    orderId: undefined,
    isCut: false,
    fees: trade.entryFees,
    profit: (trade.sign > 0 ? gross : -gross) - trade.entryFees + trade.funding,
    reason: 'end',
    highest: Math.max(trade.highest, mark),
    lowest: Math.min(trade.lowest, mark),
  };
}

function marketRecord(session: Session, hub: MarketHub, equity: EquityRecorder): MarketRecord {
  const { index, last } = hub.market;
  const lane = ensure(session.lanes[index], 'lane');
  const { price } = hub.instrument;
  const value = (ticks: number): number => (Number.isNaN(ticks) ? NaN : price.toNumber(ticks));
  const daily = equity.prices.map((prices, day): [number, number] => [
    equity.daily[day + 1]![0],
    value(prices[index]!),
  ]);
  return {
    instrument: hub.instrument.id,
    first: value(hub.first),
    last: value(last),
    daily: daily.filter(([, each]) => !Number.isNaN(each)),
    isInput: !session.traders.some(({ market }) => market === index),
    passed: { ticks: lane.ticks, bars: lane.bars },
  };
}

/** Time with a trade open (overlaps counted once), and Σ notional × time. */
function exposureOf(session: Session, open: readonly Trade[], endTime: number): { time: number; notionalTime: number } {
  const { closed } = session.tracker;
  const from = new Float64Array(closed.length + open.length);
  const to = new Float64Array(from.length);
  let notionalTime = 0;
  let count = 0;
  const add = (market: number, began: number, ended: number, value: number): void => {
    from[count] = began;
    to[count++] = ended;
    notionalTime += (ended - began) * value * session.hubs[market]!.market.valuer.rough;
  };
  for (const each of closed) add(each.trade.market, each.entryTime, each.exitTime, each.entryPrice * each.lots);
  for (const each of open) add(each.market, each.entryTime, endTime, each.entryPrice * each.lots);
  const inOrder = Uint32Array.from(from, (_, k) => k);
  // Most often they are in order already.
  if (from.some((each, k) => k > 0 && each < from[k - 1]!)) inOrder.sort((a, b) => from[a]! - from[b]!);
  let time = 0;
  let reached = -Infinity;
  for (const k of inOrder) {
    if (to[k]! <= reached) continue;
    time += to[k]! - Math.max(from[k]!, reached);
    reached = to[k]!;
  }
  return { time, notionalTime };
}

/** Decimal text of an amount that was worked out in doubles: for people and statistics, to 8 digits. */
function amountText(amount: number): string {
  const count = amount * 1e8;
  const near = Math.round(count);
  // The product is off by less than a hundredth: away from the middle between two counts that decides nothing.
  if (count < exactMax && count > -exactMax && Math.abs(count - near) < 0.49) return formatCount(near + 0, 8);
  const text = amount.toFixed(8);
  if (!(amount > -1e20 && amount < 1e20)) return moneyToText(money(text));
  let end = text.length;
  while (text.endsWith('0', end)) end--;
  const trimmed = text.slice(0, text.endsWith('.', end) ? end - 1 : end);
  return trimmed === '-0' ? '0' : trimmed;
}
