import type { Call } from '../call.ts';

/** What the shell may complete a word with. */
export type Completes =
  | 'profile'
  | 'strategy'
  | 'indicator'
  | 'instrument'
  | 'timeframe'
  | 'command'
  | 'file'
  | 'folder';

export interface OptionSpec {
  /** As commander reads it: `-p, --profile <name>`. */
  readonly flags: string;
  readonly text: string;
  /** May be given more than once; the values make a list. */
  readonly repeats?: boolean;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  /** Accepted, but not shown: spellings of other programs. */
  readonly isHidden?: boolean;
}

export interface ArgumentSpec {
  /** `<profile>` needed, `[profile]` not, `<files...>` one or more. */
  readonly name: string;
  readonly text: string;
  readonly completes?: Completes;
  readonly choices?: readonly string[];
}

/** A verb of the command line: parser, help, completion and reference page derive from this. */
export interface Verb {
  /** `backtest`, or `check data` for a verb below another. */
  readonly name: string;
  readonly summary: string;
  /** What the reference page and the verb's own help say beyond the summary. */
  readonly details?: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  readonly isHidden?: boolean;
  /** Imports what it needs only now. `verbs` are all there are. @returns the exit code. */
  readonly run: (call: Call, verbs: readonly Verb[]) => Promise<number>;
}
