import { hash32 } from '../../util/random.ts';
import type { MarketHub } from '../engine/market-hub.ts';
import type { Session } from '../session/session.ts';

/** What trades that a person opened are listed under, beside the strategies. */
export const manualName = 'manual';

/** The id that a person's trades on a market go under: as if a strategy of that name traded it. */
export function manualTrader({ instrument }: MarketHub): string {
  return hash32(`${manualName}@${instrument.id}`).toString(36);
}

/** The name of the strategy behind an id of a strategy-trader; the id itself where none is behind it. */
export function traderName({ traders, hubs }: Session, traderId: string): string {
  const trader = traders.find((each) => each.id === traderId);
  if (trader !== undefined) return trader.name;
  return hubs.some((hub) => manualTrader(hub) === traderId) ? manualName : traderId;
}
