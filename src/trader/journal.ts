import type { OrderChange } from '../market/order-change.ts';
import type { OrderReport, OrderRequest } from '../market/order.ts';

/** What the order desk writes down before it acts, in the order it happens. */
export type JournalEntry =
  /** Each attempt is one, under a client order id of its own. */
  | { readonly kind: 'intent'; readonly request: OrderRequest }
  | { readonly kind: 'cancel'; readonly orderId: string; readonly reason: string; readonly time: number }
  | { readonly kind: 'amend'; readonly orderId: string; readonly change: OrderChange; readonly time: number }
  | { readonly kind: 'report'; readonly report: OrderReport };

/**
 * Where intents are kept. `append` returns once the entry is as safe as the journal makes it; for a venue outside this
 * process that means on disk.
 */
export interface OrderJournal {
  append(entry: JournalEntry): void;
}

/** Keeps nothing: for runs that are repeated rather than recovered. */
export const noJournal: OrderJournal = { append: () => undefined };
