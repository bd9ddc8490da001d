import type { Grid } from '../../market/grid.ts';
import { tenTo } from './decimal-scan.ts';

/** Whether `mantissa × 10^-decimals` (without zeros at its end) is a whole multiple of the grid's step. */
export function isOnGrid(grid: Grid, mantissa: number, decimals: number): boolean {
  if (decimals > grid.decimals) return false;
  if (grid.units === 1) return true;
  const units = mantissa * tenTo(grid.decimals - decimals);
  if (Number.isSafeInteger(units)) return units % grid.units === 0;
  return (BigInt(mantissa) * 10n ** BigInt(grid.decimals - decimals)) % BigInt(grid.units) === 0n;
}

/** What the prices, or the quantities, of a series need of a step. */
export class Needs {
  /** Most digits behind the point. */
  decimals = 0;
  /** Largest value. */
  largest = 0;
  /** Whether all values lie on the step that the store knows. */
  fitsKnown = true;
  readonly known: Grid | undefined;

  /** @param known the step that the store or the command line gives */
  constructor(known: Grid | undefined) {
    this.known = known;
  }

  add(mantissa: number, decimals: number): void {
    if (decimals > this.decimals) this.decimals = decimals;
    const value = mantissa / tenTo(decimals);
    if (value > this.largest) this.largest = value;
    if (this.fitsKnown && this.known !== undefined) this.fitsKnown = isOnGrid(this.known, mantissa, decimals);
  }
}

/** Turns decimals into whole steps. */
export class Stepper {
  readonly #decimals: number;
  readonly #units: number;

  constructor(grid: Grid) {
    this.#decimals = grid.decimals;
    this.#units = grid.units;
  }

  /** Whole steps; a value between two steps is rounded to the nearer one. Exact below 2^53 steps. */
  steps(mantissa: number, decimals: number): number {
    const shift = this.#decimals - decimals;
    const units = shift >= 0 ? mantissa * tenTo(shift) : mantissa / tenTo(-shift);
    return Math.round(this.#units === 1 ? units : units / this.#units);
  }
}
