import type { AccountEvent } from '../../market/event.ts';
import type { Money } from '../../market/money.ts';
import type { ExitReason } from '../../market/record.ts';
import type { ClosedTrade, Trade } from './trade.ts';

/** A fill, or the part of one that concerns one trade. Prices in ticks. */
export interface FillShare {
  readonly lots: number;
  readonly price: number;
  /** Value of the lots at the price. */
  readonly value: Money;
  readonly fee: Money;
  readonly time: number;
  /** It is one of several fills of its order. */
  readonly isCut: boolean;
  /** Order that filled; absent for what the venue did by itself. */
  readonly orderId?: string;
}

/** Takes `lots` out of a share; both parts add up to it exactly, whatever had to be rounded. */
export function splitShare(share: FillShare, lots: number): readonly [part: FillShare, rest: FillShare] {
  if (lots === share.lots) return [share, { ...share, lots: 0, value: 0n, fee: 0n }];
  const value = (share.value * BigInt(lots)) / BigInt(share.lots);
  const fee = (share.fee * BigInt(lots)) / BigInt(share.lots);
  return [
    { ...share, lots, value, fee },
    { ...share, lots: share.lots - lots, value: share.value - value, fee: share.fee - fee },
  ];
}

/** Puts an entry's lots and cost on a trade. */
export function addToTrade(trade: Trade, share: FillShare): void {
  // The average is that of what is open: closed parts have taken theirs along.
  if (trade.lots < trade.filledLots) {
    trade.filledValue = trade.entryPrice * trade.lots;
    trade.filledLots = trade.lots;
  }
  const isFirst = trade.lots === 0;
  trade.lots += share.lots;
  trade.filledLots += share.lots;
  trade.filledValue += share.price * share.lots;
  trade.entryValue = isFirst ? share.value : trade.entryValue + share.value;
  trade.entryFees = isFirst ? share.fee : trade.entryFees + share.fee;
}

/**
 * Takes lots off a trade, with their part of its cost, entry fees and funding. What is rounded in a part stays with the
 * rest, so that the parts of a trade add up to what the account was booked.
 */
export function takeOffTrade(trade: Trade, share: FillShare, reason: ExitReason): ClosedTrade {
  const isAll = share.lots === trade.lots;
  const entryValue = isAll ? trade.entryValue : partOf(trade.entryValue, share.lots, trade.lots);
  const entryFees = isAll ? trade.entryFees : partOf(trade.entryFees, share.lots, trade.lots);
  const funding = isAll ? trade.funding : partOf(trade.funding, share.lots, trade.lots);
  const gross = trade.sign > 0 ? share.value - entryValue : entryValue - share.value;
  const fees = entryFees + share.fee;
  trade.lots -= share.lots;
  trade.entryValue = isAll ? 0n : trade.entryValue - entryValue;
  trade.entryFees = isAll ? 0n : trade.entryFees - entryFees;
  trade.funding = isAll ? 0n : trade.funding - funding;
  trade.parts++;
  const isFirstEnd = isAll && !trade.hasEnded;
  if (isAll) trade.hasEnded = true;
  return {
    trade: trade.origin,
    id: isFirstEnd ? trade.id : `${trade.id}.${trade.parts}`,
    lots: share.lots,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    entryTotal: trade.filledValue,
    entryLots: trade.filledLots,
    exitTime: share.time,
    orderId: share.orderId,
    isCut: share.isCut,
    exitPrice: share.price,
    fees,
    profit: funding === 0n ? gross - fees : gross - fees + funding,
    reason,
    highest: Math.max(trade.highest, share.price),
    lowest: Math.min(trade.lowest, share.price),
  };
}

function partOf(amount: Money, lots: number, of: number): Money {
  return (amount * BigInt(lots)) / BigInt(of);
}

/**
 * What each open trade of a market bears of something that the venue did by itself: funding by signed lots, the fee of a
 * liquidation by lots. The shares add up to the amount exactly.
 */
export function accountShares(trades: readonly Trade[], { change, amount }: AccountEvent): Money[] {
  const weights = trades.map((trade) => (change === 'funding' ? trade.sign * trade.lots : trade.lots));
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  let rest = amount;
  return weights.map((weight, index) => {
    const isLast = index === weights.length - 1 || total === 0n;
    const share = isLast ? rest : (amount * BigInt(weight)) / total;
    rest -= share;
    return share;
  });
}
