import { type Figure, absent, counted } from './figure.ts';
import { type Series, deviation, mean } from './moments.ts';

/**
 * System quality number `√n × mean / std(ddof 1)` of trade profits. `cap` limits n, so that many trades alone do not
 * make a system good; 100 gives the variant called SQN100.
 *
 * - source: Van Tharp, Definitive Guide to Position Sizing
 */
export function sqn(profits: Series, cap = Infinity): Figure {
  if (profits.length < 2) return absent(counted(profits.length, 'trade'));
  const spread = deviation(profits, 1);
  return spread === 0 ? absent('no variation') : (Math.sqrt(Math.min(profits.length, cap)) * mean(profits)) / spread;
}
