import type { ExitPlan } from './signal.ts';

/**
 * A named set of terms for entries, which a signal or a strategy takes on by its name: how trades are protected and ended where
 * the signal plans nothing, and which entries are let through.
 */
export interface TradeContext extends ExitPlan {
  /** `trade` trades; `signal` only tells of the signal; `none` refuses it. */
  readonly mode: 'trade' | 'signal' | 'none';
  readonly entryTimeout?: number;
  /** Most open and pending trades of this context, on all markets together. */
  readonly maxTrades?: number;
  /** Widest spread at which it enters, percent of the bid. */
  readonly maxSpread?: number;
  /** Least distance of the first target from the entry, percent. */
  readonly minProfit?: number;
}
