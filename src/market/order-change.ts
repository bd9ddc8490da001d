/** New values of a resting order; what is absent stays. */
export interface OrderChange {
  /** Lots still to fill. */
  readonly lots?: number;
  readonly limit?: number;
  readonly trigger?: number;
}

/** How far a cancel or a change of an order has come; `none` when there is none on its way. */
export type AskState = 'none' | 'sent' | 'unknown';

/** Changes of an order that the venue has not answered. Venues answer in the order they were asked. */
export class ChangeQueue {
  /** In the order they left. */
  readonly #sent: OrderChange[] = [];
  /** Those of unknown fate, as one: older than what is on its way. */
  #doubted: OrderChange | undefined;

  get state(): AskState {
    if (this.#doubted !== undefined) return 'unknown';
    return this.#sent.length === 0 ? 'none' : 'sent';
  }

  /** All that may come to hold, oldest first. */
  get open(): readonly OrderChange[] {
    return this.#doubted === undefined ? this.#sent : [this.#doubted, ...this.#sent];
  }

  /** A change leaves. */
  send(change: OrderChange): void {
    this.#sent.push(change);
  }

  /** Nobody knows what became of the oldest change on its way. */
  doubt(): void {
    const change = this.#sent.shift();
    if (change !== undefined) this.#doubted = { ...this.#doubted, ...change };
  }

  /**
   * The oldest change on its way is answered; with none on its way the answer is a late one, to what was in doubt. What
   * a change that holds says is in doubt no longer.
   *
   * @returns the change that holds now, if one does
   */
  answer(holds: boolean): OrderChange | undefined {
    const change = this.#sent.shift();
    const doubted = this.#doubted;
    if (change === undefined) this.#doubted = undefined;
    else if (holds && doubted !== undefined) this.#doubted = without(doubted, change);
    return holds ? (change ?? doubted) : undefined;
  }
}

/** What of a change a later one does not say anew; `undefined` when that is nothing. */
function without(change: OrderChange, later: OrderChange): OrderChange | undefined {
  const rest = Object.entries(change).filter(([key]) => !Object.hasOwn(later, key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
