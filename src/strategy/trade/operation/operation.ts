import { z } from 'zod';
import type { Instrument } from '../../../market/instrument.ts';
import type { GainLevel, OperationPlan } from '../../../market/operation.ts';
import type { TrailingPlan } from '../../../market/signal.ts';
import type { AlertWorld } from '../../alert/alert.ts';
import { number } from '../../schema/leaf.ts';
import type { Trade } from '../trade.ts';

/** What operations can do to an open trade. Prices in ticks. */
export interface TradeHands {
  readonly moveStop: (trade: Trade, ticks: number) => void;
  readonly moveTarget: (trade: Trade, ticks: number) => void;
  /** `undefined`: the stop follows no longer, and stays where it stands. */
  readonly trail: (trade: Trade, trailing: TrailingPlan | undefined) => void;
  readonly close: (trade: Trade) => void;
}

/** Where an operation finds what its condition speaks of. */
export interface OperationWorld extends AlertWorld {
  readonly hands: TradeHands;
  /** Acts at a moment, ms; what it returns takes that back. */
  readonly at: (time: number, act: () => void) => () => void;
}

/** An operation that looks out for its condition. */
export interface Job {
  readonly trade: Trade;
  readonly world: OperationWorld;
  /** It is done with. */
  readonly done: () => void;
}

/** A kind of operation: what may be written of it, and what it does to an open trade. */
export interface OperationKind<P extends OperationPlan = OperationPlan> {
  readonly kind: P['kind'];
  readonly description: string;
  readonly schema: z.ZodObject & z.ZodType<P>;
  /** Looks out from now on. @returns what ends it, or what stands against it */
  readonly begin: (plan: P, job: Job) => (() => void) | string;
  /** What it does, for people. */
  readonly words: (plan: P) => string;
}

const gainError = 'expected a price, or a gain since entry such as 1% or -0.5%';
const gainText = /^([+-]?\d+(?:\.\d+)?)\s*%$/;

/** A price, or a gain since entry: `1%`, `-0.5%` or `{percent: 1}`. */
export function gainLevel(): z.ZodType<GainLevel, number | string | { percent: number | string }> {
  const written = z
    .union(
      [
        z.number().gt(0, { error: gainError }),
        z.string().regex(/^(?:[+-]?\d+(?:\.\d+)?\s*%|\d+(?:\.\d+)?)$/, { error: gainError }),
        z.strictObject({ percent: number({ above: -100, max: 1000 }).describe('Percent of the entry price') }),
      ],
      { error: gainError },
    )
    .meta({ title: 'gain' });
  return written.transform((value, context): GainLevel => {
    if (typeof value === 'object') return value;
    const match = gainText.exec(String(value));
    const found = Number(match === null ? value : match[1]);
    if (match !== null ? found > -100 && found <= 1000 : found > 0) return match === null ? found : { percent: found };
    context.issues.push({ code: 'custom', message: gainError, input: value });
    return z.NEVER;
  });
}

/** Ticks of a level of a trade: percents from its entry price, towards its gain. */
export function gainTicks(level: GainLevel, trade: Trade, { price }: Instrument): number {
  if (typeof level === 'number') return price.fromNumber(level);
  return Math.max(1, Math.round(trade.entryPrice * (1 + (trade.sign * level.percent) / 100)));
}

/** Gain of a trade at a price, percent of its entry price. */
export function gainAt({ entryPrice, sign }: Trade, ticks: number): number {
  return (sign * (ticks - entryPrice) * 100) / entryPrice;
}

/** Acts once, when what a trade could be closed at has come to a price. @param isGain it lies towards the gain */
export function whenReached(job: Job, ticks: number, isGain: boolean, act: () => void): () => void {
  const { trade, world } = job;
  const isLong = trade.sign > 0;
  const watch = {
    source: isLong ? 'bid' : 'ask',
    level: ticks,
    up: isLong === isGain,
    since: world.now(),
    reached: () => {
      job.done();
      act();
    },
  } as const;
  world.market.watch(watch);
  return () => world.market.unwatch(watch);
}

/** A level for people. */
export function gainWords(level: GainLevel): string {
  return typeof level === 'number' ? String(level) : `${level.percent > 0 ? '+' : ''}${level.percent} %`;
}
