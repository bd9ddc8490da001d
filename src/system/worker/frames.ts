import type { Signals } from '../../market/signal.ts';
import type { AlertNotice, TradeView } from '../../strategy/strategy.ts';
import type { SeriesOptions } from '../../strategy/strategy.ts';
import type { SharedLines } from './shared-lines.ts';

/*
 * What travels between a session and the workers of its strategies. Numbers travel in rings, everything else as mail through a
 * port; a frame in the ring says where in the order of things the mail belongs.
 */

/** First word of each frame to a worker. The second is the number of the strategy-trader. */
export const frame = { bar: 1, mail: 2, ask: 3, reply: 4, ticks: 5 } as const;

/** Words of the frames whose length is fixed. */
export const frameWords = {
  /** kind, trader, series, time, end, open, high, low, close, volume */
  bar: 10,
  /** kind, trader */
  mail: 2,
  /** kind, trader, handler, argument, time, price, bid, ask, position */
  ask: 9,
  /** kind, trader, seven values */
  reply: 9,
  /** kind, trader, count; four words a tick follow: time, price, quantity, side */
  ticks: 3,
} as const;

/** Most ticks in one frame. */
export const ticksInFrame = 256;

/** Words of the longest frame. */
export const longestFrame = frameWords.ticks + 4 * ticksInFrame;

/** Handlers by their number in frames. */
export const handlerNames = ['onBar', 'onTick', 'onTicks', 'onOrder', 'onTimer', 'onAlert'] as const;
export type HandlerName = (typeof handlerNames)[number];

/** Third word of an answer: trader, code, question, argument. */
export const answer = { nothing: 0, signals: 1, threw: 2, question: 3, log: 4, broke: 5 } as const;

/** Words of an answer: trader, code, which question, its argument. */
export const answerWords = 4;

/** What a strategy may ask while it decides, because it depends on what others did at the same moment. */
export const question = { equity: 0, available: 1, forming: 2 } as const;

/** Mail to a worker. */
export type MailOut =
  | { readonly kind: 'trades'; readonly trades: readonly TradeView[] }
  | { readonly kind: 'notice'; readonly notice: unknown }
  | { readonly kind: 'alert'; readonly notice: AlertNotice };

/** Mail from a worker, in the order of the answers that announce it. */
export type MailIn =
  | { readonly kind: 'signals'; readonly signals: Exclude<Signals, void> }
  | { readonly kind: 'error'; readonly error: ErrorText }
  | { readonly kind: 'log'; readonly message: string; readonly fields: Readonly<Record<string, unknown>> | undefined };

/** What a strategy threw, as plain text. */
export interface ErrorText {
  readonly message: string;
  /** Absent for what is no Error. */
  readonly stack: string | undefined;
}

/** A strategy-trader as its worker makes it. */
export interface TraderSpec {
  /** Its number: first come, first numbered, in the order of the profile. */
  readonly index: number;
  /** Name of the strategy in the profile. */
  readonly name: string;
  /** What its code is loaded by: a file or a name of the catalog. */
  readonly use: string;
  readonly instrument: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: string;
}

/** What the set-up of a strategy-trader asked for, as plain data. */
export interface Declaration {
  readonly index: number;
  /** Series in the order of their numbers. */
  readonly series: readonly DeclaredSeries[];
  readonly timers: readonly { readonly name: string; readonly every: number }[];
  /** Bars that form which it may ask for, in the order of their numbers. */
  readonly forming: readonly { readonly timeframe: string; readonly offset: number }[];
  readonly handlers: readonly HandlerName[];
  /** What is wrong with what set-up returned, in words. */
  readonly fault: string | undefined;
  /** What set-up threw. */
  readonly error: ErrorText | undefined;
}

export interface DeclaredSeries {
  readonly timeframe: string;
  readonly options: SeriesOptions;
  /** Bars before it decides. */
  readonly warmup: number;
  /** Bars of history that settle what is fed by it. */
  readonly settle: number;
  /** What its indicators said, bar by bar, for people to see. */
  readonly lines: SharedLines;
}

/** What was thrown, as text. */
export function errorText(error: unknown): ErrorText {
  return error instanceof Error
    ? { message: error.message, stack: error.stack }
    : { message: String(error), stack: undefined };
}

/** An error as it was on the other thread. */
export function errorFrom({ message, stack }: ErrorText): unknown {
  return stack === undefined ? message : Object.assign(new Error(message), { stack });
}
