import type { AssignCommand, CloseCommand, Command, EnterCommand, ProtectCommand } from '../../market/command.ts';
import { moneyToNumber } from '../../market/money.ts';
import type { Level } from '../../market/signal.ts';
import type { OrderSide } from '../../market/record.ts';
import { levelTicks, targetsOf } from '../../strategy/trade/plan.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import type { Preview } from '../../view/preview.ts';
import { adoptionOf } from './holding.ts';
import { manualTrader } from './manual.ts';
import { enterSignal, findHub } from './manual-trading.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';

/** What a command would come to now; `undefined` for what moves no money. Changes nothing. */
export function previewOf(session: Session, command: Command): Preview | undefined {
  switch (command.kind) {
    case 'enter':
      return previewEntry(session, command);
    case 'close':
      return previewClose(session, command);
    case 'protect':
      return previewProtection(session, command);
    case 'assign':
      return previewAssign(session, command);
    case 'clean':
      return previewClean(session, command.trade);
    default:
      return undefined;
  }
}

function previewEntry(session: Session, command: EnterCommand): Preview {
  const title = `${command.direction} ${command.instrument}`;
  const hub = findHub(session, command.instrument);
  if (typeof hub === 'string') return { title, lines: [], refusal: hub };
  const { instrument, market } = hub;
  market.sync();
  const of = { traderId: manualTrader(hub), market: market.index };
  const { order, plan } = session.tracker.foresee(enterSignal(command), of);
  if (Number.isNaN(market.bid)) return { title, lines: [], refusal: 'the market has no price yet' };
  const { lots, price, refusal } = session.money.quote(order);
  const account = session.accountOf(hub);
  const value = lots * price * market.valuer.rough;
  const cost = value / account.leverage;
  const fee = value * instrument.takerFee;
  const stop = order.plannedStop;
  const risk = stop === undefined ? NaN : Math.abs(price - stop) * lots * market.valuer.rough + 2 * fee;
  const equity = moneyToNumber(account.equity());
  const money = (amount: number): string => `${amount.toFixed(2)} ${account.currency}`;
  const share = (amount: number): string => `${((amount / equity) * 100).toFixed(1)}% of equity`;
  const isShort = cost > moneyToNumber(account.available());
  return {
    title: `${command.direction === 'long' ? 'Buy' : 'Sell short'} ${instrument.quantity.toText(lots)} ${instrument.base} (${instrument.id})`,
    lines: [
      ['Price', `${priceText(hub, price)}${command.type === 'market' ? ' now, at the market' : ` ${command.type}`}`],
      [
        'Quantity',
        `${instrument.quantity.toText(lots)}${command.quantity === undefined ? ' as the profile sizes' : ''}`,
      ],
      ['Value', money(value)],
      ['Cost', `${money(cost)}, ${share(cost)}${account.leverage === 1 ? '' : `, at ${account.leverage}× leverage`}`],
      ['Fee', `about ${money(fee)} each way`],
      ['Stop', stop === undefined ? 'none: nothing limits the loss' : priceText(hub, stop)],
      ['Risk', Number.isNaN(risk) ? 'all of the value' : `${money(risk)}, ${share(risk)}, when the stop fills`],
      ...targetsOf(plan).map(({ at }) => targetLine(hub, at, price, order.side)),
    ],
    refusal: refusal ?? (isShort ? 'insufficient funds' : undefined),
  };
}

function targetLine(hub: MarketHub, at: Level, entry: number, side: OrderSide): [string, string] {
  const ticks = ticksOf(hub, at, entry, { sign: side === 'buy' ? 1 : -1, gain: true });
  return ['Target', priceText(hub, ticks)];
}

function ticksOf({ instrument }: MarketHub, level: Level, entry: number, at: { sign: 1 | -1; gain: boolean }): number {
  return levelTicks(level, entry, { ...at, instrument });
}

function priceText({ instrument }: MarketHub, ticks: number): string {
  return instrument.price.toText(Math.round(ticks));
}

