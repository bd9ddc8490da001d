import { createHash } from 'node:crypto';
import type { Grid } from '../market/grid.ts';
import { money, moneyToText } from '../market/money.ts';
import type { Order } from '../market/order.ts';
import type { FillRecord, GapRecord, MarketRecord, OrderRecord, RunRecord, TradeRecord } from '../market/record.ts';
import type { ClosedTrade, Trade } from '../strategy/trade/trade.ts';
import type { PaperAccount } from '../trader/paper/account.ts';
import { ensure } from '../util/assert.ts';
import { decimalOfNumber, divide, formatDecimal } from '../util/decimal.ts';
import { joinFills } from './closed-parts.ts';
import type { EquityRecorder } from './equity-recorder.ts';
import type { MarketHub } from './market-hub.ts';
import type { Session } from './session.ts';
import { tickWarnings } from './tick-handlers.ts';

/** Characters that are hashed at once: fewer calls. */
const hashChunk = 65_536;

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
}

/** Puts what a session did into the plain form of reports. */
export function runRecord(session: Session, equity: EquityRecorder, facts: RecordFacts): RunRecord {
  const names = new Map(session.traders.map((trader) => [trader.id, trader.name]));
  const open = session.hubs.flatMap((hub) => session.tracker.openOn(hub.market.index));
  const { ticks, bars } = session.passed;
  const orders = orderRecords(session);
  return {
    id: facts.id,
    version: facts.version,
    seed: facts.seed,
    hash: runHash(session, orders),
    paths: Object.fromEntries(session.lanes.map((lane) => [session.hubs[lane.market]!.instrument.id, lane.path])),
    profile: facts.profile,
    currency: facts.currency,
    startTime: facts.startTime,
    endTime: facts.endTime,
    startEquity: equity.daily[0]?.[1] ?? session.equity(),
    interrupted: facts.interrupted,
    warnings: [...tickWarnings(session), ...volumeWarnings(session)],
    trades: joinFills(session.tracker.closed).map((trade) => tradeRecord(session, trade, names)),
    orders,
    openTrades: open.map((trade) => tradeRecord(session, atMark(session, trade, facts.endTime), names)),
    equity: equity.curve,
    dailyEquity: equity.daily,
    calendar: facts.calendar,
    markets: session.hubs.map((hub) => marketRecord(session, hub, equity)),
    gaps: facts.gaps ?? [],
    denials: Object.fromEntries([...session.denials].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    exposure: exposureOf(session, open, facts.endTime),
    fees: moneyToText(session.fills.reduce((sum, fill) => sum + fill.fee, 0n)),
    funding: moneyToText(-session.funding),
    slippage: amountText(session.venue.costs.slippage),
    turnover: amountText(session.venue.costs.turnover),
    speed: {
      ticks,
      bars,
      seconds: facts.seconds,
      ticksPerSecond: facts.seconds > 0 ? Math.round((ticks > 0 ? ticks : bars) / facts.seconds) : 0,
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

/**
 * sha256 over orders, fills and final balances, in decimal text: equal runs have equal hashes wherever they run. Several
 * accounts are hashed one by one, as if each had been a run of its own.
 *
 * @param orders their records, where these are made already
 */
export function runHash(session: Session, orders = orderRecords(session)): string {
  const { accounts } = session;
  if (accounts.length === 1) return accountHash(accounts[0]!, orders, fillRecords(session));
  const fills = [...fillRecords(session)];
  const byInstrument = new Map<string, PaperAccount>(
    session.hubs.map((hub) => [hub.instrument.id, session.accountOf(hub)]),
  );
  const hashes = accounts.map((account) => {
    const isIts = (each: { readonly instrument: string }): boolean => byInstrument.get(each.instrument) === account;
    return accountHash(account, orders.filter(isIts), fills.filter(isIts));
  });
  return joinHashes(hashes);
}

/** The hash of runs that share nothing, in their order. */
export function joinHashes(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}

function accountHash(account: PaperAccount, orders: readonly OrderRecord[], fills: Iterable<FillRecord>): string {
  const hash = createHash('sha256');
  let text = '';
  const add = (line: string): void => {
    text += line;
    if (text.length < hashChunk) return;
    hash.update(text);
    text = '';
  };
  for (const order of orders) add(orderLine(order));
  for (const fill of fills) add(fillLine(fill));
  for (const [asset, amount] of account.balances()) add(`${account.name}|${asset}|${moneyToText(amount)}\n`);
  return hash.update(text).digest('hex');
}

function orderLine(order: OrderRecord): string {
  const { id, clientOrderId, instrument, side, type, quantity, price = '', state } = order;
  const { sentQuantity = '', filledQuantity, averagePrice = '', time, reason = '' } = order;
  const sent = `${id}|${clientOrderId}|${instrument}|${side}|${type}|${quantity}|${price}`;
  return `${sent}|${state}|${sentQuantity}|${filledQuantity}|${averagePrice}|${time}|${reason}\n`;
}

function fillLine(fill: FillRecord): string {
  const { id, orderId, clientOrderId, instrument, side, quantity, price, fee, time } = fill;
  return `${id}|${orderId}|${clientOrderId}|${instrument}|${side}|${quantity}|${price}|${fee}|${time}\n`;
}

function orderRecords(session: Session): OrderRecord[] {
  return Array.from(session.desk.orders.values(), (order) => orderRecord(session, order));
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
  const { request } = order;
  const { price, quantity } = session.hubs[request.market]!.instrument;
  const level = order.limit ?? order.trigger;
  return {
    id: request.id,
    clientOrderId: request.clientOrderId,
    instrument: request.instrument,
    side: request.side,
    type: request.type,
    quantity: quantity.toText(order.lots),
    price: level === undefined ? undefined : price.toText(level),
    state: order.state,
    sentQuantity: quantity.toText(request.lots),
    filledQuantity: quantity.toText(order.filledLots),
    averagePrice: order.filledLots === 0 ? undefined : averageText(price, order.filledValue, order.filledLots),
    time: request.time,
    reason: order.reason,
  };
}

function tradeRecord(session: Session, closed: ClosedTrade, names: ReadonlyMap<string, string>): TradeRecord {
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
    label: trade.signal.label,
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
    trade,
    id: trade.id,
    lots: trade.lots,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    entryTotal: trade.filledValue,
    entryLots: trade.filledLots,
    exitTime: time,
    exitPrice: mark,
    orderId: undefined,
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
  const spans: [number, number][] = [];
  let notionalTime = 0;
  const add = (market: number, from: number, to: number, value: number): void => {
    spans.push([from, to]);
    notionalTime += (to - from) * value * session.hubs[market]!.market.valuer.rough;
  };
  for (const each of session.tracker.closed)
    add(each.trade.market, each.entryTime, each.exitTime, each.entryPrice * each.lots);
  for (const each of open) add(each.market, each.entryTime, endTime, each.entryPrice * each.lots);
  spans.sort((a, b) => a[0] - b[0]);
  let time = 0;
  let reached = -Infinity;
  for (const [from, to] of spans) {
    if (to <= reached) continue;
    time += to - Math.max(from, reached);
    reached = to;
  }
  return { time, notionalTime };
}

/** Decimal text of an amount that was worked out in doubles: for people and statistics, to 8 digits. */
function amountText(amount: number): string {
  const text = amount.toFixed(8);
  if (!(amount > -1e20 && amount < 1e20)) return moneyToText(money(text));
  let end = text.length;
  while (text.endsWith('0', end)) end--;
  const trimmed = text.slice(0, text.endsWith('.', end) ? end - 1 : end);
  return trimmed === '-0' ? '0' : trimmed;
}

/** Exact decimal of an average of whole ticks, to 8 digits beyond the step. */
function averageText(grid: Grid, value: number, lots: number): string {
  const average = value / lots;
  if (Number.isSafeInteger(average)) return grid.toText(average);
  const exact = decimalOfNumber(value);
  const scaled = divide(
    exact.value * BigInt(grid.units) * 10n ** 8n,
    BigInt(lots) * 10n ** BigInt(exact.scale),
    'even',
  );
  return formatDecimal(scaled, grid.decimals + 8);
}
