import { z } from 'zod';
import type { AlertPlan, Crossing } from '../../market/alert.ts';
import type { Bar } from '../../market/bar.ts';
import type { WatchedMarket } from '../market.ts';
import { duration, integer, moment, text } from '../schema/leaf.ts';
import type { Feeder } from '../series.ts';

/** What an alert can look at. */
export interface AlertWorld {
  readonly market: WatchedMarket;
  /** Market time, ms. */
  readonly now: () => number;
  /** Called with every bar of a timeframe that closes, once `feed` was fed with it; or what stands against it. */
  readonly onBar: (timeframe: string, act: (bar: Bar) => void, feed?: Feeder) => (() => void) | string;
}

/** Which way a condition came true. */
export type Way = 'up' | 'down';

/** A kind of alert: what may be written of it, and when it is told. */
export interface AlertKind<P extends AlertPlan = AlertPlan> {
  readonly kind: P['kind'];
  readonly description: string;
  readonly schema: z.ZodObject & z.ZodType<P>;
  /** It looks at closed bars: such a one looks at them before decisions begin, to be warm by then. */
  readonly isOnBars: (plan: P) => boolean;
  /**
   * Looks out from now on. @param tell called each time that the condition came true, with the number it is about
   *
   * @returns what ends it, or what stands against it
   */
  readonly arm: (plan: P, world: AlertWorld, tell: (value: number, way: Way) => void) => (() => void) | string;
  /** Its condition for people. */
  readonly words: (plan: P) => string;
}

/** Keys that all alerts have. */
export const alertTerms = {
  times: integer({ min: -1, max: 1_000_000 })
    .exactOptional()
    .describe('How often it is told before it is done with; -1: each time. Default: once'),
  from: moment().exactOptional().describe('Waits from this time. Default: at once'),
  until: moment().exactOptional().describe('Given up at this time. Default: never'),
  for: duration({ min: 1 }).exactOptional().describe('Instead of `until`: given up after this time'),
  message: text().exactOptional().describe('What it says. Default: its condition'),
  label: text().exactOptional().describe('A name to know it by'),
} as const;

/** Which way a level is crossed. */
export const crossing = z
  .enum(['above', 'below', 'cross'], { error: 'expected one of above, below, cross' })
  .exactOptional()
  .describe('From below to above it, from above to below, or either. Default: cross');

/** What is wrong between the terms of an alert, each of which is right; `undefined` when nothing is. */
export function termsFault({ from, until, times, ...rest }: AlertPlan): string | undefined {
  if (until !== undefined && rest.for !== undefined) return 'expected until or for, came both';
  if (until !== undefined && from !== undefined && until <= from) return 'expected until after from';
  return times === 0 ? 'expected times of 1 or more, or -1' : undefined;
}

/** Which way a number crossed a level since it was asked last, as far as that is looked for. The first number crosses nothing. */
export function crossed(
  before: number,
  now: number,
  of: { level: number; when: Crossing | undefined },
): Way | undefined {
  const { level, when = 'cross' } = of;
  if (when !== 'below' && before < level && now >= level) return 'up';
  const isDown = when === 'below' ? before > level && now <= level : before >= level && now < level;
  return when !== 'above' && isDown ? 'down' : undefined;
}

/** `crosses`, `rises above`, `falls below`. */
export function crossingWords(when: Crossing | undefined): string {
  return when === 'above' ? 'rises to' : when === 'below' ? 'falls to' : 'crosses';
}
