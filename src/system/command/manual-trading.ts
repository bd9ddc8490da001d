import type { AssignCommand, EnterCommand, ProtectCommand } from '../../market/command.ts';
import { parseInstrumentName } from '../../market/instrument.ts';
import type { EnterSignal, Level, ModifySignal, Signal } from '../../market/signal.ts';
import { faultOf, modifyFaultOf } from '../../strategy/signal-check.ts';
import { sizeFaultOf } from '../../strategy/signal-size.ts';
import type { Trade } from '../../strategy/trade/trade.ts';
import { adoptionOf } from './holding.ts';
import { type Answer, done, failed } from './listing.ts';
import { manualName, manualTrader } from './manual.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';

/**
 * What a person trades by hand: commands become signals, as if a strategy of the name `manual` had made them, and go the same
 * way. Commands are written down with the moment they came at, so a session does its manual trades again alike.
 */
export class ManualTrading {
  readonly #session: Session;
  /** Every signal is an event, so event numbers are ahead of all that were given before. */
  #signals: number;

  constructor(session: Session) {
    this.#session = session;
    this.#signals = session.bus.sequence;
  }

  /** Opens a trade. @returns what was done, or why not, in a sentence */
  enter(command: EnterCommand): Answer {
    const hub = findHub(this.#session, command.instrument);
    if (typeof hub === 'string') return failed(hub);
    const signal = enterSignal(command);
    const fault = faultOf(signal) ?? sizeFaultOf(signal, hub.instrument) ?? this.#conflict(hub, command);
    if (fault !== undefined) return failed(`not sent: ${fault}`);
    // Beside strategies a person's trades share one net position: exits cannot be marked reduce-only any more.
    this.#session.money.share(hub.market.index);
    this.#publish(hub, manualTrader(hub), signal);
    return done(`${command.direction} ${hub.instrument.id} asked for`);
  }

  /** Moves a stop or a target. @returns what was done, or why not, in a sentence */
  protect(command: ProtectCommand): Answer {
    const trade = this.#session.tracker.trades.find(({ id }) => id === command.trade);
    if (trade === undefined) return failed(`no trade ${command.trade}`);
    const hub = this.#session.hubs[trade.market]!;
    if (command.trailing === null) return this.#stay(trade, hub);
    const signal = modifySignal(command, trade, hub);
    if (typeof signal === 'string') return failed(`not sent: ${signal}`);
    const fault = faultOf(signal) ?? sizeFaultOf(signal, hub.instrument) ?? modifyFaultOf(signal, trade.direction);
    if (fault !== undefined) return failed(`not sent: ${fault}`);
    this.#publish(hub, trade.traderId, signal);
    return done(`${command.stop === undefined ? 'target' : 'stop'} of ${trade.id} told to move`);
  }

  /** A stop that follows the price stays where it is. */
  #stay(trade: Trade, hub: MarketHub): Answer {
    if (trade.state !== 'open' || !trade.isTrailing) return failed(`the stop of ${trade.id} does not follow the price`);
    trade.stop = restingTrigger(hub, trade.exitOf('stop')?.id) ?? trade.stop;
    this.#session.tracker.hands.trail(trade, undefined);
    return done(`stop of ${trade.id} stays at ${hub.instrument.price.toText(Math.round(trade.stop))}`);
  }

