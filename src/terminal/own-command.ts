import type { App } from './app.ts';

/** A command of the terminal itself: it changes what is seen, never what is traded. */
export interface OwnCommand {
  readonly usage: string;
  readonly help: string;
  readonly aliases?: readonly string[];
  readonly examples?: readonly string[];
  /** What may follow it. */
  readonly words?: (app: App) => readonly string[];
  /** @returns what is wrong with its words */
  readonly run: (app: App, words: readonly string[]) => string | undefined;
}
