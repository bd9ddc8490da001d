import type { AssignCommand } from '../../market/command.ts';
import type { EnterSignal } from '../../market/signal.ts';
import { faultOf } from '../../strategy/signal-check.ts';
import { sizeFaultOf } from '../../strategy/signal-size.ts';
import { manualName } from './manual.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';

/** Lots that the account holds on a market and no trade has; below zero: sold short. */
export function unownedLots({ tracker }: Session, { market }: MarketHub): number {
  return tracker.openOn(market.index).reduce((lots, trade) => lots - trade.sign * trade.lots, market.lots);
}

/** A trade that takes over what is nobody's. */
export interface Adoption {
  readonly signal: EnterSignal;
  readonly lots: number;
  /** Ticks. */
  readonly price: number;
}

/** The trade that an assign command stands for, or why there can be none, in a sentence. */
export function adoptionOf(session: Session, hub: MarketHub, command: AssignCommand): Adoption | string {
  const { instrument, market } = hub;
  const free = unownedLots(session, hub);
  if (free === 0) return `all that is held on ${instrument.id} is some trade's: there is nothing to assign`;
  const direction = free > 0 ? 'long' : 'short';
  const { quantity, stop, target } = command;
  const most = Math.abs(free);
  const lots = quantity === undefined ? most : instrument.quantity.fromNumber(quantity, 'floor');
  const words = `${direction} ${instrument.quantity.toText(most)} ${instrument.base}`;
  if (lots < 1 || lots > most) return `expected at most what is nobody's, ${words}, came ${quantity}`;
  market.sync();
  const mark = direction === 'long' ? market.bid : market.ask;
  const price = command.price === undefined ? mark : instrument.price.fromNumber(command.price);
  if (Number.isNaN(price)) return 'the market has no price yet';
  const signal: EnterSignal = {
    kind: 'enter',
    direction,
    label: manualName,
    why: 'held before',
    quantity: instrument.quantity.toNumber(lots),
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
  };
  const fault = faultOf(signal) ?? sizeFaultOf(signal, instrument);
  return fault ?? { signal, lots, price };
}