function previewClose(session: Session, { trade, instrument, portion = 1 }: CloseCommand): Preview {
  const meant = session.tracker.trades.filter(
    (each) =>
      (trade === undefined || each.id === trade) &&
      (instrument === undefined || hubOf(session, each).instrument.id === instrument),
  );
  const open = meant.filter(({ state }) => state === 'open');
  const profit = open.reduce((sum, each) => sum + profitOf(session, each), 0) * portion;
  const what = trade === undefined ? (instrument ?? 'everything') : trade;
  return {
    title: `Close ${portion === 1 ? '' : `${Math.round(portion * 100)}% of `}${what} at the market`,
    lines: [
      ['Trades', `${open.length} open, ${meant.length - open.length} waiting`],
      ['Profit', `${profit.toFixed(2)} as the prices stand, before exit fees`],
      ...open.slice(0, 5).map((each) => closeLine(session, each, portion)),
    ],
    refusal: meant.length === 0 ? 'no such trade' : undefined,
  };
}

function closeLine(session: Session, trade: Trade, portion: number): [string, string] {
  const { instrument } = hubOf(session, trade);
  const quantity = instrument.quantity.toText(Math.max(1, Math.round(trade.lots * portion)));
  return [trade.direction, `${quantity} ${instrument.id}, ${profitOf(session, trade).toFixed(2)}`];
}

function previewAssign(session: Session, command: AssignCommand): Preview {
  const title = `Make a trade of what is held on ${command.instrument}`;
  const hub = findHub(session, command.instrument);
  if (typeof hub === 'string') return { title, lines: [], refusal: hub };
  const adoption = adoptionOf(session, hub, command);
  if (typeof adoption === 'string') return { title, lines: [], refusal: adoption };
  const { signal, lots, price } = adoption;
  const { instrument } = hub;
  return {
    title: `Make a trade of ${signal.direction} ${instrument.quantity.toText(lots)} ${instrument.base} (${instrument.id})`,
    lines: [
      ['Entry', `counts from ${priceText(hub, price)}; nothing is bought or sold`],
      ['Protected', 'by the stop and target given, else by those of the profile'],
    ],
    refusal: undefined,
  };
}

function previewClean(session: Session, id: string): Preview {
  const title = `Let go of ${id} without closing it`;
  const trade = session.tracker.trades.find((each) => each.id === id);
  if (trade === undefined) return { title, lines: [], refusal: 'no such trade' };
  const { instrument } = hubOf(session, trade);
  const orders = session.desk.live.filter(({ request }) => request.tradeId === id).length;
  const held = `${trade.direction} ${instrument.quantity.toText(trade.lots)} ${instrument.base}`;
  return {
    title,
    lines: [
      ['Orders', `${orders} taken back: its stop and targets too`],
      ['Held', trade.lots === 0 ? 'nothing' : `${held}, by nobody: nothing protects it`],
    ],
    refusal: undefined,
  };
}

function hubOf({ hubs }: Session, trade: Trade): MarketHub {
  return hubs[trade.market]!;
}

function profitOf(session: Session, trade: Trade): number {
  const { market } = hubOf(session, trade);
  market.sync();
  const mark = trade.sign > 0 ? market.bid : market.ask;
  const move = (mark - trade.entryPrice) * trade.sign * trade.lots * market.valuer.rough;
  return move - moneyToNumber(trade.entryFees) + moneyToNumber(trade.funding);
}

function previewProtection(session: Session, { trade: id, stop, target, trailing }: ProtectCommand): Preview {
  const title =
    trailing === null
      ? `Keep the stop of ${id} where it is`
      : `Move the ${stop === undefined ? 'target' : 'stop'} of ${id}`;
  const trade = session.tracker.trades.find((each) => each.id === id);
  if (trade === undefined) return { title, lines: [], refusal: 'no such trade' };
  const hub = hubOf(session, trade);
  if (trailing === null)
    return { title, lines: [], refusal: trade.isTrailing ? undefined : 'it does not follow the price' };
  const level = stop === 'entry' ? hub.instrument.price.toNumber(Math.round(trade.entryPrice)) : (stop ?? target);
  if (level === undefined || level === null) return { title, lines: [['Then', 'none']], refusal: undefined };
  const at = { sign: trade.sign, gain: stop === undefined } as const;
  const ticks = ticksOf(hub, level, trade.entryPrice, at);
  const outcome = (ticks - trade.entryPrice) * trade.sign * trade.lots * hub.market.valuer.rough;
  return {
    title,
    lines: [
      ['Market', `${trade.direction} ${hub.instrument.quantity.toText(trade.lots)} ${hub.instrument.id}`],
      ['Price', priceText(hub, ticks)],
      ['There', `${outcome >= 0 ? '+' : ''}${outcome.toFixed(2)} before fees`],
    ],
    refusal: undefined,
  };
}
