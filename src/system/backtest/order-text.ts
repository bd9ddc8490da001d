import type { Grid } from '../../market/grid.ts';
import { decimalOfNumber, divide, formatDecimal } from '../../util/decimal.ts';

/** Exact decimal of an average of whole ticks, to 8 digits beyond the step. @param value Σ price × lots */
export function averageText(grid: Grid, value: number, lots: number): string {
  const average = value / lots;
  if (Number.isSafeInteger(average)) return grid.toText(average);
  const exact = decimalOfNumber(value);
  const scaled = divide(
    exact.value * BigInt(grid.units) * 10n ** 8n,
    BigInt(lots) * 10n ** BigInt(exact.scale),
    'even',
  );
  return formatDecimal(scaled, grid.decimals + 8);
}
