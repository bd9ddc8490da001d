/** Entries up to which a look through a list is faster than a hash. */
const most = 8;

/**
 * A map by text for few entries that come and go all the time. A plain `Map` makes its table anew every few additions and
 * removals; this one keeps its entries in two lists, and turns to a `Map` for as long as there are many.
 */
export class SmallMap<V> {
  readonly #keys: string[] = [];
  readonly #values: V[] = [];
  #large: Map<string, V> | undefined;

  get size(): number {
    return this.#large?.size ?? this.#keys.length;
  }

  get(key: string): V | undefined {
    if (this.#large !== undefined) return this.#large.get(key);
    const at = this.#find(key);
    return at < 0 ? undefined : this.#values[at];
  }

  has(key: string): boolean {
    return this.#large === undefined ? this.#find(key) >= 0 : this.#large.has(key);
  }

  /** Puts an entry last; one that is there keeps its place. */
  set(key: string, value: V): void {
    if (this.#large !== undefined) {
      this.#large.set(key, value);
      return;
    }
    const at = this.#find(key);
    if (at >= 0) this.#values[at] = value;
    else if (this.#keys.length === most) this.#grow().set(key, value);
    else {
      this.#keys.push(key);
      this.#values.push(value);
    }
  }

  /** True when it was there. */
  delete(key: string): boolean {
    if (this.#large !== undefined) {
      const was = this.#large.delete(key);
      if (this.#large.size === 0) this.#large = undefined;
      return was;
    }
    const at = this.#find(key);
    if (at < 0) return false;
    const keys = this.#keys;
    const values = this.#values;
    const last = keys.length - 1;
    for (let k = at; k < last; k++) {
      keys[k] = keys[k + 1]!;
      values[k] = values[k + 1]!;
    }
    keys.pop();
    values.pop();
    return true;
  }

  /** The values as they came, in a list of their own. */
  values(): V[] {
    return this.#large === undefined ? this.#values.slice() : [...this.#large.values()];
  }

  /** The first value that fits. */
  find(fits: (value: V) => boolean): V | undefined {
    if (this.#large !== undefined) return this.values().find(fits);
    const values = this.#values;
    for (let k = 0; k < values.length; k++) if (fits(values[k]!)) return values[k];
    return undefined;
  }

  /** What is asked for most often came last. */
  #find(key: string): number {
    const keys = this.#keys;
    for (let k = keys.length - 1; k >= 0; k--) if (keys[k] === key) return k;
    return -1;
  }

  #grow(): Map<string, V> {
    const large = new Map<string, V>();
    this.#keys.forEach((key, k) => large.set(key, this.#values[k]!));
    this.#keys.length = 0;
    this.#values.length = 0;
    this.#large = large;
    return large;
  }
}
