import { type Figure, absent } from './figure.ts';
import { type Series, mean } from './moments.ts';

/**
 * Share of the capital that maximises growth for outcomes like these: `W − (1 − W) / (mean win / mean loss)`. Negative
 * when the outcomes are not worth a stake. Needs a win and a loss.
 *
 * - source: Kelly (1956)
 */
export function kelly(profits: Series): Figure {
  const wins: number[] = [];
  const losses: number[] = [];
  for (const profit of profits) {
    if (profit > 0) wins.push(profit);
    if (profit < 0) losses.push(-profit);
  }
  if (profits.length === 0) return absent('no trades');
  if (wins.length === 0) return absent('no winning trade');
  if (losses.length === 0) return absent('no losing trade');
  const share = wins.length / profits.length;
  return share - (1 - share) / (mean(wins) / mean(losses));
}
