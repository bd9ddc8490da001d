import type { Signals } from '../../market/signal.ts';
import type { TickColumns } from '../../market/tick-block.ts';
import type { Context } from '../../strategy/context.ts';
import type { StrategyHandlers, TickSpan } from '../../strategy/strategy.ts';
import type { PaperMarket } from '../../trader/paper/account.ts';

/** A decimal step as a product and a quotient of whole numbers: `n × units / divisor` is the nearest double. */
export interface StepScale {
  readonly units: number;
  readonly divisor: number;
}

/** What a loop over ticks reads, feeds and moves: the same objects for as long as it lives. */
export interface TickLoopParts {
  readonly columns: TickColumns;
  readonly onTick: NonNullable<StrategyHandlers['onTick']>;
  readonly context: Context;
  /** Market time in its first cell. */
  readonly now: Float64Array;
  readonly market: PaperMarket;
  /** Moves the quote where bid and ask are not just the last price. */
  readonly quote: ((bid: number, ask: number) => void) | undefined;
  readonly price: StepScale;
  readonly lot: StepScale;
  /** Ticks of the instrument in one price unit of the tape. */
  readonly factor: number;
  /** Where the index after each tick is kept before it is shown; `undefined` where nobody asks for bars that form. */
  readonly shown: Int32Array | undefined;
  readonly outcome: TickOutcome;
}

/** Why a loop ended early. */
export interface TickOutcome {
  signals: Signals;
  /** What the strategy threw, wrapped: it may throw anything. */
  thrown: { readonly error: unknown } | undefined;
}

/**
 * Runs the ticks [from, to) of the columns past a strategy, up to the first that it makes something of.
 *
 * @returns the index after the last tick seen
 */
export type TickLoop = (base: number, from: number, to: number) => number;

let made = 0;

/**
 * The loop of one strategy-trader over one set of columns, as program text of its own. A loop that all share would
 * neither have the strategy's code inside it nor know its arrays: every tick would pay for boxed numbers, a call, and a
 * dozen checks of each array (2-3 × the time). Only whole numbers go into the text, and a number that makes it one of a
 * kind: equal texts share what is learnt of them.
 */
export function makeTickLoop(parts: TickLoopParts): TickLoop {
  const { price, lot, factor, quote, shown } = parts;
  const plain = `const ticks = price * ${factor}; market.last = ticks; market.bid = ticks; market.ask = ticks;`;
  const text = `
    const { columns: { offset, price: prices, ask, lots, side }, onTick, context, now, market, quote, shown, outcome } = parts;
    return (base, from, to) => {
      const start = +base;
      const end = to | 0;
      let k = from | 0;
      let last = 0;
      let value = NaN;
      try {
        for (; k < end; k++) {
          const time = start + offset[k];
          now[0] = time;
          context.time = time;
          const price = prices[k];
          // Most prints repeat the price before them. No price is 0.
          if (price !== last) {
            last = price;
            value = ${scaled('price', price)};
            ${quote === undefined ? plain : ''}
          }
          ${quote === undefined ? '' : `quote(price * ${factor}, ask[k] * ${factor});`}
          ${shown === undefined ? '' : 'shown[0] = k + 1;'}
          const signals = onTick(time, value, ${scaled('lots[k]', lot)}, side[k], context);
          if (signals !== undefined) {
            outcome.signals = signals;
            return k + 1;
          }
        }
      } catch (error) {
        outcome.thrown = { error };
        return k + 1;
      }
      return end;
    };`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the text above is one
  return compile(text, parts) as TickLoop;
}

/** The columns of a span of doubles, filled from the ticks [from, to) of the columns of a block. */
export type SpanFill = (base: number, from: number, to: number) => void;

/** The loop that fills a span, made as `makeTickLoop` makes its loop. */
export function makeSpanFill(parts: {
  readonly columns: TickColumns;
  readonly span: TickSpan;
  readonly price: StepScale;
  readonly lot: StepScale;
}): SpanFill {
  const text = `
    const { columns: { offset, price: prices, lots, side }, span } = parts;
    const { time, price, quantity, side: sides } = span;
    return (base, from, to) => {
      const start = +base;
      const first = from | 0;
      const count = (to | 0) - first;
      for (let at = 0; at < count; at++) {
        const k = first + at;
        time[at] = start + offset[k];
        price[at] = ${scaled('prices[k]', parts.price)};
        quantity[at] = ${scaled('lots[k]', parts.lot)};
        sides[at] = side[k];
      }
    };`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the text above is one
  return compile(text, parts) as SpanFill;
}

function scaled(name: string, { units, divisor }: StepScale): string {
  return `${name}${units === 1 ? '' : ` * ${units}`}${divisor === 1 ? '' : ` / ${divisor}`}`;
}

function compile(text: string, parts: object): unknown {
  made++;
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-call -- no text of a user's comes in
  return new Function('parts', `/* ${made} */${text}`)(parts);
}
