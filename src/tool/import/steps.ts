import { Grid } from '../../market/grid.ts';
import type { InstrumentKind } from '../../market/instrument.ts';
import type { Faults } from './faults.ts';
import type { Needs } from './scale.ts';

/** Prices of tapes are kept in 32 bits, all else in doubles. */
const mostTickSteps = 2 ** 31 - 1;
const mostSteps = Number.MAX_SAFE_INTEGER;

/** A step, and whether values were rounded to it because finer ones cannot be counted. */
export interface Step {
  readonly grid: Grid;
  readonly isRounded: boolean;
}

/**
 * The step of the prices of a tape: the given one, the known one when all fit, else the finest digits seen.
 *
 * @throws SiisError DATA_INVALID when prices need more steps than a tape counts
 */
export function tapeStep(needs: readonly Needs[], given: Grid | undefined, faults: Faults): Step {
  const grid = given ?? finest(needs, mostTickSteps);
  const largest = largestOf(needs);
  if (largest / grid.toNumber(1) <= mostTickSteps) return { grid, isRounded: false };
  const hint = 'give a coarser --price-step that all prices are multiples of, or import bars';
  throw faults.whole(
    `prices up to ${largest} in steps of ${grid.step} are more than the 2147483647 steps that a tape counts; ${hint}`,
  );
}

/** The step of prices or volumes that doubles count: like `tapeStep`, but too long numbers lose their last digits. */
export function wideStep(needs: readonly Needs[], given: Grid | undefined): Step {
  const grid = given ?? finest(needs, mostSteps);
  const largest = largestOf(needs);
  if (largest / grid.toNumber(1) <= mostSteps) return { grid, isRounded: false };
  let { decimals } = grid;
  while (decimals > 0 && largest * 10 ** decimals > mostSteps) decimals--;
  return { grid: powerGrid(decimals), isRounded: true };
}

function finest(needs: readonly Needs[], most: number): Grid {
  const known = needs[0]?.known;
  const decimals = Math.max(0, ...needs.map((each) => each.decimals));
  if (known === undefined) return powerGrid(decimals);
  const fits = largestOf(needs) / known.toNumber(1) <= most;
  if (fits && needs.every((each) => each.fitsKnown)) return known;
  return powerGrid(fits ? Math.max(decimals, known.decimals) : decimals);
}

function largestOf(needs: readonly Needs[]): number {
  return Math.max(0, ...needs.map((each) => each.largest));
}

/** Steps of 10^-decimals. */
export function powerGrid(decimals: number): Grid {
  return new Grid(decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`);
}

/** The lot of an instrument that nothing tells: the finest volume seen, else what is usual for its kind. */
export function guessLot(kind: InstrumentKind, volume: Grid | undefined): string {
  if (volume !== undefined) return volume.step;
  if (kind === 'forex' || kind === 'equity' || kind === 'future') return '1';
  return kind === 'cfd' ? '0.01' : '0.00000001';
}
