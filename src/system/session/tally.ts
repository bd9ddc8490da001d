import type { Money } from '../../market/money.ts';
import type { ClosedTrade } from '../../strategy/trade/trade.ts';
import type { Session } from './session.ts';

/**
 * What a session did, in counts and sums, for sessions that run for as long as they are let: what is over was told as a
 * line when it happened, and is kept no longer.
 */
export class Tally {
  /** Round trips that are over; one closed in parts, or by several fills, counts once each. */
  trades = 0;
  /** Their profit, net of fees and funding. */
  profit: Money = 0n;
  fills = 0;
  /** Fees of all fills. */
  fees: Money = 0n;
  readonly #session: Session;
  readonly #onClosed: ((trade: ClosedTrade) => void) | undefined;

  /** @param onClosed told of what is over before it is let go */
  constructor(session: Session, onClosed?: (trade: ClosedTrade) => void) {
    this.#session = session;
    this.#onClosed = onClosed;
  }

  /** Counts what is over and lets go of it. To be called while no event is under way. */
  sweep(): void {
    const { desk, tracker, fills } = this.#session;
    for (const closed of tracker.takeClosed()) {
      this.trades++;
      this.profit += closed.profit;
      this.#onClosed?.(closed);
    }
    this.fills += fills.length;
    this.fees += fills.fees;
    fills.clear();
    desk.forgetFinished();
  }
}
