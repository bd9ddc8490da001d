import { z } from 'zod';
import type { Direction } from '../../market/record.ts';
import type { ExitPlan } from '../../market/signal.ts';

/** Parameters that several strategies share, so that they are named and checked alike everywhere. */

/** A bar length. */
export function timeframeParam(
  fallback: string,
  description = 'Bars that decisions are taken on',
): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .regex(/^[1-9]\d{0,3}[smhdwM]$/, 'expected a timeframe such as 5m, 1h or 1d')
    .default(fallback)
    .describe(description);
}

/** A number of bars. */
export function barsParam(fallback: number, description: string, min = 1): z.ZodDefault<z.ZodInt> {
  return z.int().min(min).max(5000).default(fallback).describe(description);
}

/** A distance in percent of a price; 0 leaves the thing away. */
export function percentParam(fallback: number, description: string): z.ZodDefault<z.ZodNumber> {
  return z.number().min(0).lt(100).default(fallback).describe(`${description}; 0: none`);
}

/** Which way to trade. */
export function directionParam(): z.ZodDefault<z.ZodEnum<{ both: 'both'; long: 'long'; short: 'short' }>> {
  return z.enum(['both', 'long', 'short']).default('both').describe('Which way to trade');
}

/** True when `direction` is among those that the parameter allows. */
export function allows(param: 'both' | Direction, direction: Direction): boolean {
  return param === 'both' || param === direction;
}

/** Distances in percent of the entry price, 0 for what is not wanted. */
export interface Distances {
  readonly stopPercent?: number;
  readonly targetPercent?: number;
  readonly trailingPercent?: number;
}

/** The plan of exits that these distances mean. What is 0 or absent is left to the profile. */
export function exitPlan({ stopPercent = 0, targetPercent = 0, trailingPercent = 0 }: Distances): ExitPlan {
  return {
    ...(stopPercent > 0 && { stop: { percent: stopPercent } }),
    ...(targetPercent > 0 && { target: { percent: targetPercent } }),
    ...(trailingPercent > 0 && { trailing: { percent: trailingPercent } }),
  };
}

/** A number in a sentence: six significant digits are enough to tell two prices apart, and short enough to read. */
export function show(value: number): string {
  return String(Number(value.toPrecision(6)));
}
