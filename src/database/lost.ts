import { SiisError } from '../util/errors.ts';
import type { Damage } from './coverage.ts';

/** Which stored data a reader needs. */
export interface Needed {
  readonly instrument: string;
  /** [from, to), ms UTC. */
  readonly from: number;
  readonly to: number;
  /** Tells what of it would be read. Default: all. */
  readonly reads?: (damage: Damage) => boolean;
}

/**
 * Refuses to go on without ticks that were stored and cannot be read: `coverage` leaves them out, so that what is asked
 * for would quietly end early, or be made of something else.
 *
 * @param notices of the store, after its `coverage` was asked for
 * @throws SiisError DATA_CORRUPT that names all of it
 */
export function refuseLost(notices: readonly Damage[], needed: Needed): void {
  const lost = notices.filter(
    (damage) =>
      isLost(damage) &&
      damage.instrument === needed.instrument &&
      damage.from < needed.to &&
      damage.to >= needed.from &&
      needed.reads?.(damage) !== false,
  );
  if (lost.length === 0) return;
  const named = lost.map(damageText);
  const what = `${lost.length} damaged parts of ${needed.instrument} in the time asked for:\n`;
  throw new SiisError('DATA_CORRUPT', `${named.length === 1 ? '' : what}${named.join('\n')}`);
}

/** True for ticks that cannot be read any more. */
export function isLost({ kind }: Damage): boolean {
  return kind === 'header' || kind === 'block';
}

/** Damage that does not keep a reader from what it needs: what was made good, and what lies elsewhere. */
export function spareText(damage: Damage): string {
  return isLost(damage) ? `${damageText(damage)}; they are not needed here` : damageText(damage);
}

/** `FILE: what is wrong and where`. */
export function damageText({ file, message }: Damage): string {
  return `${file}: ${message}`;
}
