/** What may be missing of the ticks of one time: a tape can begin or end between ticks of the same ms. */
export interface Ends {
  /** More may come before the stored ones, or before the new ones. */
  readonly storedOpensLeft: boolean;
  readonly freshOpensLeft: boolean;
  /** More may come behind them. */
  readonly storedOpensRight: boolean;
  readonly freshOpensRight: boolean;
}

/** Where new ticks of one time lie against the stored ones. */
export interface Stitch {
  /** Index among the stored ticks that the first new one has; negative when new ones come before. */
  readonly shift: number;
  /** New ticks that are stored already. */
  readonly shared: number;
}

/**
 * Lays `fresh` new ticks of one time over `stored` ones, so that as many as possible fall on an equal one and none on
 * a different one. `undefined` when there is no way.
 *
 * @param same tells whether a stored and a new tick are equal.
 */
export function stitch(
  stored: number,
  fresh: number,
  ends: Ends,
  same: (storedAt: number, freshAt: number) => boolean,
): Stitch | undefined {
  let best: Stitch | undefined;
  const lowest = ends.storedOpensLeft ? -fresh : 0;
  const highest = ends.freshOpensLeft ? stored : 0;
  for (let shift = highest; shift >= lowest; shift--) {
    if (shift + fresh > stored && !ends.storedOpensRight) continue;
    if (shift + fresh < stored && !ends.freshOpensRight) continue;
    const from = Math.max(0, shift);
    const shared = Math.max(0, Math.min(stored, shift + fresh) - from);
    if (best !== undefined && shared <= best.shared) continue;
    if (matches(from, shared, (at) => same(at, at - shift))) best = { shift, shared };
  }
  return best;
}

function matches(from: number, count: number, same: (at: number) => boolean): boolean {
  for (let at = from; at < from + count; at++) if (!same(at)) return false;
  return true;
}
