/** Why a statistic has no value: `1 trade`, `no losing trade`. Printed as `n/a (1 trade)`. */
export interface Absent {
  readonly reason: string;
}

/** A statistic: a finite number, or the reason why there is none. Never NaN, never a stand-in such as 0 or -100. */
export type Figure = number | Absent;

/** No value, because of `reason`: a few words without a full stop. */
export function absent(reason: string): Absent {
  return { reason };
}

/** True when `figure` is a reason instead of a number. */
export function isAbsent(figure: Figure): figure is Absent {
  return typeof figure !== 'number';
}

/** `value` when it is a finite number, else absent because of `reason`. */
export function finite(value: number, reason: string): Figure {
  return Number.isFinite(value) ? value : absent(reason);
}

/** `top / bottom`, absent because of `reason` when `bottom` is zero. A missing part stays missing. */
export function ratio(top: Figure, bottom: Figure, reason: string): Figure {
  if (isAbsent(top)) return top;
  if (isAbsent(bottom)) return bottom;
  return bottom === 0 ? absent(reason) : finite(top / bottom, reason);
}

/** `figure × factor`; what is absent stays absent. */
export function scaled(figure: Figure, factor: number): Figure {
  // Adding 0 turns a negative zero into zero.
  return isAbsent(figure) ? figure : figure * factor + 0;
}

/** `no trades`, `1 trade`, `12 trades`: the usual reason of an absent figure. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count === 0 ? 'no' : count} ${noun}s`;
}

/** The same fields with plain numbers, `null` where a figure is absent. */
export type Settled<T> = { readonly [K in keyof T]: number | null };

/** Numbers out of figures. The reason of each absent one is written to `reasons` under its key. */
export function settle<T extends { readonly [K in keyof T]: Figure }>(
  figures: T,
  reasons: Record<string, string>,
): Settled<T> {
  const settled: Record<string, number | null> = {};
  for (const [key, figure] of Object.entries<Figure>(figures)) {
    const sound = isAbsent(figure) ? figure : finite(figure, 'too large to state');
    settled[key] = isAbsent(sound) ? null : sound;
    if (isAbsent(sound)) reasons[key] = sound.reason;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop above writes every key of T
  return settled as Settled<T>;
}
