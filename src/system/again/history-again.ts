import type { FactBatch } from '../../database/history/facts.ts';
import { sessionAgain } from './again.ts';
import { HistoryFeed } from '../observer/history-feed.ts';
import type { MarketPlan } from '../paper/paper-market.ts';
import type { SessionMeta } from '../record/session-folder.ts';

/** What of a session is wanted, and who takes it. */
export interface MissingHistory {
  /** Number of the last record whose facts are there. */
  readonly from: number;
  readonly take: (batch: FactBatch) => void;
}

/**
 * Makes the history of a session that is lost or behind, by doing the session again.
 *
 * @throws SiisError SESSION_DIFFERS where it cannot be done again, JOURNAL_UNREADABLE
 */
export function makeHistory(
  folder: string,
  { meta, plan }: { readonly meta: SessionMeta; readonly plan: MarketPlan },
  { from, take }: MissingHistory,
): void {
  let feed: HistoryFeed | undefined;
  const { session, compared, last } = sessionAgain(folder, meta, plan, {
    // Where some is there all is done again, for the session stands only then where it goes on.
    follow: (made) => (feed = new HistoryFeed(made, { session: meta.id, from, take })),
    closed: (trade) => feed?.closed(trade),
    turning: (record) => feed?.turning(record),
    turned: (record, until) => feed?.turned(record, until),
  });
  // A session that was killed ends in the middle of a turn.
  feed?.turned(last, Number.isNaN(compared.until) ? session.clock.now() : compared.until);
}
