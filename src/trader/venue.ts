import type { OrderChange } from '../market/order-change.ts';
import type { OrderRequest } from '../market/order.ts';

/**
 * Where orders go. Every venue, the paper one too, is behind this port; what becomes of an order comes back as
 * `venue-report` events on the bus, never as a return value.
 */
export interface Venue {
  /** True when an order may be sized by a part of the available funds at the price it fills at. */
  readonly takesFractions: boolean;
  /**
   * Every change is answered with `amended` or `refused`; else only new prices of entries are, and what protects a trade
   * has its change as soon as that arrives. Answers come in the order the changes were sent.
   */
  readonly confirmsChanges: boolean;
  submit(request: OrderRequest): void;
  cancel(orderId: string, reason: string): void;
  amend(orderId: string, change: OrderChange): void;
}

/** An account's values, in money units of its currency. */
export interface AccountView {
  /** Cash plus everything held, at mark. */
  equity(): bigint;
  /** What new positions may use, before leverage. */
  available(): bigint;
  readonly leverage: number;
}
