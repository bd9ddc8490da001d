import type { AlertPlan } from './alert.ts';
import type { OperationPlan } from './operation.ts';
import type { Direction } from './record.ts';
import type { RegionPlan } from './region.ts';

/** Distance or level of a protection. A plain number is a price. */
export type Level = number | { readonly percent: number };

/** Part of a position and where it is taken off. Portions of all targets add up to at most 1; the last takes the rest. */
export interface TargetPlan {
  /** A price, or a percent of the entry price in the trade's favour. */
  readonly at: Level;
  /** 0 < portion <= 1; default: the rest. */
  readonly portion?: number;
}

/**
 * A stop that follows the best price reached. `percent` is its distance below (long) the best price; it starts to
 * follow at once, or after the trade has gained `after` percent; `tight` narrows the distance from a later gain on.
 */
export interface TrailingPlan {
  readonly percent: number;
  readonly after?: number;
  readonly tight?: { readonly percent: number; readonly after: number };
}

/** How a trade is protected and ended, planned when it is opened; each part may be changed later. */
export interface ExitPlan {
  /** Stop-loss. */
  readonly stop?: Level;
  /** Up to three targets. */
  readonly target?: Level;
  readonly targets?: readonly TargetPlan[];
  readonly trailing?: TrailingPlan;
  /** Moves the stop to the entry price (plus `plus` percent) once the trade has gained `after` percent. */
  readonly breakeven?: { readonly after: number; readonly plus?: number };
  /** Minutes since entry → gain (ratio) that is enough to leave from then on: `{0: 0.04, 60: 0.01}`; −1 leaves at any price. */
  readonly roi?: Readonly<Record<string, number>>;
  /** Closes at the market after this many ms. */
  readonly timeLimit?: number;
  /** What is done to the trade by itself once it is open. */
  readonly operations?: readonly OperationPlan[];
}

/** Opens a trade. Without `quantity` or `fraction` the money manager sizes it. */
export interface EnterSignal extends ExitPlan {
  readonly kind: 'enter';
  readonly direction: Direction;
  /**
   * Default market. `limit` needs `price`; `stop` and `take-profit` need `trigger`; `stop-limit` and `take-profit-limit`
   * both. A stop enters when the price runs on to its trigger, a take-profit when it comes back to it.
   */
  readonly type?: 'market' | 'limit' | 'stop' | 'stop-limit' | 'take-profit' | 'take-profit-limit';
  readonly price?: number;
  readonly trigger?: number;
  /** Base units. */
  readonly quantity?: number;
  /** Part of the available funds, 0 < fraction < 1, sized at the price it fills at. */
  readonly fraction?: number;
  /** An unfilled entry is cancelled after this many ms. */
  readonly entryTimeout?: number;
  readonly postOnly?: boolean;
  /** Default GTC. IOC: fills now what can be, FOK: all now or nothing, GTD: until `expires`. */
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | 'GTD';
  /** For GTD, ms UTC. */
  readonly expires?: number;
  /** Entries of one group cancel each other: the first that fills takes the others away (OCO). */
  readonly group?: string;
  /** Name of a context of the profile whose terms it takes on. */
  readonly context?: string;
  readonly label?: string;
  readonly why?: string;
}

/**
 * Closes trades: the one named, or all of a direction, or all. An entry at the market that is still on its way is taken
 * back, or left once it fills; one that rests at a price of its own stays, unless it is named.
 */
export interface ExitSignal {
  readonly kind: 'exit';
  readonly trade?: string;
  readonly direction?: Direction;
  /** Default market; `limit` needs `price`. */
  readonly type?: 'market' | 'limit';
  readonly price?: number;
  /** Part of the trade, 0 < portion <= 1. */
  readonly portion?: number;
  /** An unfilled limit exit is cancelled after this many ms, and the trade goes on. */
  readonly timeout?: number;
  readonly why?: string;
}

/** Changes the protections of a trade (all open trades when none is named). `null` takes one away. */
export interface ModifySignal {
  readonly kind: 'modify';
  readonly trade?: string;
  readonly stop?: Level | null;
  readonly targets?: readonly TargetPlan[] | null;
  /** New limit price of an entry that still waits. */
  readonly entryPrice?: number;
  readonly why?: string;
}

/** Cancels entries that have not filled: the trade named, or all of this strategy on this instrument. */
export interface CancelSignal {
  readonly kind: 'cancel';
  readonly trade?: string;
  readonly why?: string;
}

/**
 * Draws a region that the strategy's own signals on this instrument must lie in, or takes one away: by its id or its label.
 */
export interface RegionSignal {
  readonly kind: 'region';
  readonly add?: RegionPlan;
  readonly remove?: string;
  readonly why?: string;
}

/** Asks to be told of a condition of the own instrument, in `onAlert`, or no longer: by its id or its label. */
export interface AlertSignal {
  readonly kind: 'alert';
  readonly add?: AlertPlan;
  readonly remove?: string;
  readonly why?: string;
}

/** Adds an operation to a trade (all of this strategy here when none is named), or takes one away by its id. */
export interface OperationSignal {
  readonly kind: 'operation';
  readonly trade?: string;
  readonly add?: OperationPlan;
  readonly remove?: string;
  readonly why?: string;
}

/** What a strategy wishes. It never places an order itself. */
export type Signal =
  | EnterSignal
  | ExitSignal
  | ModifySignal
  | CancelSignal
  | RegionSignal
  | AlertSignal
  | OperationSignal;
/** What a handler returns: no wish, one or several. */
export type Signals = Signal | readonly Signal[] | undefined | void;
