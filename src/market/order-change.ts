/** New values of a resting order; what is absent stays. */
export interface OrderChange {
  /** Lots still to fill. */
  readonly lots?: number;
  readonly limit?: number;
  readonly trigger?: number;
}

/** What of a change a later one does not say anew; `undefined` when that is nothing. */
export function without(change: OrderChange, later: OrderChange): OrderChange | undefined {
  const rest = Object.entries(change).filter(([key]) => !Object.hasOwn(later, key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
