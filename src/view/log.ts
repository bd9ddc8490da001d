/** What was added one after the other: the last of it, and how many there were ever. */
export interface Log<T> {
  /** Oldest first; the oldest are forgotten. */
  readonly items: readonly T[];
  /** All that were ever added: who has seen so many sees the rest at the end of `items`. */
  readonly total: number;
}

/** A log that grows and forgets: keeps between `most` and twice as many. Adding is O(1) on average. */
export class GrowingLog<T> implements Log<T> {
  readonly items: T[] = [];
  total = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    this.items.push(item);
    this.total++;
    if (this.items.length > 2 * this.#most) this.items.splice(0, this.items.length - this.#most);
  }

  /** Takes over what another log has and this one has not; what lies too far back is left out. */
  catchUp(added: readonly T[], total: number): void {
    for (const item of added) this.add(item);
    this.total = total;
  }
}

/** What came after the first `seen`, as far as it is kept. */
export function since<T>({ items, total }: Log<T>, seen: number): readonly T[] {
  const missing = Math.min(items.length, Math.max(0, total - seen));
  return missing === 0 ? [] : items.slice(items.length - missing);
}
