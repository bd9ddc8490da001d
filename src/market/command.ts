import type { AlertSpec } from './alert.ts';
import type { OperationPlan } from './operation.ts';
import type { Direction } from './record.ts';
import type { RegionSpec } from './region.ts';
import type { Level } from './signal.ts';

/** What a person or a script may ask of a running session. One union: keys, lines, REST and chat all end here. */
export type Command =
  | { readonly kind: 'pause'; readonly strategy: string | undefined }
  | { readonly kind: 'play'; readonly strategy: string | undefined }
  | CloseCommand
  | { readonly kind: 'cancel'; readonly instrument: string | undefined }
  | { readonly kind: 'add-region'; readonly region: RegionSpec }
  | { readonly kind: 'remove-region'; readonly id: string }
  | { readonly kind: 'add-alert'; readonly alert: AlertSpec }
  | { readonly kind: 'remove-alert'; readonly id: string }
  | { readonly kind: 'add-operation'; readonly trade: string; readonly operation: OperationPlan }
  | { readonly kind: 'remove-operation'; readonly trade: string; readonly id: string }
  | ReloadCommand
  | { readonly kind: 'list'; readonly what: Listed }
  | { readonly kind: 'state'; readonly state: TradingState }
  | { readonly kind: 'quantity'; readonly instrument: string; readonly quantity: number | undefined }
  | { readonly kind: 'leverage'; readonly leverage: number; readonly instrument: string | undefined }
  | { readonly kind: 'clean'; readonly trade: string }
  | { readonly kind: 'service'; readonly what: Service }
  | EnterCommand
  | AssignCommand
  | ProtectCommand;

/** Has new code of a strategy take over. */
export interface ReloadCommand {
  readonly kind: 'reload';
  /** `undefined`: every strategy whose file changed. */
  readonly strategy: string | undefined;
  /** Which code: its source is kept with the session under this name. Absent as long as nobody has looked. */
  readonly version?: string;
}

/** Closes trades at the market: one, those of an instrument, or all. */
export interface CloseCommand {
  readonly kind: 'close';
  readonly trade: string | undefined;
  readonly instrument: string | undefined;
  /** Part of the one trade, 0 < portion < 1; absent: all of it. */
  readonly portion?: number;
}

/** Opens a trade by hand: the same object as a strategy's, sized and capped like one. */
export interface EnterCommand {
  readonly kind: 'enter';
  /** Its id, or as much of its name as one market of the session answers to: `BTC`. */
  readonly instrument: string;
  readonly direction: Direction;
  /** `limit` at `price` or better; `stop` once the price runs on to it. */
  readonly type: 'market' | 'limit' | 'stop';
  readonly price?: number;
  /** Base units; absent: as the profile sizes. */
  readonly quantity?: number;
  readonly stop?: Level;
  readonly target?: Level;
  /** A stop that follows the best price at this distance, percent. */
  readonly trailing?: number;
  /** Closes at the market after this many ms. */
  readonly timeLimit?: number;
  /** Takes back what has not filled after this many ms. */
  readonly entryTimeout?: number;
}

/** Makes a trade of what an account holds and no trade has: what was held before, or was let go of. */
export interface AssignCommand {
  readonly kind: 'assign';
  /** As in `EnterCommand`. */
  readonly instrument: string;
  /** Base units; absent: all that is nobody's. */
  readonly quantity?: number;
  /** What it was bought or sold at, as the trade counts; absent: the present price. */
  readonly price?: number;
  readonly stop?: Level;
  readonly target?: Level;
}

/** Moves what protects a trade: `null` takes it away, `entry` is the price that the trade was entered at. */
export interface ProtectCommand {
  readonly kind: 'protect';
  readonly trade: string;
  readonly stop?: Level | 'entry' | null;
  readonly target?: Level | null;
  /** The stop follows the price no longer, and stays where it stands. */
  readonly trailing?: null;
}

/** What a session does for itself: it moves no money. */
export type Service = 'save' | 'recheck' | 'reconnect';

/** What a running session can be asked to list. */
export type Listed = 'regions' | 'alerts' | 'operations' | 'contexts';

/** What may leave: everything; only exits; only cancels; nothing. Anything may lower it, only a person raises it. */
export type TradingState = 'active' | 'reducing' | 'cancel-only' | 'halted';
