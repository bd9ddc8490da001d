import { Grid } from '../../market/grid.ts';

/** Writes whole steps as exact decimal text without trailing zeros; quick for counts below 2^53 of the last digit. */
export class StepText {
  readonly #grid: Grid;

  /** @param step decimal text */
  constructor(step: string) {
    this.#grid = new Grid(step);
  }

  text(count: number): string {
    const { units, decimals } = this.#grid;
    const digits = count * units;
    if (digits < 0 || !Number.isSafeInteger(digits)) return this.#grid.toText(count);
    const text = String(digits);
    if (decimals === 0) return text;
    const padded = text.length > decimals ? text : text.padStart(decimals + 1, '0');
    const point = padded.length - decimals;
    let end = padded.length;
    while (end > point && padded.charCodeAt(end - 1) === 48) end--;
    return end === point ? padded.slice(0, point) : `${padded.slice(0, point)}.${padded.slice(point, end)}`;
  }
}
