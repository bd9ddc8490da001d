import { Grid } from '../market/grid.ts';
import { SiisError } from '../util/errors.ts';
import { formatDecimal } from '../util/decimal.ts';

/** The coarsest step that both steps are whole multiples of: 0.1 and 0.25 give 0.05. */
export function commonStep(one: string, other: string): string {
  if (one === other) return one;
  const [left, right] = [new Grid(one), new Grid(other)];
  const decimals = Math.max(left.decimals, right.decimals);
  const units = greatestDivisor(unitsAt(left, decimals), unitsAt(right, decimals));
  return formatDecimal(units, decimals);
}

/** How many `fine` steps make one `coarse` step. @throws SiisError DATA_INVALID when that is no whole number below 2^53. */
export function stepFactor(coarse: string, fine: string): number {
  if (coarse === fine) return 1;
  const [left, right] = [new Grid(coarse), new Grid(fine)];
  const decimals = Math.max(left.decimals, right.decimals);
  const [over, under] = [unitsAt(left, decimals), unitsAt(right, decimals)];
  const factor = Number(over / under);
  if (over % under !== 0n || !Number.isSafeInteger(factor)) {
    throw new SiisError('DATA_INVALID', `expected a step that ${coarse} is a multiple of, was ${fine}`);
  }
  return factor;
}

function unitsAt(grid: Grid, decimals: number): bigint {
  return BigInt(grid.units) * 10n ** BigInt(decimals - grid.decimals);
}

function greatestDivisor(one: bigint, other: bigint): bigint {
  let [left, right] = [one, other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}