  /** Makes a trade of what is held and nobody's. @returns what was done, or why not, in a sentence */
  assign(command: AssignCommand): Answer {
    const hub = findHub(this.#session, command.instrument);
    if (typeof hub === 'string') return failed(hub);
    const adoption = adoptionOf(this.#session, hub, command);
    if (typeof adoption === 'string') return failed(`not assigned: ${adoption}`);
    const { signal, lots, price } = adoption;
    this.#signals++;
    this.#session.money.share(hub.market.index);
    const traderId = manualTrader(hub);
    const id = `${traderId}-${this.#signals}`;
    const time = this.#session.clock.now();
    this.#session.tracker.adopt({ id, traderId, market: hub.market.index, time }, signal, { lots, price });
    return done(
      `${signal.direction} ${hub.instrument.quantity.toText(lots)} ${hub.instrument.base} is trade ${id} now`,
    );
  }

  /** Lets go of a trade without closing it. @returns what was done, or why not, in a sentence */
  clean(id: string): Answer {
    const { tracker, operations, hubs, money } = this.#session;
    const trade = tracker.trades.find((each) => each.id === id);
    if (trade === undefined) return failed(`no trade ${id}`);
    const { instrument, market } = hubs[trade.market]!;
    for (const operation of operations.all) if (operation.trade === trade) operations.remove(id, operation.id);
    // What nobody has changes the net position that exits would be cut by.
    money.share(market.index);
    tracker.release(trade);
    const held = `${trade.direction} ${instrument.quantity.toText(trade.lots)} ${instrument.base}`;
    return done(`trade ${id} is let go of${trade.lots === 0 ? '' : `: ${held} stays held, and nothing protects it`}`);
  }

  /** Exits that are marked reduce-only would be cut by a position of the other direction. */
  #conflict({ market }: MarketHub, { direction }: EnterCommand): string | undefined {
    const side = direction === 'long' ? 'buy' : 'sell';
    for (const { request } of this.#session.desk.live) {
      if (!request.reduceOnly || request.market !== market.index || request.side !== side) continue;
      return `a strategy's trade of the other direction is open here, and its exits only reduce: close ${request.tradeId} first`;
    }
    return undefined;
  }

  #publish(hub: MarketHub, traderId: string, signal: Signal): void {
    const { bus, clock } = this.#session;
    this.#signals++;
    hub.market.sync();
    bus.publish({
      kind: 'signal',
      id: `${manualTrader(hub)}-${this.#signals}`,
      traderId,
      market: hub.market.index,
      instrument: hub.instrument.id,
      time: clock.now(),
      price: hub.instrument.price.toNumber(hub.market.last),
      signal,
    });
  }
}

/** The market of a name: its id in any spelling, its symbol, or its base where only one has it. A sentence where none is meant. */
export function findHub({ hubs }: Session, name: string): MarketHub | string {
  const id = name.includes(':') ? parseInstrumentName(name)?.id : undefined;
  const upper = name.toUpperCase();
  const found = hubs.filter(({ instrument }) =>
    id === undefined
      ? [instrument.symbol, instrument.base, instrument.base + instrument.quote].includes(upper)
      : instrument.id === id,
  );
  if (found.length === 1) return found[0]!;
  const all = (found.length === 0 ? hubs : found).map(({ instrument }) => instrument.id).join(', ');
  return `no ${found.length === 0 ? '' : 'single '}market ${name}: expected one of ${all}`;
}

/** The signal that a command stands for. */
export function enterSignal(command: EnterCommand): EnterSignal {
  const { direction, type, price, trailing, quantity, stop, target, timeLimit, entryTimeout } = command;
  return {
    kind: 'enter',
    direction,
    type,
    label: manualName,
    why: 'by hand',
    ...(type === 'limit' && price !== undefined ? { price } : {}),
    ...(type === 'stop' && price !== undefined ? { trigger: price } : {}),
    ...(quantity === undefined ? {} : { quantity }),
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(trailing === undefined ? {} : { trailing: { percent: trailing } }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(entryTimeout === undefined ? {} : { entryTimeout }),
  };
}

function modifySignal(command: ProtectCommand, trade: Trade, hub: MarketHub): ModifySignal | string {
  const { stop, target } = command;
  const base = { kind: 'modify', trade: trade.id, why: 'by hand' } as const;
  if (target !== undefined) return { ...base, targets: target === null ? null : [{ at: target }] };
  if (stop === undefined || stop === null) return { ...base, stop: null };
  const level = stop === 'entry' ? entryLevel(trade, hub) : stop;
  if (level === undefined) return `${trade.id} has not opened yet`;
  if (typeof level === 'number' && isBeyond(level, trade, hub))
    return `the price is already beyond a stop at ${level}: it would close at once`;
  return { ...base, stop: level };
}

/** Where the venue has the trigger of an order now: a stop that follows moves by itself. Ticks. */
export function restingTrigger({ market }: MarketHub, orderId: string | undefined): number | undefined {
  const trigger = market.orders.find(({ request }) => request.id === orderId)?.trigger;
  return trigger === undefined || Number.isNaN(trigger) ? undefined : trigger;
}

function entryLevel(trade: Trade, { instrument }: MarketHub): Level | undefined {
  return trade.state === 'open' ? instrument.price.toNumber(Math.round(trade.entryPrice)) : undefined;
}

function isBeyond(level: number, { sign, state }: Trade, { market, instrument }: MarketHub): boolean {
  if (state !== 'open') return false;
  market.sync();
  const mark = instrument.price.toNumber(sign > 0 ? market.bid : market.ask);
  return sign > 0 ? level >= mark : level <= mark;
}
