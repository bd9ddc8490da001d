import type { ClosedTrade } from '../../strategy/trade/trade.ts';

/**
 * Joins what one order took off a trade in several fills: however a venue cuts an order, it ends one part. Parts by target, by
 * signal or by netting stay apart. In the order of their last fills.
 */
export function joinFills(closed: readonly ClosedTrade[]): ClosedTrade[] {
  // Hardly ever is an order cut: then there is nothing to join.
  if (!closed.some((each) => each.isCut)) return [...closed];
  const parts = new Map<string | ClosedTrade, ClosedTrade>();
  for (const each of closed) {
    const key = each.orderId === undefined || !each.isCut ? each : `${each.trade.id} ${each.orderId}`;
    const before = parts.get(key);
    // What ended last comes last.
    if (before !== undefined) parts.delete(key);
    parts.set(key, before === undefined ? each : join(before, each));
  }
  return [...parts.values()];
}

function join(before: ClosedTrade, last: ClosedTrade): ClosedTrade {
  const lots = before.lots + last.lots;
  const isSame = before.entryTotal === last.entryTotal && before.entryLots === last.entryLots;
  const entryTotal = before.entryPrice * before.lots + last.entryPrice * last.lots;
  return {
    ...last,
    id: last.id === last.trade.id ? last.id : before.id,
    lots,
    ...(isSame ? {} : { entryPrice: entryTotal / lots, entryTotal, entryLots: lots }),
    exitPrice: (before.exitPrice * before.lots + last.exitPrice * last.lots) / lots,
    fees: before.fees + last.fees,
    profit: before.profit + last.profit,
    highest: Math.max(before.highest, last.highest),
    lowest: Math.min(before.lowest, last.lowest),
  };
}
