import { z } from 'zod';
import type { PriceCrossAlert } from '../../market/alert.ts';
import type { PriceSource, PriceWatch } from '../../market/price-watch.ts';
import type { WatchedMarket } from '../market.ts';
import { number, timeframeName } from '../schema/leaf.ts';
import {
  type AlertKind,
  alertTerms,
  type AlertWorld,
  crossed,
  crossing,
  crossingWords,
  termsFault,
  type Way,
} from './alert.ts';

/** The price crosses a level: as soon as it does, or at the close of a bar. */
export const priceCross = {
  kind: 'price-cross',
  description: 'The price crosses a level',
  schema: z
    .strictObject({
      kind: z.literal('price-cross'),
      price: number({ above: 0 }).describe('The level'),
      when: crossing,
      source: z
        .enum(['last', 'bid', 'ask', 'mid'], { error: 'expected one of last, bid, ask, mid' })
        .exactOptional()
        .describe('Which price. Default: last'),
      timeframe: timeframeName()
        .exactOptional()
        .describe('Looked at only when a bar of this length closes, by its close. Default: with every tick'),
      cancel: number({ above: 0 }).exactOptional().describe('Given up when the price reaches this one'),
      ...alertTerms,
    })
    .superRefine((plan, context) => {
      const { cancel, price, source, timeframe } = plan;
      const fault =
        cancel === price
          ? 'expected cancel beside the price'
          : timeframe !== undefined && source !== undefined
            ? 'expected timeframe or source: bars have one price'
            : termsFault(plan);
      if (fault !== undefined && context.issues.length === 0) context.addIssue(fault);
    }),
  isOnBars: ({ timeframe }: PriceCrossAlert) => timeframe !== undefined,
  arm: (plan: PriceCrossAlert, world: AlertWorld, tell: (value: number, way: Way) => void) =>
    plan.timeframe === undefined ? armOnTicks(plan, world, tell) : armOnBars(plan, plan.timeframe, world, tell),
  words: ({ price, when, source = 'last', timeframe }: PriceCrossAlert) => {
    const what = source === 'last' ? 'price' : source;
    return `${what} ${crossingWords(when)} ${price}${timeframe === undefined ? '' : ` at the close of ${timeframe}`}`;
  },
} as const satisfies AlertKind<PriceCrossAlert>;

function armOnBars(
  { price, when }: PriceCrossAlert,
  timeframe: string,
  { onBar }: AlertWorld,
  tell: (value: number, way: Way) => void,
): (() => void) | string {
  let last = NaN;
  return onBar(timeframe, ({ close }) => {
    const way = crossed(last, close, { level: price, when });
    last = close;
    if (way !== undefined) tell(close, way);
  });
}

/**
 * Waits for one price at a time: that which crosses the level, then the one on the other side of it, and so on. Half a step
 * beyond the level is the first price on its far side.
 */
function armOnTicks(
  { price, when, source = 'last' }: PriceCrossAlert,
  { market, now }: AlertWorld,
  tell: (value: number, way: Way) => void,
): (() => void) | string {
  const grid = market.instrument.price;
  if (!grid.canCount(price)) return `expected a lower price, came ${price}`;
  const level = grid.fromNumber(price);
  const up = when === 'below' ? level + 0.5 : level;
  const down = when === 'below' ? level : level - 0.5;
  let watch: PriceWatch;
  const wait = (isUp: boolean, quiet: boolean): void => {
    const reached = (ticks: number): void => {
      const isTold = !quiet && when !== (isUp ? 'below' : 'above');
      wait(!(priceOf(market, source) >= up), false);
      if (!isTold) return;
      const whole = source === 'mid' ? ticks : isUp ? Math.ceil(ticks) : Math.floor(ticks);
      tell((grid.toNumber(Math.floor(whole)) + grid.toNumber(Math.ceil(whole))) / 2, isUp ? 'up' : 'down');
    };
    watch = { source, level: quiet ? 1 : isUp ? up : down, up: isUp, since: now(), reached };
    market.watch(watch);
  };
  const first = priceOf(market, source);
  // Before there is a price nothing was crossed: any will do to begin with.
  wait(!(first >= up), Number.isNaN(first));
  return () => market.unwatch(watch);
}

function priceOf(market: WatchedMarket, source: PriceSource): number {
  return source === 'mid' ? (market.bid + market.ask) / 2 : market[source];
}
