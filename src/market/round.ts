/** A product of doubles may be off by its last bits; what is nearer than this to a whole number is that number. */
const slack = 1e-15;

/** The smallest whole number >= x, for x >= 0 that is the product of a count and a ratio. */
export function wholeAbove(x: number): number {
  return Math.ceil(x * (1 - slack));
}

/** The largest whole number <= x, for x >= 0 that is the product of a count and a ratio. */
export function wholeBelow(x: number): number {
  return Math.floor(x * (1 + slack));
}
